"""The model registry in MLflow: every trained adapter is a version; aliases say which one answers.

A version points at the artifact `adapter/` of the run that trained it, and carries as tags what it was made
from and what the gate said. An adapter is named by its digest (`tree_digest` of its folder): what is fetched
is compared with it byte for byte before anybody uses it.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.settings import Tracking
from eval.tracking import client
from insights.errors import EscutaError
from insights.fingerprint import short, tree_digest

CHAMPION = "champion"
CHALLENGER = "challenger"
PREVIOUS = "previous"

ARTIFACT = "adapter"
DIGEST_TAG = "escuta.adapter"

_MISSING = ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE", "NOT_FOUND")


@dataclass(frozen=True)
class Version:
    """A version of the registered model. `digest` names the adapter; `tags` are all of its tags."""

    number: int
    run_id: str
    digest: str
    tags: Mapping[str, str]

    def __str__(self) -> str:
        return f"version {self.number} ({short(self.digest)})"


class Registry:
    """The registered model that `Tracking.model` names, on a tracking server or a local database."""

    def __init__(self, settings: Tracking) -> None:
        """Raises `EscutaError` when there is no tracking."""
        if settings.uri is None:
            raise EscutaError(
                "the model registry needs MLflow",
                field="tracking.uri",
                remedy="tracking=local, or tracking=server tracking.uri=http://HOST:5000",
            )
        self.name = settings.model
        self._uri = settings.uri
        self._mlflow: Any = client(settings.uri)

    def register(self, run_id: str, digest: str, tags: Mapping[str, str]) -> Version:
        """A new version of what a run logged as `adapter/`; the one there is, if that very adapter is known.

        The alias `challenger` is pointed at it.
        """
        known = next((version for version in self.of_run(run_id) if version.digest == digest), None)
        with _refusals():
            self._make_model()
            if known is None:
                made = self._mlflow.create_model_version(
                    self.name,
                    f"runs:/{run_id}/{ARTIFACT}",
                    run_id=run_id,
                    tags={**tags, DIGEST_TAG: digest},
                    await_creation_for=0,  # nothing is copied: it is ready at once
                )
                known = _version(made)
        self.point(CHALLENGER, known)
        return known

    def version(self, number: int) -> Version:
        """By its number; `EscutaError` if there is none."""
        with _refusals(f"{self.name} has no version {number}", "version"):
            return _version(self._mlflow.get_model_version(self.name, str(number)))

    def of_run(self, run_id: str) -> list[Version]:
        """The versions that a run trained, newest first."""
        return self._search(f"run_id = '{_quotable(run_id)}'")

    def of_digest(self, digest: str) -> Version | None:
        """The newest version of an adapter."""
        return next(iter(self._search(f"tags.`{DIGEST_TAG}` = '{_quotable(digest)}'")), None)

    def at(self, alias: str) -> Version | None:
        """The version an alias points at."""
        from mlflow.exceptions import MlflowException

        try:
            return _version(self._mlflow.get_model_version_by_alias(self.name, alias))
        except MlflowException as error:
            if error.error_code in _MISSING:
                return None
            raise _refused(error) from None

    def point(self, alias: str, version: Version) -> None:
        """Move an alias; it leaves the version it was at."""
        with _refusals():
            self._mlflow.set_registered_model_alias(self.name, alias, str(version.number))

    def clear(self, alias: str) -> None:
        """Nobody has the alias any more; no error if nobody had."""
        if self.at(alias) is not None:
            with _refusals():
                self._mlflow.delete_registered_model_alias(self.name, alias)

    def crown(self, digest: str | None, suffix: str = "") -> Version | None:
        """Write down what answers now: `champion` at this adapter, `previous` at the one before it.

        None is the base: nobody is champion. `suffix` tells scopes apart. A champion is no challenger any
        more. Returns the new champion's version, None if the registry does not know it.
        """
        version = self.of_digest(digest) if digest is not None else None
        before = self.at(CHAMPION + suffix)
        if before is not None and before.digest != digest:
            self.point(PREVIOUS + suffix, before)
        if version is None:
            self.clear(CHAMPION + suffix)
            return None
        self.point(CHAMPION + suffix, version)
        challenger = self.at(CHALLENGER)
        if challenger is not None and challenger.digest == digest:
            self.clear(CHALLENGER)
        return version

    def tag(self, version: Version, tags: Mapping[str, str]) -> None:
        """Short facts about a version, such as the gate's verdict."""
        with _refusals():
            for key, value in tags.items():
                self._mlflow.set_model_version_tag(self.name, str(version.number), key, value)

    def fetch(self, version: Version, folder: Path) -> Path:
        """The adapter in `folder`, whole and with the digest it was registered by; kept if it is there.

        Raises `EscutaError` when the artifact is gone or is not the one that was registered.
        """
        if folder.is_dir() and tree_digest(folder) == version.digest:
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetch-") as scratch:
            with _refusals(f"the artifact of {version} is not in the store", "version"):
                got = Path(self._mlflow.download_artifacts(version.run_id, ARTIFACT, scratch))
            found = tree_digest(got)
            if found != version.digest:
                raise EscutaError(
                    f"the artifact of {version} has the digest {short(found)}: it was changed after training",
                    field="version",
                    remedy="train it again; do not use what is in the store",
                )
            shutil.rmtree(folder, ignore_errors=True)
            got.replace(folder)
        return folder

    def adopt(self, run_id: str) -> Version:
        """Register what a run logged that was not registered when it was trained."""
        with tempfile.TemporaryDirectory() as scratch:
            with _refusals(f"run {run_id} logged no {ARTIFACT}/", "run"):
                got = Path(self._mlflow.download_artifacts(run_id, ARTIFACT, scratch))
                tags = dict(self._mlflow.get_run(run_id).data.tags)
            return self.register(run_id, tree_digest(got), lineage(tags))

    def _search(self, condition: str) -> list[Version]:
        with _refusals():
            found = self._mlflow.search_model_versions(f"name = '{_quotable(self.name)}' and {condition}")
        return sorted(map(_version, found), key=lambda version: -version.number)

    def _make_model(self) -> None:
        from mlflow.exceptions import MlflowException

        try:
            self._mlflow.create_registered_model(
                self.name, description="Adapters for insights during calls, in Portuguese and Spanish"
            )
        except MlflowException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise


