"""What `promote` starts from: which adapter, who is champion now, and the records to judge both by."""

import re
from pathlib import Path

from eval.registry import CHALLENGER, CHAMPION, Registry, Version
from insights.adapter import check_adapter, origin
from insights.errors import EscutaError
from insights.fingerprint import file_digest, short
from pipelines._contest import Contender
from serving.adapters.api import ANY, Scope
from serving.adapters.shelf import Shelf

DATA = Path("outputs/data")
ADAPTERS = "adapters"


def named_version(registry: Registry, *, run: str | None, version: int | None) -> Version:
    """By number, by the run that trained it, or the challenger; a run not registered yet is registered."""
    if version is not None:
        return registry.version(version)
    if run is not None:
        return next(iter(registry.of_run(run)), None) or registry.adopt(run)
    found = registry.at(CHALLENGER)
    if found is None:
        raise EscutaError(
            f"{registry.name} has no {CHALLENGER}",
            field="run",
            remedy="train one, or name it: run=MLFLOW_RUN_ID or version=NUMBER",
        )
    return found


def contender(registry: Registry, version: Version, out: Path, base: str) -> Contender:
    """The adapter fetched, verified, and fit for these prompts and the base with this digest."""
    folder = registry.fetch(version, out / ADAPTERS / version.digest)
    check_adapter(folder)
    trained = _base_of(folder)
    if trained is not None and trained != base:
        raise EscutaError(
            f"trained on base {short(trained)}, this is {short(base)}",
            field="model",
            remedy="give the base that it was trained on and that is served: model=… model.path=…",
        )
    return Contender(f"version {version.number}", version.digest, folder, version)


def champion(
    registry: Registry,
    shelf: Shelf,
    live: tuple[Scope, str | None] | None,
    scope: Scope,
    out: Path,
    base: str,
) -> Contender | None:
    """What answers now: by the live path, else by the registry's alias. None: nobody yet, or one for another
    base or other prompts, which cannot be asked any more.
    """
    if live is None:
        alias = registry.at(CHAMPION + alias_suffix(scope))
        if alias is None:
            return None
        digest: str | None = alias.digest
    else:
        digest = live[1]
    if digest is None:
        return Contender("the base", None, None)
    version = registry.of_digest(digest)
    folder = shelf.verified(digest) if version is None else registry.fetch(version, out / ADAPTERS / digest)
    name = f"adapter {short(digest)}" if version is None else f"version {version.number}"
    try:
        check_adapter(folder)
        fits = _base_of(folder) in (None, base)
    except EscutaError:
        fits = False
    if not fits:
        print(f"promote: {name} answers now, on another base or with other prompts: nobody to compare with")
        return None
    return Contender(name, digest, folder, version)


def record_sets(version: Version, *, records: str | None, recent: str | None) -> dict[str, Path]:
    """`test`, the frozen test set, and `recent` where there is one: as named, or those that training had."""
    for field, given in (("records", records), ("recent", recent)):
        if given is not None and not Path(given).is_file():
            raise EscutaError("no such file", file=given, field=field, remedy="check the path")
    test = Path(records) if records is not None else _made(version, "test", "split/test.jsonl")
    if test is None:
        raise EscutaError(
            "the test set that it was trained beside is not here", field="records", remedy="records=PATH"
        )
    kept = Path(recent) if recent is not None else _made(version, "recent", "recent.jsonl")
    if kept is None and "escuta.data.recent" in version.tags:
        print("promote: the recent calls it was trained beside are not here; judged without (recent=PATH)")
    return {"test": test, **({"recent": kept} if kept is not None else {})}


def alias_suffix(scope: Scope) -> str:
    """Of a scope's aliases in the registry: MLflow allows letters, digits, `_` and `-`."""
    if scope == Scope():
        return ""
    words = (scope.tenant.replace(ANY, "any"), scope.insight_type.replace(ANY, "any"))
    return "-" + "-".join(re.sub(r"[^\w-]", "_", word) for word in words)


def _base_of(folder: Path) -> str | None:
    trained = origin(folder)
    return trained.base_digest if trained is not None else None


def _made(version: Version, use: str, name: str) -> Path | None:
    """The file that training made for a use, by the digest among the version's tags."""
    wanted = version.tags.get(f"escuta.data.{use}")
    for path in sorted(DATA.glob(f"*/{name}")) if wanted else []:
        if file_digest(path) == wanted:
            return path
    return None
