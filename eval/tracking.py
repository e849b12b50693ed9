"""Runs in MLflow: parameters, metrics, tables, pages, and what data and prompts they saw.

Every call names its run; nothing depends on a global "active run", so runs can nest and interleave.
Secrets stay in the environment (`MLFLOW_TRACKING_USERNAME`, …) and never pass through here. NaN means
unscored and is not logged.
"""

import json
import logging
import math
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from eval.settings import Tracking
from insights.errors import EscutaError

__all__ = ["PARENT_TAG", "Run", "Tracking", "client", "database", "flatten", "open_command", "tracked"]

PARENT_TAG = "mlflow.parentRunId"

_PARAM_CHARS = 500
_BATCH = 100


class Run(Protocol):
    """One run, as the rest of the project sees it."""

    run_id: str | None

    def params(self, values: Mapping[str, Any]) -> None:
        """Nested settings as flat parameters, and whole as the artifact `config.json`."""

    def metrics(self, values: Mapping[str, float], step: int = 0) -> None:
        """Numbers at a step; `/` in a name groups charts."""

    def tags(self, values: Mapping[str, str]) -> None:
        """Short texts to search by: data fingerprints, prompt digest."""

    def table(self, rows: Sequence[Mapping[str, Any]], name: str) -> None:
        """A table of equal rows that the MLflow page can show; `name` ends in `.json`."""

    def text(self, content: str, name: str) -> None:
        """A page, a picture (SVG) or any other text."""

    def file(self, path: Path, folder: str | None = None) -> None:
        """A file, or a folder with all it holds."""


@contextmanager
def tracked(
    settings: Tracking,
    name: str,
    *,
    run_id: str | None = None,
    parent: str | None = None,
    tags: Mapping[str, str] | None = None,
) -> Iterator[Run]:
    """A run that ends FINISHED, or FAILED when the body raises. `run_id` goes on with an earlier one."""
    if settings.uri is None:
        yield _Untracked()
        return
    run = _start(settings, name, run_id, {**(tags or {}), **({PARENT_TAG: parent} if parent else {})})
    try:
        yield run
    except BaseException as error:
        run.end("KILLED" if isinstance(error, KeyboardInterrupt) else "FAILED")
        raise
    run.end("FINISHED")


