"""Clean calls: fillers out, personal data replaced, terms as the tenant's glossary writes them.

    python -m pipelines.scrub calls=outputs/transcribe/calls.jsonl out=outputs/scrub
    python -m pipelines.scrub calls=mine.jsonl out=outputs/mine spans=true

Reads calls.jsonl and writes clean `calls.jsonl`. Reads your own JSON Lines too, a record a line:

    {"id": 7, "language": "pt-BR", "text": "meu cpf é …"}
    {"id": 8, "language": "es", "turns": [{"speaker": "agent", "text": "…"}, {"text": "…"}]}

A turn may also be {"role", "content"} or a bare text. `language` is pt or es, with or without a country
(pt-BR, es_MX); in another language everything is looked for that either has. `tenant` chooses a glossary.
Clean records are written in the same shape and order as `texts.jsonl`; fields beyond these are left out, for
nobody knows what they hold.

With `spans=true` the places of personal data in the input are written as `spans.jsonl`, a row a place:

    {"id": 7, "line": 1, "start": 10, "end": 24, "type": "CPF"}
    {"id": 8, "line": 2, "turn": 1, "start": 0, "end": 9, "type": "NOME"}

`line` is the record's line in the input, from 1, and `turn` the index in `turns`, from 0. `start` and `end`
count characters of the input text as Python does (Unicode code points, from 0, end excluded):
text[start:end]. For calls.jsonl a row has `call_id` and `turn_id`.

With `surrogates=true` personal data becomes false values of the same kind in place of placeholders, the same
for the same value within a call; they follow from the secret in the variable ESCUTA_SURROGATE_KEY. With
`gold=` the share of known personal data that was found is reported. An interrupted run goes on when started
again; after an upgrade of the scrubber it begins anew, for its outputs come from one version of it.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from commandline.command import command, option
from inference.scrubbing import scrubber_of, settings_digests
from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import code_digest, file_digest, tree_digest
from insights.labelling import GoldFile
from insights.manifest import Manifest
from insights.pii.scrubber import Scrubber
from insights.pii.settings import PiiSettings
from insights.pii.surrogates import SurrogateKey, Surrogates
from insights.records import Call
from insights.resources import data_dir
from insights.text.clean import clean_call
from insights.text.user import FoundSpan, UserText, as_call, found_in, shape_of, with_texts
from pipelines._recall import notes, replaced, scored
from pipelines.files import Lines
from pipelines.runner import Job, Outcome, StageConfig, execute, summary

CALLS = "calls.jsonl"
TEXTS = "texts.jsonl"
SPANS = "spans.jsonl"


@dataclass(frozen=True, kw_only=True)
class ScrubConfig(StageConfig):
    """Options of `scrub`."""

    calls: str = option(help="calls.jsonl, or your own JSON Lines with text or turns")
    language: str | None = option(None, help="of records of yours that do not say their own")
    gold: str | None = option(None, help="gold.jsonl with the places of personal data, to report recall")
    spans: bool = option(False, help="write where personal data was found (spans.jsonl)")
    surrogates: bool = option(False, help="false values in place of placeholders; needs ESCUTA_SURROGATE_KEY")
    pii: PiiSettings = field(default_factory=PiiSettings)


@dataclass(frozen=True)
class ScrubStage:
    """Call → clean call."""

    calls: Path
    kind: str
    language: str | None
    spans: bool
    surrogates: bool
    gold: Path | None
    pii: PiiSettings

    def setup(self) -> Callable[[tuple[int, str]], Outcome]:
        scrubber = scrubber_of(self.pii)
        gold = GoldFile(self.gold) if self.gold else None
        # The key stays in this process' memory; the stage, which is written into pipes, has none.
        key = SurrogateKey.from_environment() if self.surrogates else None

        def apply(item: tuple[int, str]) -> Outcome:
            number, line = item
            if self.kind == CALLS:
                call = jsonl.loads(Call, line, file=self.calls, number=number)
                clean, tally = _cleaned(call, scrubber, key)
                if not any(turn.text.strip() for turn in clean.turns):
                    return Outcome(dropped=("no_words",), tally=tally)
                rows = [(CALLS, jsonl.dumps(clean))]
                truth = gold.get(call.call_id) if gold else None
                if self.spans or truth is not None:
                    found = _found(scrubber, call)
                    if self.spans:
                        rows += [(SPANS, jsonl.dumps(span)) for span in found]
                    if truth is not None:
                        tally |= scored(truth, call, found)
                return Outcome(rows=tuple(rows), tally=tally)
            user = jsonl.loads(UserText, line, file=self.calls, number=number)
            call = self._as_call(user, number)
            clean, tally = _cleaned(call, scrubber, key)
            rows = [(TEXTS, jsonl.dumps(with_texts(user, [turn.text for turn in clean.turns])))]
            if self.spans:
                detections = scrubber.detect_turns(user.texts, call.language)
                rows += [(SPANS, jsonl.dumps(span)) for span in found_in(user, number, detections)]
            return Outcome(rows=tuple(rows), tally=tally)

        return apply

    def _as_call(self, user: UserText, number: int) -> Call:
        if user.language is None and self.language is None:
            raise EscutaError(
                "Field required",
                file=self.calls,
                line=number,
                field="language",
                remedy='add "language": "pt" or "es" to the record, or language=… to the command',
            )
        return as_call(user, number, self.language)


def _cleaned(call: Call, scrubber: Scrubber, key: SurrogateKey | None) -> tuple[Call, dict[str, float]]:
    """The clean call, and what was replaced in it."""
    if key is None:
        clean, counts = clean_call(call, scrubber)
        return clean, replaced(counts)
    surrogates = Surrogates(key, call.call_id, call.language, call.locale)
    clean, counts = clean_call(call, scrubber, replacement=surrogates)
    texts = surrogates.fill([turn.text for turn in clean.turns])
    turns = tuple(
        turn.model_copy(update={"text": text}) for turn, text in zip(clean.turns, texts, strict=True)
    )
    return clean.model_copy(update={"turns": turns}), replaced(counts)


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


def run(config: ScrubConfig) -> Manifest:
    """Clean the calls of a file; returns the manifest, with what was replaced and the recall in its notes."""
    lines = Lines.of(config.calls)
    number, first = next(lines())
    kind = CALLS if shape_of(first, file=lines.path, number=number) == "call" else TEXTS
    inputs = {
        "calls": lines.sha256,
        "glossaries": tree_digest(data_dir() / "glossaries"),
        "names": tree_digest(data_dir() / "gazetteers"),
        "code": code_digest("insights.pii", "insights.text", "inference.scrubbing", "inference.ner"),
        **settings_digests(config.pii),
    }
    gold = Path(config.gold) if config.gold else None
    if gold is not None:
        jsonl.open_text(gold).close()
        inputs["gold"] = file_digest(gold)
    if config.surrogates:
        inputs["surrogates"] = SurrogateKey.from_environment().fingerprint
    if Path(config.out).resolve() == lines.path.resolve().parent and lines.path.name == kind:
        raise EscutaError(
            "would overwrite its own input", field="out", remedy="choose another folder for `out`"
        )
    job = Job(
        command="scrub",
        stage=ScrubStage(
            lines.path, kind, config.language, config.spans, config.surrogates, gold, config.pii
        ),
        items=lines,
        count=lines.count,
        inputs=inputs,
        settings={
            "spans": config.spans,
            "surrogates": config.surrogates,
            "language": config.language,
            "pii": asdict(config.pii),
        },
        outputs=(kind, SPANS) if config.spans else (kind,),
        shard_items=50,
        notes=notes,
    )
    return execute(job, config)


@command("scrub", ScrubConfig)
def main(config: ScrubConfig) -> None:
    manifest = run(config)
    print(summary(manifest, config.out))
    if "pii" in manifest.notes:
        found = manifest.notes["pii"]["all"]
        print(f"  personal data: {found['gold']} known, recall {found['recall']:.3f}")


if __name__ == "__main__":
    main()
