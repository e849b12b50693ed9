"""Measure the live path's session logic on synthetic calls: changes of subject, and alerts by rule.

    python -m pipelines.topics calls=600 out=outputs/topics

Calls of one partition are made by seed, cleaned, and read by the topic detector and the rules as the live
path does. `report.json` holds precision, recall and F1 per language, beside the detector's two halves alone
and two baselines that do not listen: a change at every turn, and one each `interval_tokens` words.
`calls.jsonl` has the counts of every call. The detector and the rules were made on the training and
validation phrasings; `partition=test` holds phrasings that they were not made on.
"""

import dataclasses
import json
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from commandline.command import command, option
from eval.session import Counts, rule_counts, topic_counts
from insights.errors import EscutaError
from insights.fingerprint import tree_digest
from insights.manifest import Manifest
from insights.records import PROMPT_LANGUAGES
from insights.resources import data_dir
from insights.session.settings import TopicSettings
from insights.synthetic import CorpusSettings, generate_call, transcript
from insights.text.clean import clean_call
from pipelines.runner import Job, Outcome, StageConfig, execute, summary

CALLS, REPORT = "calls.jsonl", "report.json"
_PARTS = ("tp", "fp", "fn")


@dataclass(frozen=True, kw_only=True)
class TopicsConfig(StageConfig):
    """Options of `topics`."""

    calls: int = option(600, help="how many calls")
    seed: int = option(11, help="the same seed gives the same calls")
    partition: Literal["train", "val", "test"] = option("test", help="whose phrasings")
    tolerance_turns: int = option(1, help="how far off a change or an alert may be, turns")
    interval_tokens: int = option(35, help="words between the changes of the baseline by the clock")
    topics: TopicSettings = option(factory=TopicSettings, help="the detector")  # noqa: RUF009

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, low in (("calls", 1), ("tolerance_turns", 0), ("interval_tokens", 1)):
            if getattr(self, name) < low:
                raise EscutaError(f"must be at least {low}", field=name)


@dataclass(frozen=True)
class TopicsStage:
    """Index of a call → counts."""

    corpus: CorpusSettings
    topics: TopicSettings
    tolerance_turns: int
    interval_tokens: int

    def setup(self) -> Callable[[int], Outcome]:
        from insights.pii.scrubber import Scrubber

        scrubber = Scrubber()

        def apply(index: int) -> Outcome:
            gold = generate_call(self.corpus.seed, index, self.corpus)
            call, _ = clean_call(transcript(gold), scrubber)
            topics, delays = topic_counts(
                call,
                gold,
                self.topics,
                interval_tokens=self.interval_tokens,
                tolerance=self.tolerance_turns,
            )
            alerts, fallen, traps = rule_counts(call, gold, tolerance=self.tolerance_turns)
            tally = Counter({"calls": 1, "changes": len(delays), "delay_turns": sum(delays)})
            tally.update({"traps": traps, "alerts_at_traps": fallen})
            for group, counted in (("topics", topics), ("alerts", alerts)):
                for name, counts in counted.items():
                    for part in _PARTS:
                        tally[f"{group}.{name}.{part}"] = getattr(counts, part)
            named = {f"{call.language}.{name}": value for name, value in tally.items() if value}
            row = json.dumps({"call_id": call.call_id, **dict(sorted(named.items()))})
            return Outcome(rows=((CALLS, row),), tally=named)

        return apply


def report_of(tally: Mapping[str, float]) -> dict[str, Any]:
    """Figures per language from the sums over calls."""

    def figures(prefix: str) -> dict[str, Any]:
        counts = Counts(*(int(tally.get(f"{prefix}.{part}", 0)) for part in _PARTS))
        rates = {name: _rounded(getattr(counts, name)) for name in ("precision", "recall", "f1")}
        return {**rates, **dataclasses.asdict(counts)}

    report: dict[str, Any] = {}
    for language in PROMPT_LANGUAGES:
        own = {key for key in tally if key.startswith(f"{language}.")}
        if not own:
            continue
        names = {
            group: sorted({key.split(".")[2] for key in own if key.startswith(f"{language}.{group}.")})
            for group in ("topics", "alerts")
        }
        found = tally.get(f"{language}.changes", 0)
        report[language] = {
            "calls": int(tally[f"{language}.calls"]),
            "topics": {name: figures(f"{language}.topics.{name}") for name in names["topics"]},
            "delay_turns": _rounded(tally.get(f"{language}.delay_turns", 0) / found if found else math.nan),
            "alerts": {name: figures(f"{language}.alerts.{name}") for name in names["alerts"]},
            "hard_negatives": int(tally.get(f"{language}.traps", 0)),
            "alerts_at_hard_negatives": int(tally.get(f"{language}.alerts_at_traps", 0)),
        }
    return report


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def run(config: TopicsConfig) -> Manifest:
    """Measure; returns the manifest, with the report in its notes."""
    corpus = CorpusSettings(calls=config.calls, seed=config.seed, partitions={config.partition: 1.0})
    job = Job(
        command="topics",
        stage=TopicsStage(corpus, config.topics, config.tolerance_turns, config.interval_tokens),
        items=lambda: range(corpus.calls),
        count=corpus.calls,
        inputs={name: tree_digest(data_dir() / name) for name in ("rules", "topics", "glossaries")},
        settings={
            "corpus": dataclasses.asdict(corpus),
            "topics": dataclasses.asdict(config.topics),
            "tolerance_turns": config.tolerance_turns,
            "interval_tokens": config.interval_tokens,
        },
        outputs=(CALLS,),
        shard_items=50,
        notes=report_of,
    )
    manifest = execute(job, config)
    if not config.dry_run:
        text = json.dumps(manifest.notes, indent=2, ensure_ascii=False)
        (Path(config.out) / REPORT).write_text(f"{text}\n", encoding="utf-8")
    return manifest


def table(report: Mapping[str, Any]) -> str:
    """The report as text: one line a detector and language."""
    lines = [f"{'':24}{'precision':>10}{'recall':>8}{'F1':>8}{'right':>7}{'wrong':>7}{'missed':>8}"]
    for language, figures in report.items():
        lines.append(f"{language}: {figures['calls']} calls")
        for group in ("topics", "alerts"):
            for name, row in figures[group].items():
                rates = [row[key] for key in ("precision", "recall", "f1")]
                shown = ["–" if rate is None else f"{rate:.3f}" for rate in rates]
                lines.append(
                    f"  {group}.{name}".ljust(24)
                    + f"{shown[0]:>10}{shown[1]:>8}{shown[2]:>8}{row['tp']:>7}{row['fp']:>7}{row['fn']:>8}"
                )
        lines.append(
            f"  alerts at {figures['hard_negatives']} hard negatives: "
            f"{figures['alerts_at_hard_negatives']}; changes certain after "
            f"{figures['delay_turns'] if figures['delay_turns'] is not None else '–'} turns on average"
        )
    return "\n".join(lines)


@command("topics", TopicsConfig)
def main(config: TopicsConfig) -> None:
    manifest = run(config)
    if manifest.notes:
        print(table(manifest.notes))
    print(summary(manifest, config.out))


if __name__ == "__main__":
    main()
