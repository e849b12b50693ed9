"""The whole offline loop in minutes, on a machine with nothing but this project.

    python -m pipelines.demo

Calls with sound: transcribe → scrub → segment → label. Synthetic calls as text: corpus → scrub → segment →
label → split → train (LoRA on the embedded model). Then base and adapter answer the same questions, about
synthetic calls with phrasings neither has seen and about the transcribed calls, and are compared with each
other and with answers that need no model. Writes `report.html` and `report.json`; a second run reuses what
is done.
"""

import json
import math
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from commandline.command import command, load, option
from eval import results
from eval.scoring import Scores
from eval.settings import MetricsSettings, Tracking
from eval.slices import ALL
from insights.errors import EscutaError
from insights.manifest import Manifest
from insights.resources import data_dir
from training.settings import ModelSettings, PrecisionSettings

REPORT_JSON = "report.json"

REPORTED = (
    "rouge_l",
    "rouge_l_nonempty",
    "alert_recall",
    "alert_precision",
    "alert_prevalence",
    "format_valid",
    "abstention_f1",
)
PARTS = {"pt": "language=pt", "es": "language=es", "all": ALL}
SYNTHETIC = ("corpus", "scrub", "segment", "label", "split")
SYSTEMS = ("base", "adapter")
TRIVIAL = ("no_data", "always_alert")


@dataclass(frozen=True, kw_only=True)
class DemoConfig:
    """Options of `demo`."""

    out: str = option("outputs/demo", help="folder to write into")
    audio: str | None = option(
        None, help="folder of calls with sound; null: the calls that ship with the project"
    )
    gold: str | None = option(None, help="gold.jsonl of those calls; null: theirs")
    experiment: str = option("smoke_cpu", help="experiment of train: conf/exp/NAME.yaml")
    seed: int = option(0, help="seed of the training")
    test_records: int | None = option(480, help="synthetic test records to answer; null: all")
    workers: int = option(2, help="processes that transcribe")
    transcribe: tuple[str, ...] = option((), help="more settings for transcribe, KEY=VALUE each")
    train: tuple[str, ...] = option((), help="more settings for train, KEY=VALUE each")
    metrics: MetricsSettings = field(default_factory=MetricsSettings)
    tracking: Tracking = field(default_factory=Tracking)


@dataclass
class Clock:
    """Seconds of each stage, and whether its work was there already.

    `synthetic` stands for corpus, scrub, segment, label and split of the calls as text.
    """

    stages: dict[str, tuple[float, bool]]

    @contextmanager
    def stage(self, name: str, *folders: Path) -> Iterator[None]:
        """Time a stage; it was reused if the manifests of its folders did not change."""
        print(f"[{len(self.stages) + 1}] {name}", flush=True)
        before = [Manifest.load(folder) for folder in folders]
        started = time.monotonic()
        yield
        seconds = time.monotonic() - started
        after = [Manifest.load(folder) for folder in folders]
        self.stages[name] = (round(seconds, 2), bool(folders) and None not in before and before == after)


@dataclass(frozen=True)
class Trained:
    """What training left for the evaluations."""

    adapter: Path
    manifest: Manifest
    train: Path
    test: Path
    model: ModelSettings
    precision: PrecisionSettings


@dataclass(frozen=True)
class TestSet:
    """Records to judge by, and where the evaluations go."""

    name: str
    title: str
    records: Path
    limit: int | None


@command("demo", DemoConfig)
def main(config: DemoConfig) -> None:
    run(config)


def run(config: DemoConfig) -> dict[str, Any]:
    """Run every stage that is not done yet; returns what `report.json` holds."""
    started = time.monotonic()
    # Libraries announce what their next version will change; nothing a user of the demo can act on.
    warnings.filterwarnings("ignore", category=FutureWarning, module="transformers")
    out, clock = Path(config.out), Clock({})
    spoken, wer = _spoken_calls(config, out / "calls", clock)
    trained = _train(config, out, clock)
    sets = (
        TestSet("text", "Synthetic calls, unseen phrasings", trained.test, config.test_records),
        TestSet("calls", "Transcribed calls", spoken, None),
    )
    for test in sets:
        _judge(config, test, out, trained, clock)
    document = _document(config, sets, out, wer, trained.manifest, clock, time.monotonic() - started)
    results.write_json(document, out / REPORT_JSON)
    _write_report(config, sets, out, wer, clock)
    _show(config, sets, out, document)
    return document


