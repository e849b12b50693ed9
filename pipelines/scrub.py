"""Clean calls: fillers out, personal data replaced, terms as the tenant's glossary writes them.

    python -m pipelines.scrub calls=outputs/transcribe/calls.jsonl out=outputs/scrub

Reads calls.jsonl and writes clean `calls.jsonl`. Reads your own JSON Lines too: `{"id", "language", "text"}`
or `{"id", "language", "turns": [{"speaker", "text"}, …]}` (and `tenant` for a glossary), written clean in the
same shape as `texts.jsonl`; fields beyond these are left out, for nobody knows what they hold. With
`spans=true` the places of personal data in the input are written as `spans.jsonl`; with `gold=` the share of
known personal data that was found is reported.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandline.command import command, option
from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import file_digest, tree_digest
from insights.labelling import GoldFile
from insights.manifest import Manifest
from insights.pii.scoring import SpanScore
from insights.pii.scrubber import Scrubber, ScrubCounts
from insights.records import Call, GoldCall, PiiSpan, PiiType
from insights.resources import data_dir
from insights.text.clean import clean_call
from insights.text.user import FoundSpan, UserText, as_call, shape_of, with_texts
from pipelines.files import Lines
from pipelines.runner import Job, Outcome, StageConfig, execute, summary

CALLS = "calls.jsonl"
TEXTS = "texts.jsonl"
SPANS = "spans.jsonl"


@dataclass(frozen=True, kw_only=True)
class ScrubConfig(StageConfig):
    """Options of `scrub`."""

    calls: str = option(help="calls.jsonl, or your own JSON Lines with text or turns")
    gold: str | None = option(None, help="gold.jsonl with the places of personal data, to report recall")
    spans: bool = option(False, help="write where personal data was found (spans.jsonl)")


@dataclass(frozen=True)
class ScrubStage:
    """Call → clean call."""

    calls: Path
    kind: str
    spans: bool
    gold: Path | None

    def setup(self) -> Callable[[tuple[int, str]], Outcome]:
        scrubber = Scrubber()
        gold = GoldFile(self.gold) if self.gold else None

        def apply(item: tuple[int, str]) -> Outcome:
            number, line = item
            if self.kind == CALLS:
                call = jsonl.loads(Call, line, file=self.calls, number=number)
                clean, counts = clean_call(call, scrubber)
                row = jsonl.dumps(clean)
            else:
                user = jsonl.loads(UserText, line, file=self.calls, number=number)
                call = as_call(user, number)
                clean, counts = clean_call(call, scrubber)
                row = jsonl.dumps(with_texts(user, [turn.text for turn in clean.turns]))
            if not any(turn.text.strip() for turn in clean.turns):
                return Outcome(dropped=("no_words",), tally=_tally(counts))
            rows = [(self.kind, row)]
            truth = gold.get(call.call_id) if gold else None
            tally = _tally(counts)
            if self.spans or truth is not None:
                found = _found(scrubber, call)
                if self.spans:
                    rows += [(SPANS, jsonl.dumps(span)) for span in found]
                if truth is not None:
                    tally |= _score(truth, call, found)
            return Outcome(rows=tuple(rows), tally=tally)

        return apply


def _found(scrubber: Scrubber, call: Call) -> list[FoundSpan]:
    detections = scrubber.detect_turns([turn.text for turn in call.turns], call.language)
    return [
        FoundSpan(
            call_id=call.call_id,
            turn_id=call.turns[each.turn].turn_id,
            start=each.span.start,
            end=each.span.end,
            type=each.span.type,
        )
        for each in detections
    ]


def _tally(counts: ScrubCounts) -> dict[str, float]:
    return {f"replaced.{label.value}": count for label, count in counts.by_type.items()}


def _score(truth: GoldCall, call: Call, found: list[FoundSpan]) -> dict[str, float]:
    """Counts of gold spans and of those found, on turns whose text is the gold's own."""
    texts = {turn.turn_id: turn.text for turn in truth.turns}
    detected: defaultdict[str, list[PiiSpan]] = defaultdict(list)
    for span in found:
        detected[span.turn_id].append(PiiSpan(start=span.start, end=span.end, type=span.type))
    score = SpanScore()
    for turn in call.turns:
        if texts.get(turn.turn_id) == turn.text:
            score.add(truth.pii.get(turn.turn_id, ()), detected[turn.turn_id])
    counts: Counter[str] = Counter()
    for name in ("gold", "covered", "typed", "detected", "right"):
        kinds: Mapping[PiiType, int] = getattr(score, name)
        for label, count in kinds.items():
            counts[f"{name}.{label.value}"] += count
    return dict(counts)


def run(config: ScrubConfig) -> Manifest:
    """Clean the calls of a file; returns the manifest, with what was replaced and the recall in its notes."""
    lines = Lines.of(config.calls)
    number, first = next(lines())
    kind = CALLS if shape_of(first, file=lines.path, number=number) == "call" else TEXTS
    inputs = {"calls": lines.sha256, "glossaries": tree_digest(data_dir() / "glossaries")}
    inputs["names"] = tree_digest(data_dir() / "names")
    gold = Path(config.gold) if config.gold else None
    if gold is not None:
        jsonl.open_text(gold).close()
        inputs["gold"] = file_digest(gold)
    if Path(config.out).resolve() == lines.path.resolve().parent and lines.path.name == kind:
        raise EscutaError(
            "would overwrite its own input", field="out", remedy="choose another folder for `out`"
        )
    job = Job(
        command="scrub",
        stage=ScrubStage(lines.path, kind, config.spans, gold),
        items=lines,
        count=lines.count,
        inputs=inputs,
        settings={"spans": config.spans},
        outputs=(kind, SPANS) if config.spans else (kind,),
        shard_items=50,
        notes=_notes,
    )
    return execute(job, config)


def _notes(tally: Mapping[str, float]) -> dict[str, Any]:
    def group(name: str) -> Counter[PiiType]:
        prefix = f"{name}."
        return Counter(
            {
                PiiType(key.removeprefix(prefix)): int(count)
                for key, count in sorted(tally.items())
                if key.startswith(prefix)
            }
        )

    notes: dict[str, Any] = {"replaced": {label.value: count for label, count in group("replaced").items()}}
    score = SpanScore(*(group(name) for name in ("gold", "covered", "typed", "detected", "right")))
    if score.gold.total():
        notes["pii"] = score.summary()
    return notes


@command("scrub", ScrubConfig)
def main(config: ScrubConfig) -> None:
    manifest = run(config)
    print(summary(manifest, config.out))
    if "pii" in manifest.notes:
        found = manifest.notes["pii"]["all"]
        print(f"  personal data: {found['gold']} known, recall {found['recall']:.3f}")


if __name__ == "__main__":
    main()
