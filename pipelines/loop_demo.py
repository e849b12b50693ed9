"""The loop once around, in minutes, on embedded models: live calls make the next adapter better.

    python -m pipelines.loop_demo

A first adapter learns from a few labelled calls and becomes the champion. Synthetic calls are played through
a real gateway (`python -m serving`), as text; simulated operators, who know the true answers, judge what they
are shown. `feedback` collects, a reviewer who knows them too labels, `train` mixes that in, and the second
adapter passes the gate and goes live while other calls go on. Both are compared on phrasings that neither has
seen and on recent calls. The second goes on from the first's weights, with more records; base, steps and
settings are the same.

Writes `report.html` and `report.json`; ends with the second adapter live. A second run reuses what is done.
"""

import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from commandline.command import command, load, option
from eval import results
from eval.settings import MetricsSettings, Tracking
from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import short, tree_digest
from insights.manifest import Manifest
from insights.records import GoldCall
from pipelines._gold_review import fill
from pipelines._loop_live import (
    DATABASE,
    REPORT_JSON,
    SETS,
    SHELF,
    SYSTEMS,
    Live,
    Promoting,
    address,
    cases_by_record,
    judged_calls,
    swapped,
)
from pipelines.demo import Clock

_FIRST_IS_FORCED = "the first of a rehearsal: it has learnt from a few calls only"


@dataclass(frozen=True, kw_only=True)
class LoopDemoConfig:
    """Options of `loop_demo`."""

    out: str = option("outputs/loop_demo", help="folder to write into")
    seed: int = option(0, help="seed of the calls and of both trainings")
    first_calls: int = option(30, help="labelled calls that the first adapter learns from")
    live_calls: int = option(120, help="live calls that operators judge")
    test_calls: int = option(120, help="calls with phrasings that no adapter has seen")
    experiment: str = option("smoke_cpu", help="experiment of both trainings: conf/exp/NAME.yaml")
    steps: int = option(700, help="optimiser steps of each training")
    at_once: int = option(16, help="live calls at the same time")
    speed: float = option(8.0, help="of live calls: so many times as fast as they were spoken")
    swap_at_once: int = option(8, help="calls at the same time while the second adapter goes live")
    swap_speed: float = option(6.0, help="speed of these calls")
    settle: int = option(
        20, help="insights before the promotion begins, and of the new adapter before the calls end"
    )
    train: tuple[str, ...] = option((), help="more settings for train, KEY=VALUE each")
    promote: tuple[str, ...] = option((), help="more settings for promote, KEY=VALUE each")
    serve: tuple[str, ...] = option((), help="more settings for serving, KEY=VALUE each")
    metrics: MetricsSettings = field(default_factory=MetricsSettings)
    tracking: Tracking = field(default_factory=Tracking)

    def __post_init__(self) -> None:
        for name in ("first_calls", "live_calls", "test_calls", "steps", "at_once", "swap_at_once", "settle"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=name, remedy=f"{name}=1")
        for name in ("speed", "swap_speed"):
            if getattr(self, name) <= 0:
                raise EscutaError("must be above 0", field=name, remedy=f"{name}=1")
        if self.tracking.uri is None:
            raise EscutaError(
                "the loop needs MLflow's registry", field="tracking.uri", remedy="tracking=local"
            )


@dataclass(frozen=True)
class Trained:
    """An adapter, and where it came from."""

    name: str
    folder: Path
    digest: str
    run: str
    manifest: Manifest
    learnt: Path
    recent: Path | None = None


@command("loop_demo", LoopDemoConfig)
def main(config: LoopDemoConfig) -> None:
    run(config)