def _spoken_calls(config: DemoConfig, out: Path, clock: Clock) -> tuple[Path, dict[str, float]]:
    """Audio → records with known answers, and the word error rate of each language."""
    from pipelines import label, scrub, segment, transcribe

    audio = Path(config.audio) if config.audio else data_dir() / "demo" / "audio"
    gold = Path(config.gold) if config.gold else data_dir() / "demo" / "gold.jsonl"
    if not audio.exists():
        raise EscutaError(
            "no such folder", file=audio, field="audio", remedy="give a folder of recorded calls"
        )
    calls, excerpts = out / "scrub/calls.jsonl", out / "segment/excerpts.jsonl"
    stages: list[tuple[str, Callable[[Any], Manifest], Any, dict[str, Any]]] = [
        (
            "transcribe",
            transcribe.run,
            transcribe.TranscribeConfig,
            {"audio": audio, "reference": gold, "workers": config.workers},
        ),
        ("scrub", scrub.run, scrub.ScrubConfig, {"calls": out / "transcribe/calls.jsonl"}),
        ("segment", segment.run, segment.SegmentConfig, {"calls": calls}),
        ("label", label.run, label.LabelConfig, {"excerpts": excerpts, "gold": gold}),
    ]
    for name, stage, schema, settings in stages:
        more = config.transcribe if name == "transcribe" else ()
        with clock.stage(name, out / name):
            stage(_load(name, schema, {**settings, "out": out / name, "overwrite": True}, more))
    notes = Manifest.load(out / "transcribe")
    wer = notes.notes.get("wer", {}) if notes else {}
    return out / "label/records.jsonl", {name: float(rate) for name, rate in wer.items() if rate is not None}


def _train(config: DemoConfig, out: Path, clock: Clock) -> Trained:
    """Synthetic calls → training and test records → adapter."""
    from pipelines import train
    from pipelines._dataset import prepare

    folder = out / "train"
    settings = load(
        "train",
        train.TrainConfig,
        [
            f"+exp={config.experiment}",
            f"seed={config.seed}",
            f"out={json.dumps(str(folder))}",
            "evaluate=false",
            "overwrite=true",
            *config.train,
        ],
    )
    data = settings.dataset
    made = Path(data.out) / f"synthetic-{data.calls}-{data.seed}"
    with clock.stage("synthetic", *(made / name for name in SYNTHETIC)):
        files = prepare(data)
    if files.test is None:
        raise EscutaError(
            "no test records", field="experiment", remedy="choose one whose data set has a test file"
        )
    made_here = replace(
        data,
        source="jsonl",
        train=str(files.train),
        val=str(files.val) if files.val is not None else None,
        test=str(files.test),
    )
    settings = replace(settings, tracking=config.tracking, dataset=made_here)
    with clock.stage("train", folder):
        done = train.run(settings)
    assert done is not None
    return Trained(folder / train.ADAPTER, done, files.train, files.test, settings.model, settings.precision)


def _judge(config: DemoConfig, test: TestSet, out: Path, trained: Trained, clock: Clock) -> None:
    """Base and adapter answer; then they are compared."""
    from pipelines import compare, evaluate

    for system in SYSTEMS:
        folder = out / "evaluate" / f"{test.name}-{system}"
        with clock.stage(f"evaluate {test.name} {system}", folder):
            evaluate.run(
                evaluate.EvaluateConfig(
                    records=str(test.records),
                    model=trained.model,
                    precision=trained.precision,
                    adapter=str(trained.adapter) if system == "adapter" else None,
                    training=str(trained.train),
                    name=system,
                    out=str(folder),
                    limit=test.limit,
                    parent_run=trained.manifest.notes.get("mlflow_run_id"),
                    overwrite=True,
                    metrics=config.metrics,
                    tracking=config.tracking,
                )
            )
    folder = out / "compare" / test.name
    with clock.stage(f"compare {test.name}", folder):
        compare.run(
            compare.CompareConfig(
                runs=tuple(str(out / "evaluate" / f"{test.name}-{system}") for system in SYSTEMS),
                names=SYSTEMS,
                out=str(folder),
                overwrite=True,
                metrics=config.metrics,
                tracking=config.tracking,
            )
        )


def _document(
    config: DemoConfig,
    sets: tuple[TestSet, ...],
    out: Path,
    wer: Mapping[str, float],
    training: Manifest,
    clock: Clock,
    seconds: float,
) -> dict[str, Any]:
    """The record for machines: `SYSTEM.METRIC.{pt,es,all}`; what is unscored is null."""
    text, calls = (_compared(out, test) for test in sets)
    return {
        "v": 1,
        "wer": dict(wer),
        **_by_system(text),
        "calls": _by_system(calls),
        "counts": {
            "train_records": training.records_in,
            "test_records": text["records"],
            "test_calls": text["calls"],
            "transcribed_records": calls["records"],
            "transcribed_calls": calls["calls"],
            "steps": training.notes.get("steps"),
        },
        "seconds": {
            "total": round(seconds, 2),
            "stages": {name: spent for name, (spent, _) in clock.stages.items()},
            "reused": [name for name, (_, reused) in clock.stages.items() if reused],
        },
        "mlflow": {"uri": config.tracking.uri, "run_id": training.notes.get("mlflow_run_id")},
    }


def _by_system(compared: Mapping[str, Any]) -> dict[str, Any]:
    systems = {name: table_of(results.scores_of(compared["systems"][name])) for name in SYSTEMS}
    trivial = {name: table_of(results.scores_of(compared["trivial"][name])) for name in TRIVIAL}
    return {**systems, "trivial": trivial}


