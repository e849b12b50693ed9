"""Make synthetic calls with known answers, deterministic by seed.

    python -m pipelines.corpus calls=1000 seed=7 out=outputs/corpus

Writes `calls.jsonl` (what a transcriber would deliver), `gold.jsonl` (the truth: events, insights, personal
data) and `manifest.json`. An interrupted run goes on where it stopped; the bytes do not depend on the number
of workers.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

from commandline.command import command, option
from insights import jsonl
from insights.manifest import Manifest
from insights.records import InsightType
from insights.synthetic import CorpusSettings, generate_call, transcript
from pipelines.runner import Job, Outcome, StageConfig, execute, summary

CALLS, GOLD = "calls.jsonl", "gold.jsonl"


@dataclass(frozen=True)
class Mix:
    """Weights of what a corpus is made of; they need not add up to one."""

    languages: dict[str, float] = field(default_factory=dict)
    locales: dict[str, float] = field(default_factory=dict)
    partitions: dict[str, float] = field(default_factory=dict)
    tenants: tuple[str, ...] = ()
    asr_share: float = 0.75


@dataclass(frozen=True, kw_only=True)
class CorpusConfig(StageConfig):
    """Options of `corpus`."""

    calls: int = option(1000, help="how many calls")
    seed: int = option(7, help="the same seed gives the same calls")
    mix: Mix = option(factory=Mix, help="weights of languages, locales and partitions; tenants; spoken share")  # noqa: RUF009


@dataclass(frozen=True)
class CorpusStage:
    """Index of a call → the call and its gold."""

    settings: CorpusSettings

    def setup(self) -> Callable[[int], Outcome]:
        return self._apply

    def _apply(self, index: int) -> Outcome:
        gold = generate_call(self.settings.seed, index, self.settings)
        tally = {
            "topics": len(gold.topic_changes),
            "events": len(gold.events),
            "alerts": sum(InsightType.RISK_ALERT in event.insights for event in gold.events),
            "upsells": sum(InsightType.UPSELL in event.insights for event in gold.events),
            f"partition_{gold.partition}": 1,
            f"locale_{gold.locale}": 1,
            f"style_{gold.style}": 1,
        }
        rows = ((CALLS, jsonl.dumps(transcript(gold))), (GOLD, jsonl.dumps(gold)))
        return Outcome(rows=rows, tally=tally)


def settings_of(config: CorpusConfig) -> CorpusSettings:
    """The corpus a configuration describes; mixes left empty keep their defaults."""
    given = {name: value for name, value in vars(config.mix).items() if value not in ({}, ())}
    return CorpusSettings(calls=config.calls, seed=config.seed, **given)


def run(config: CorpusConfig) -> Manifest:
    """Write a corpus; returns the manifest."""
    settings = settings_of(config)
    job = Job(
        command="corpus",
        stage=CorpusStage(settings),
        items=lambda: range(settings.calls),
        count=settings.calls,
        inputs={},
        settings=dataclasses.asdict(settings),
        outputs=(CALLS, GOLD),
        shard_items=200,
        notes=lambda tally: {name: int(count) for name, count in sorted(tally.items())},
    )
    return execute(job, config)


@command("corpus", CorpusConfig)
def main(config: CorpusConfig) -> None:
    print(summary(run(config), config.out))


if __name__ == "__main__":
    main()