def run(config: LoopDemoConfig) -> dict[str, Any]:
    """Once around, without the stages that are done; returns what `report.json` holds."""
    from pipelines import _loop_report as reporting

    started = time.monotonic()
    # Libraries announce what their next version will change; nothing a user of the demo can act on.
    warnings.filterwarnings("ignore", category=FutureWarning, module="transformers")
    out, clock = Path(config.out), Clock({})

    # 1. Calls, none of them in two places; only those to judge by have the held-out phrasings.
    with clock.stage(
        "calls", *(out / "calls" / name / "corpus" for name in ("first", "live", "swap", "test"))
    ):
        labelled = {name: _labelled(config, name) for name in ("first", "test")}
        gold = {name: _spoken(config, name, partition="train") for name in ("live", "swap")}
    test = labelled["test"]

    # 2. The first adapter, from a few labelled calls; champion because there is no other.
    first = _train(config, "first", clock, {"dataset.train": labelled["first"], "dataset.test": test})
    _evaluate(config, first, "test", test, clock)

    # 3. Live calls, judged by operators.
    live = Live(
        calls=gold["live"],
        shelf=out / SHELF,
        at_once=config.at_once,
        speed=config.speed,
        settle=config.settle,
        serve=config.serve,
    )
    with clock.stage("live calls", out / "live"):
        judged_calls(live, _promoting(config, first, test, forced=True), out / "live")

    # 4. What they teach: collected, labelled, learnt.
    reviewed = _reviewed(config, gold["live"], clock)
    second = _train(
        config,
        "second",
        clock,
        {
            "dataset.train": labelled["first"],
            "dataset.test": test,
            "dataset.feedback": [str(reviewed)],
            "dataset.recent": reviewed,
            "start_from": first.folder,
        },
    )
    if second.recent is None:
        raise EscutaError(
            "no recent calls to judge by", field="live_calls", remedy="play more calls: live_calls=120"
        )

    # 5. Both answer the same records; the gate judges.
    _evaluate(config, second, "test", test, clock)
    for trained in (first, second):
        _evaluate(config, trained, "recent", second.recent, clock)
    promoting = _promoting(config, second, test, recent=second.recent)
    gate = _gate(promoting, first, out, clock)

    # 6. Live, while calls go on.
    swapping = replace(live, calls=gold["swap"], at_once=config.swap_at_once, speed=config.swap_speed)
    with clock.stage("swap", out / "swap"):
        swapped(swapping, promoting, out / "live", out / "swap")
    for name in SETS:
        _compare(config, name, clock)

    document = reporting.document(config, (first, second), gate, clock, time.monotonic() - started)
    results.write_json(document, out / REPORT_JSON)
    reporting.write(config, (first, second), document, clock)
    reporting.show(config, document)
    return document


# --- calls ------------------------------------------------------------------------------------------------


def _spoken(config: LoopDemoConfig, name: str, *, partition: str) -> Path:
    """Calls of one purpose; gold.jsonl. Each purpose has a seed of its own."""
    from pipelines import corpus

    counts = {
        "first": config.first_calls,
        "live": config.live_calls,
        "swap": config.swap_at_once * 4,
        "test": config.test_calls,
    }
    folder = Path(config.out) / "calls" / name / "corpus"
    settings = {
        "calls": counts[name],
        "seed": 1000 * (config.seed + 1) + list(counts).index(name),
        **{f"mix.partitions.{each}": float(each == partition) for each in ("train", "val", "test")},
        "out": folder,
        "overwrite": True,
    }
    corpus.run(_load("corpus", corpus.CorpusConfig, settings))
    return folder / corpus.GOLD


def _labelled(config: LoopDemoConfig, name: str) -> Path:
    """Calls of one purpose with their labels, as the offline path makes them; records.jsonl."""
    from pipelines import corpus, label, scrub, segment

    gold = _spoken(config, name, partition="test" if name == "test" else "train")
    out = gold.parent.parent
    calls = {"calls": gold.parent / corpus.CALLS, "out": out / "scrub", "overwrite": True}
    scrub.run(_load("scrub", scrub.ScrubConfig, calls))
    cut = {"calls": out / "scrub/calls.jsonl", "out": out / "segment", "overwrite": True}
    segment.run(_load("segment", segment.SegmentConfig, cut))
    known = {
        "excerpts": out / "segment/excerpts.jsonl",
        "gold": gold,
        "out": out / "label",
        "overwrite": True,
    }
    label.run(_load("label", label.LabelConfig, known))
    return out / "label" / label.RECORDS


# --- the stages of the loop -------------------------------------------------------------------------------


def _train(config: LoopDemoConfig, name: str, clock: Clock, data: Mapping[str, Any]) -> Trained:
    from pipelines import train
    from pipelines._dataset import override, prepare

    out = Path(config.out)
    settings = load(
        "train",
        train.TrainConfig,
        [
            f"+exp={config.experiment}",
            "dataset=jsonl",
            *(
                override(key, value)
                for key, value in {
                    "dataset.out": out / "mixed",
                    "dataset.alert_share": 0.6,
                    "name": f"loop-demo-{name}",
                    "seed": config.seed,
                    "out": out / "train" / name,
                    "optim.steps": config.steps,
                    "evaluate": False,
                    "overwrite": True,
                    **data,
                }.items()
            ),
            *config.train,
        ],
    )
    settings = replace(settings, tracking=config.tracking)
    folder = out / "train" / name
    with clock.stage(f"train {name}", folder):
        done = train.run(settings)
    assert done is not None
    files = prepare(settings.dataset)
    adapter = folder / train.ADAPTER
    return Trained(
        name, adapter, tree_digest(adapter), done.notes["mlflow_run_id"], done, files.train, files.recent
    )