def lineage(run_tags: Mapping[str, str]) -> dict[str, str]:
    """The tags of a training run that its version carries too: data, prompts, base, feedback."""
    return {
        f"escuta.{key}": value
        for key, value in run_tags.items()
        if key.startswith(("data.", "prompt_")) or key in ("stage", "feedback")
    }


def _version(found: Any) -> Version:
    tags = dict(found.tags)
    return Version(int(found.version), found.run_id, tags.get(DIGEST_TAG, ""), tags)


def _quotable(text: str) -> str:
    if "'" in text:
        raise EscutaError(
            "quotes cannot be searched for", field="run", remedy="give the id as MLflow shows it"
        )
    return text


@contextmanager
def _refusals(missing: str | None = None, field: str = "tracking") -> Iterator[None]:
    """MLflow's errors as ours; `missing` is what to say of something that is not there."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        if missing is not None and error.error_code in _MISSING:
            raise EscutaError(missing, field=field, remedy=_REMEDY) from None
        raise _refused(error) from None
    except OSError as error:
        problem = missing or f"the model registry cannot be reached: {type(error).__name__}"
        raise EscutaError(problem, field=field, remedy=_REMEDY) from None


_REMEDY = "python -m pipelines.train registers adapters; the page of `mlflow ui` shows them under Models"


def _refused(error: Any) -> EscutaError:
    return EscutaError(
        f"the model registry refused, or is away: {error.error_code}",
        field="tracking",
        remedy="check tracking.uri, and that the server is up",
    )
