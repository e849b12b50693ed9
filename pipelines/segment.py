"""Cut calls into excerpts of 30–60 s at turn ends.

    python -m pipelines.segment calls=outputs/scrub/calls.jsonl out=outputs/segment

Reads calls (clean or raw), writes `excerpts.jsonl` and `manifest.json`. Every turn with words is in exactly
one excerpt. Calls in which nobody says anything are dropped and counted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from commandline.command import command, option
from insights import jsonl
from insights.manifest import Manifest
from insights.records import Call
from insights.segmenting import ExcerptPolicy, segment
from pipelines.files import Lines
from pipelines.runner import Job, Outcome, StageConfig, execute, summary

OUTPUT = "excerpts.jsonl"


@dataclass(frozen=True, kw_only=True)
class SegmentConfig(StageConfig):
    """Options of `segment`."""

    calls: str = option(help="calls.jsonl to cut")
    policy: ExcerptPolicy = field(default_factory=ExcerptPolicy)


@dataclass(frozen=True)
class SegmentStage:
    """Call → excerpts."""

    calls: Path
    policy: ExcerptPolicy

    def setup(self) -> Callable[[tuple[int, str]], Outcome]:
        return self._apply

    def _apply(self, item: tuple[int, str]) -> Outcome:
        number, line = item
        call = jsonl.loads(Call, line, file=self.calls, number=number)
        segmented = segment(call, self.policy)
        if not segmented.excerpts and not segmented.dropped_tails:
            return Outcome(dropped=("no_words",))
        return Outcome(
            rows=tuple((OUTPUT, jsonl.dumps(excerpt)) for excerpt in segmented.excerpts),
            dropped=("short_tail",) * segmented.dropped_tails,
        )


def run(config: SegmentConfig) -> Manifest:
    """Cut the calls of a file; returns the manifest."""
    lines = Lines.of(config.calls)
    job = Job(
        command="segment",
        stage=SegmentStage(lines.path, config.policy),
        items=lines,
        count=lines.count,
        inputs={"calls": lines.sha256},
        settings={"policy": config.policy},
        outputs=(OUTPUT,),
        shard_items=200,
    )
    return execute(job, config)


@command("segment", SegmentConfig)
def main(config: SegmentConfig) -> None:
    print(summary(run(config), config.out))


if __name__ == "__main__":
    main()