def client(uri: str) -> Any:
    """An `MlflowClient`; the folder of an SQLite file is made. Telemetry and its own bars are off."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    for noisy in ("alembic", "mlflow.store.db.utils"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    path = database(uri)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    from mlflow.exceptions import MlflowException
    from mlflow.tracking import MlflowClient

    # Importing MLflow sets its own levels.
    for noisy in ("alembic", "mlflow.store.db.utils"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        return MlflowClient(uri)
    except (MlflowException, OSError) as error:
        raise EscutaError(
            f"cannot open the tracking store: {type(error).__name__}", field="tracking.uri", remedy=_REMEDY
        ) from None


_REMEDY = "check tracking.uri, or set tracking.uri=null to go without"


def database(uri: str) -> Path | None:
    """The file behind an SQLite URI, else None."""
    return Path(uri.removeprefix("sqlite:///")) if uri.startswith("sqlite:///") else None


def open_command(uri: str) -> str:
    """What to type to look at the runs in a browser."""
    return f"mlflow ui --backend-store-uri {uri} --port 5000"


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested mappings as one level with dotted keys."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


class _Untracked:
    """Takes everything, keeps nothing."""

    run_id: str | None = None

    def params(self, values: Mapping[str, Any]) -> None: ...
    def metrics(self, values: Mapping[str, float], step: int = 0) -> None: ...
    def tags(self, values: Mapping[str, str]) -> None: ...
    def table(self, rows: Sequence[Mapping[str, Any]], name: str) -> None: ...
    def text(self, content: str, name: str) -> None: ...
    def file(self, path: Path, folder: str | None = None) -> None: ...


class _MlflowRun:
    def __init__(self, mlflow: Any, run_id: str) -> None:
        self._mlflow = mlflow
        self.run_id: str | None = run_id

    def params(self, values: Mapping[str, Any]) -> None:
        from mlflow.entities import Param

        plain = json.loads(json.dumps(values, default=str))
        known = self._mlflow.get_run(self.run_id).data.params
        new = [
            # MLflow limits a value's length; config.json has it whole.
            Param(key, str(value)[:_PARAM_CHARS])
            for key, value in flatten(plain).items()
            if key not in known
        ]
        for start in range(0, len(new), _BATCH):
            self._mlflow.log_batch(self.run_id, params=new[start : start + _BATCH])
        self.text(json.dumps(plain, indent=2, ensure_ascii=False) + "\n", "config.json")

    def metrics(self, values: Mapping[str, float], step: int = 0) -> None:
        from mlflow.entities import Metric

        now_ms = int(time.time() * 1000)
        scored = [
            Metric(key, float(value), now_ms, step)
            for key, value in values.items()
            if value is not None and not math.isnan(value)
        ]
        for start in range(0, len(scored), _BATCH):
            self._mlflow.log_batch(self.run_id, metrics=scored[start : start + _BATCH])

    def tags(self, values: Mapping[str, str]) -> None:
        from mlflow.entities import RunTag

        self._mlflow.log_batch(self.run_id, tags=[RunTag(key, str(value)) for key, value in values.items()])

    def table(self, rows: Sequence[Mapping[str, Any]], name: str) -> None:
        if rows:
            columns = {key: [row[key] for row in rows] for key in rows[0]}
            self._mlflow.log_table(self.run_id, data=columns, artifact_file=name)

    def text(self, content: str, name: str) -> None:
        self._mlflow.log_text(self.run_id, content, name)

    def file(self, path: Path, folder: str | None = None) -> None:
        if path.is_dir():
            self._mlflow.log_artifacts(self.run_id, str(path), folder)
        else:
            self._mlflow.log_artifact(self.run_id, str(path), folder)

    def end(self, status: str) -> None:
        self._mlflow.set_terminated(self.run_id, status=status)


def _start(settings: Tracking, name: str, run_id: str | None, tags: dict[str, str]) -> _MlflowRun:
    assert settings.uri is not None
    mlflow = client(settings.uri)
    from mlflow.exceptions import MlflowException

    try:
        if run_id is not None:
            mlflow.update_run(run_id, status="RUNNING")
            run = _MlflowRun(mlflow, run_id)
            if tags:
                run.tags(tags)
            return run
        experiment = mlflow.get_experiment_by_name(settings.experiment)
        if experiment is not None:
            experiment_id = experiment.experiment_id
        else:
            experiment_id = mlflow.create_experiment(settings.experiment, _artifact_location(settings))
        started = mlflow.create_run(experiment_id, run_name=name, tags=tags)
        return _MlflowRun(mlflow, started.info.run_id)
    except MlflowException as error:
        raise EscutaError(
            f"the tracking store refused: {error.error_code}", field="tracking", remedy=_REMEDY
        ) from None


def _artifact_location(settings: Tracking) -> str | None:
    """A database needs to be told where files go; a server decides for itself."""
    assert settings.uri is not None
    if database(settings.uri) is None:
        return None
    return settings.artifacts if "://" in settings.artifacts else Path(settings.artifacts).resolve().as_uri()


def find_runs(settings: Tracking, tags: Mapping[str, str]) -> list[Any]:
    """Finished runs with all of these tags, newest first; a store that cannot be read has none."""
    assert settings.uri is not None
    mlflow = client(settings.uri)
    from mlflow.exceptions import MlflowException

    wanted = ["attributes.status = 'FINISHED'", *(f"tags.`{key}` = '{value}'" for key, value in tags.items())]
    try:
        experiment = mlflow.get_experiment_by_name(settings.experiment)
        if experiment is None:
            return []
        return list(
            mlflow.search_runs(
                [experiment.experiment_id], " and ".join(wanted), order_by=["attributes.start_time DESC"]
            )
        )
    except (MlflowException, OSError):
        return []


def fetch(uri: str, run_id: str, name: str, target: Path) -> Path:
    """Download one artifact of a run into a folder; a run without it is an `EscutaError`."""
    mlflow = client(uri)
    from mlflow.exceptions import MlflowException

    try:
        return Path(mlflow.download_artifacts(run_id, name, str(target)))
    except (MlflowException, OSError):
        raise EscutaError(
            f"run {run_id} has no {name}",
            field="runs",
            remedy="give the id of a run that pipelines.evaluate made",
        ) from None