def table_of(scores: Scores) -> dict[str, dict[str, float | None]]:
    return {
        metric: {name: _value(scores, part, metric) for name, part in PARTS.items()} for metric in REPORTED
    }


def _value(scores: Scores, part: str, metric: str) -> float | None:
    estimate = scores.get(part, {}).get(metric)
    return None if estimate is None or math.isnan(estimate.value) else round(estimate.value, 4)


def _compared(out: Path, test: TestSet) -> dict[str, Any]:
    from pipelines.compare import COMPARISON

    document: dict[str, Any] = json.loads(
        (out / "compare" / test.name / COMPARISON).read_text(encoding="utf-8")
    )
    return document


def _write_report(
    config: DemoConfig, sets: tuple[TestSet, ...], out: Path, wer: Mapping[str, float], clock: Clock
) -> None:
    from eval import report

    groups = []
    for test in sets:
        compared = _compared(out, test)
        said = {
            system: results.read_predictions(out / "evaluate" / f"{test.name}-{system}") for system in SYSTEMS
        }
        groups.append(
            report.Group(
                title=test.title,
                records=compared["records"],
                calls=compared["calls"],
                systems={name: results.scores_of(compared["systems"][name]) for name in SYSTEMS},
                trivial={name: results.scores_of(scores) for name, scores in compared["trivial"].items()},
                differences={
                    name: results.scores_of(scores) for name, scores in compared["differences"].items()
                },
                examples=report.examples(said, config.metrics.examples),
            )
        )
    page = report.Report(
        title="Base against adapter",
        subtitle="Escuta · the offline loop from audio to comparison",
        groups=groups,
        bootstrap=config.metrics.bootstrap,
        wer=wer,
        curves=curves(out / "train"),
        stages=clock.stages,
        facts={
            "experiment": config.experiment,
            "ROUGE": str(results.read_metrics(out / "evaluate/text-adapter").get("rouge_tokenizer")),
            "prompts": str(results.read_metrics(out / "evaluate/text-adapter").get("prompt_digest")),
            "models": "small ones that ship with the project: they show that the loop works, no more",
        },
    )
    report.write(page, out / results.REPORT)


def curves(folder: Path) -> dict[str, list[tuple[float, float]]]:
    """Losses by step, from the training's `curve.jsonl`."""
    from pipelines.train import CURVE

    path = folder / CURVE
    points = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []
    )
    names = dict.fromkeys(key for point in points for key in point if key.endswith("loss"))
    return {
        name: [(float(point["step"]), float(point[name])) for point in points if point.get(name) is not None]
        for name in names
    }


def _show(config: DemoConfig, sets: tuple[TestSet, ...], out: Path, document: Mapping[str, Any]) -> None:
    from rich.rule import Rule

    from eval.terminal import console, differences_table, roomy, scores_table
    from eval.tracking import open_command

    screen = console()
    screen.print(Rule("report"))
    headings = {part: name for name, part in PARTS.items()}
    for test in sets:
        compared = _compared(out, test)
        systems = {name: results.scores_of(compared["systems"][name]) for name in SYSTEMS}
        trivial = {name: results.scores_of(compared["trivial"][name]) for name in TRIVIAL}
        title = f"{test.title}: {compared['records']} records of {compared['calls']} calls"
        main_set = test is sets[0]
        parts = headings if main_set else {ALL: "all"}
        screen.print(scores_table(title, systems | trivial, parts, intervals=False))
        if main_set:
            differences = results.scores_of(compared["differences"]["adapter"])
            table = differences_table(
                "adapter − base, paired by call (* leaves zero out)", differences, {ALL: "all"}
            )
            if roomy(screen):
                screen.print(table)
    prevalence = document["adapter"]["alert_prevalence"]["all"]
    if prevalence is not None:
        screen.print(f"Records with a risk: {prevalence:.0%}; always alerting has that precision.")
    if document["wer"]:
        rates = ", ".join(f"{name} {rate:.1%}" for name, rate in document["wer"].items())
        screen.print(f"Word error rate of the transcription: {rates}")
    seconds = document["seconds"]
    stages = " · ".join(
        f"{name} {'reused' if name in seconds['reused'] else f'{spent:.0f}'}"
        for name, spent in seconds["stages"].items()
    )
    screen.print(f"Seconds: {seconds['total']:.0f} in all ({stages})")
    screen.print(f"Report:  {out / results.REPORT}", soft_wrap=True)
    screen.print(f"Numbers: {out / REPORT_JSON}", soft_wrap=True)
    if config.tracking.uri is not None:
        screen.print(f"MLflow:  {open_command(config.tracking.uri)}", soft_wrap=True)


def _load(name: str, schema: Any, settings: Mapping[str, Any], more: tuple[str, ...] = ()) -> Any:
    from pipelines._dataset import override

    return load(name, schema, [*(override(key, value) for key, value in settings.items()), *more])


if __name__ == "__main__":
    main()
