"""Put evaluations side by side: scores with intervals, and paired differences from the first, call by call.

    python -m pipelines.compare runs=[outputs/evaluate/base,outputs/evaluate/smoke_cpu-seed0]
    python -m pipelines.compare runs=[RUN_ID,RUN_ID,RUN_ID] names=[base,seed0,seed1]
    python -m pipelines.compare runs=[FOLDER,SEED0+SEED1+SEED2] names=[base,adapter]

A run is a folder that evaluate wrote or the id of its MLflow run; several joined by `+` are one system,
trained with several seeds, judged by all of its answers together. Only records that all of them answered
are compared; calls are resampled for all systems together. Where all of them were also judged by recent
calls (`evaluation_recent` beside `evaluation`, as train writes it), these are compared too. Writes
`compare.json`, `report.html` and `manifest.json`.
"""

import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline.command import command, option
from eval import results
from eval.predictions import Prediction
from eval.scoring import Scores, common_records, compare, score, summarise
from eval.settings import MetricsSettings, Tracking
from insights.errors import EscutaError
from insights.fingerprint import file_digest
from insights.manifest import Manifest, outputs_of, run_key
from pipelines.evaluate import PARTS
from pipelines.files import disk_errors
from pipelines.runner import reuse, summary

if TYPE_CHECKING:
    from eval.report import Group

COMPARISON = "compare.json"
SEEDS = "+"
RECENT = "_recent"
"""What the folder of an evaluation on recent calls is called beside the one on the test records."""

_RUN_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class CompareConfig:
    """Options of `compare`."""

    runs: tuple[str, ...] = option(
        help="evaluation folders or MLflow run ids, at least two; the first is the reference; "
        "A+B+C is one system of several seeds"
    )
    names: tuple[str, ...] | None = option(None, help="one name for each run; null: as they were evaluated")
    out: str = option("outputs/compare", help="folder to write into")
    overwrite: bool = option(False, help="replace finished outputs made from other inputs or settings")
    dry_run: bool = option(False, help="check inputs and settings, say what would be done, write nothing")
    metrics: MetricsSettings = field(default_factory=MetricsSettings)
    tracking: Tracking = field(default_factory=Tracking)

    def __post_init__(self) -> None:
        if len(self.runs) < 2:
            raise EscutaError("at least two are needed", field="runs", remedy="runs=[FOLDER,FOLDER]")
        if self.names is not None and len(self.names) != len(self.runs):
            raise EscutaError(
                f"{len(self.names)} names for {len(self.runs)} runs",
                field="names",
                remedy="give one for each run",
            )


@dataclass(frozen=True)
class Comparison:
    """Scores of each system on the common records, and their differences from the first."""

    records: int
    calls: int
    systems: Mapping[str, Scores]
    trivial: Mapping[str, Scores]
    differences: Mapping[str, Scores]


@dataclass(frozen=True)
class _Judged:
    """The evaluations of each system on one set of records, a folder for each seed."""

    title: str
    folders: Mapping[str, Sequence[Path]]

    @property
    def digests(self) -> dict[str, str]:
        return {
            name: SEEDS.join(file_digest(folder / results.PREDICTIONS) for folder in parts)
            for name, parts in self.folders.items()
        }

    def said(self) -> dict[str, list[Prediction]]:
        return {
            name: [prediction for folder in parts for prediction in results.read_predictions(folder)]
            for name, parts in self.folders.items()
        }


@command("compare", CompareConfig)
def main(config: CompareConfig) -> None:
    manifest = run(config)
    print(summary(manifest, config.out))
    if manifest.outputs:
        _show(Path(config.out))


def run(config: CompareConfig) -> Manifest:
    """Read the predictions, compare, write; finished work with the same inputs and settings is reused."""
    started = time.monotonic()
    out = Path(config.out)
    with ExitStack() as stack:
        folders = [
            [_folder(part, config.tracking, stack) for part in run.split(SEEDS)] for run in config.runs
        ]
        names = config.names or _names(folders)
        judged = _Judged("Scores", dict(zip(names, folders, strict=True)))
        recent = _recent(judged)
        digests = judged.digests
        if recent is not None:
            digests |= {f"{name}, recent": digest for name, digest in recent.digests.items()}
        settings = {"metrics": asdict(config.metrics), "names": list(names)}
        key = run_key("compare", digests, settings)
        if config.dry_run:
            print(f"compare: dry run: {', '.join(names)}; would write to {out}")
            return Manifest(command="compare", key=key, inputs=digests, settings=settings, outputs={})
        if (done := reuse("compare", key, out, overwrite=config.overwrite)) is not None:
            return done
        said = judged.said()
        found = _compare(said, folders[0][0], config)
        groups = [_group(judged, found, config)]
        document = _document(found, config)
        if recent is not None:
            lately = _compare(recent.said(), next(iter(recent.folders.values()))[0], config)
            groups.append(_group(recent, lately, config))
            document["recent"] = _document(lately, config)
        with disk_errors(out):
            results.write_json(document, out / COMPARISON)
            _write_report(found, groups, config)
            largest = max(len(_distinct(predictions)) for predictions in said.values())
            manifest = Manifest(
                command="compare",
                key=key,
                inputs=digests,
                settings=settings,
                outputs=outputs_of(out, {COMPARISON: None, results.REPORT: None}),
                records_in=largest,
                records_out=found.records,
                dropped={"not_in_all_runs": largest - found.records} if largest > found.records else {},
                seconds=round(time.monotonic() - started, 3),
            )
            manifest.write(out)
    return manifest