def _evaluate(config: LoopDemoConfig, trained: Trained, name: str, records: Path, clock: Clock) -> None:
    from pipelines import evaluate

    folder = Path(config.out) / "evaluate" / f"{name}-{trained.name}"
    settings = {
        "records": records,
        "adapter": trained.folder,
        "training": trained.learnt,
        "name": trained.name,
        "out": folder,
        "parent_run": trained.run,
        "overwrite": True,
    }
    with clock.stage(f"evaluate {name} {trained.name}", folder):
        loaded = _load("evaluate", evaluate.EvaluateConfig, settings)
        evaluate.run(replace(loaded, metrics=config.metrics, tracking=config.tracking))


def _reviewed(config: LoopDemoConfig, gold: Path, clock: Clock) -> Path:
    """Collect what live calls teach, and let the reviewer label it; records.jsonl."""
    from pipelines import feedback, label

    out = Path(config.out)
    database = out / "live" / DATABASE
    collected = out / "feedback" / "first"
    asked = {
        "url": address(database),
        "root": collected.parent,
        "name": collected.name,
        "overwrite": True,
    }
    with clock.stage("feedback", collected):
        found = feedback.run(_load("feedback", feedback.FeedbackConfig, asked))
    if not found.records_out:
        raise EscutaError("nothing to review", field="live_calls", remedy="play more calls: live_calls=120")
    folder = out / "review"
    with clock.stage("review", folder):
        folder.mkdir(parents=True, exist_ok=True)
        table = folder / "review.csv"
        fill(
            collected / "review.csv",
            table,
            cases_by_record(database),
            {call.call_id: call for call in jsonl.read(GoldCall, gold)},
        )
        settings = {
            "source": "review",
            "records": collected / label.RECORDS,
            "reviewed": table,
            "out": folder,
            "overwrite": True,
        }
        label.run(_load("label", label.LabelConfig, settings))
    return folder / label.RECORDS


def _promoting(
    config: LoopDemoConfig, trained: Trained, test: Path, *, recent: Path | None = None, forced: bool = False
) -> Promoting:
    from pipelines._dataset import override

    out = Path(config.out)
    force = ("force=true", override("reason", _FIRST_IS_FORCED)) if forced else ()
    return Promoting(
        run=trained.run,
        digest=trained.digest,
        out=out / "promote",
        shelf=out / SHELF,
        records=test,
        recent=recent,
        tracking=config.tracking,
        more=(override("who", "loop_demo"), *force, *config.promote),
    )


def _gate(promoting: Promoting, first: Trained, out: Path, clock: Clock) -> dict[str, Any]:
    """The verdict on the second adapter against the first, and where its page is."""
    from pipelines import promote

    settings = [*promoting.overrides(out / "live" / DATABASE), "dry_run=true"]
    folder = out / "promote" / "gate" / f"{short(promoting.digest)}-vs-{short(first.digest)}"
    with clock.stage("gate", folder):
        done = promote.run(load("promote", promote.PromoteConfig, settings))
    assert done.judgement is not None
    page = done.judgement.folder / "gate.html"
    if not done.allowed:
        raise EscutaError("the gate refused the second adapter", file=page, remedy="its page says why")
    return {**done.judgement.document, "page": str(page)}


def _compare(config: LoopDemoConfig, name: str, clock: Clock) -> None:
    from pipelines import compare

    out = Path(config.out)
    folder = out / "compare" / name
    with clock.stage(f"compare {name}", folder):
        compare.run(
            compare.CompareConfig(
                runs=tuple(str(out / "evaluate" / f"{name}-{system}") for system in SYSTEMS),
                names=SYSTEMS,
                out=str(folder),
                overwrite=True,
                metrics=config.metrics,
                tracking=config.tracking,
            )
        )


def _load(name: str, schema: Any, settings: Mapping[str, Any]) -> Any:
    from pipelines._dataset import override

    return load(name, schema, [override(key, value) for key, value in settings.items()])


if __name__ == "__main__":
    main()