def _compare(said: Mapping[str, list[Prediction]], reference: Path, config: CompareConfig) -> Comparison:
    bootstrap = config.metrics.bootstrap
    scored = common_records({name: score(predictions) for name, predictions in said.items()})
    first, *others = scored.values()
    baselines = results.read_baselines(reference)
    asked = _distinct(first.predictions)
    trivial = {name: score(answers) for name, answers in baselines.predictions(asked).items()}
    return Comparison(
        records=len(asked),
        calls=len({prediction.call_id for prediction in first.predictions}),
        systems={name: summarise(system, bootstrap) for name, system in scored.items()},
        trivial={name: summarise(system, bootstrap) for name, system in trivial.items()},
        differences={
            name: compare(first, other, bootstrap)
            for name, other in zip(list(scored)[1:], others, strict=True)
        },
    )


def _distinct(predictions: Sequence[Prediction]) -> list[Prediction]:
    """One prediction for each record."""
    return list({prediction.record_id: prediction for prediction in predictions}.values())


def _document(found: Comparison, config: CompareConfig) -> dict[str, object]:
    return {
        "v": 1,
        "reference": next(iter(found.systems)),
        "records": found.records,
        "calls": found.calls,
        "bootstrap": asdict(config.metrics.bootstrap),
        "systems": {name: results.plain(scores) for name, scores in found.systems.items()},
        "trivial": {name: results.plain(scores) for name, scores in found.trivial.items()},
        "differences": {name: results.plain(scores) for name, scores in found.differences.items()},
    }


def _recent(judged: _Judged) -> _Judged | None:
    """The evaluations on recent calls beside these; None unless every system has them."""
    beside = {
        name: [folder.with_name(folder.name + RECENT) for folder in parts]
        for name, parts in judged.folders.items()
    }
    whole = all((folder / results.PREDICTIONS).is_file() for parts in beside.values() for folder in parts)
    return _Judged("Recent calls", beside) if whole else None


def _group(judged: _Judged, found: Comparison, config: CompareConfig) -> "Group":
    from eval import report

    return report.Group(
        title=judged.title,
        records=found.records,
        calls=found.calls,
        systems=found.systems,
        trivial=found.trivial,
        differences=found.differences,
        examples=report.examples(judged.said(), config.metrics.examples),
    )


def _write_report(found: Comparison, groups: Sequence["Group"], config: CompareConfig) -> None:
    from eval import report

    page = report.Report(
        title=" · ".join(found.systems),
        subtitle="Evaluations side by side",
        groups=groups,
        bootstrap=config.metrics.bootstrap,
        facts=dict(zip(found.systems, config.runs, strict=True)),
    )
    report.write(page, Path(config.out) / results.REPORT)


def _folder(run: str, tracking: Tracking, stack: ExitStack) -> Path:
    """The folder of an evaluation; that of an MLflow run is fetched into a temporary one."""
    folder = Path(run)
    if (folder / results.PREDICTIONS).is_file():
        return folder
    if _RUN_ID.fullmatch(run) is None or tracking.uri is None:
        raise EscutaError(
            f"no evaluation here: {results.PREDICTIONS} is missing",
            file=folder,
            field="runs",
            remedy="give folders that pipelines.evaluate wrote, or MLflow run ids",
        )
    from eval.tracking import fetch

    target = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    for name in (results.PREDICTIONS, results.METRICS, results.TRIVIAL):
        fetch(tracking.uri, run, name, target)
    return target


def _names(folders: list[list[Path]]) -> tuple[str, ...]:
    """As the evaluations were called; equal names get a number."""
    names: list[str] = []
    for parts in folders:
        name = SEEDS.join(str(results.read_metrics(folder).get("name", folder.name)) for folder in parts)
        same = sum(known == name or known.startswith(f"{name}#") for known in names)
        names.append(f"{name}#{same + 1}" if same else name)
    return tuple(names)


def _show(out: Path) -> None:
    import json

    document = json.loads((out / COMPARISON).read_text(encoding="utf-8"))
    _show_set(document, "")
    if "recent" in document:
        _show_set(document["recent"], "recent ")
    print(f"report: {out / results.REPORT}")


def _show_set(document: Mapping[str, Any], which: str) -> None:
    from eval.terminal import console, differences_table, roomy, scores_table

    systems = {name: results.scores_of(scores) for name, scores in document["systems"].items()}
    trivial = {name: results.scores_of(scores) for name, scores in document["trivial"].items()}
    screen = console()
    title = f"{document['records']} records of {document['calls']} {which}calls"
    screen.print(scores_table(title, systems | trivial, PARTS, intervals=roomy(screen)))
    for name, scores in document["differences"].items():
        title = f"{name} − {document['reference']}, paired by call (* leaves zero out)"
        screen.print(differences_table(title, results.scores_of(scores), PARTS))


if __name__ == "__main__":
    main()
