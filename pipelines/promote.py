"""Put an adapter of MLflow's registry on the live path, or take it off again.

    python -m pipelines.promote                      # the alias challenger
    python -m pipelines.promote +run=MLFLOW_RUN_ID   # what this run trained; or version=3
    python -m pipelines.promote dry_run              # the gate's verdict only
    python -m pipelines.promote shadow=0.2           # only tried, silently; canary=0.1: visibly
    python -m pipelines.promote rollback             # back to the champion before

The challenger and the champion answer the same records; the gate (gate=default, or your own file) says
whether the challenger may take the place, and MLflow keeps the verdict with its reasons and what changed.
Then every serving process loads it and checks it against its sheet of probes, all or none, and calls in
progress get their next answers from it. tenant=… and insight_type=… promote it for these only.

The live path is found by its database: DATABASE_URL, else storage=sqlite|postgresql. Exit code 1: the gate
refused; force=true reason=… promotes all the same and the audit says so. A shadow is shown to nobody, so the
gate's verdict does not stop it.
"""

import getpass
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from commandline.command import command, option
from eval.registry import CHALLENGER, CHAMPION, Registry, Version
from eval.settings import Decoding, GateSettings, Tracking
from insights.adapter import check_adapter, origin
from insights.errors import EscutaError
from insights.fingerprint import file_digest
from insights.records import InsightType
from pipelines._contest import ANY, Contender, GateWork, probed
from pipelines._gating import PAGE, Judgement, judged
from pipelines._live_path import LivePath
from serving.adapters.api import Mode, Scope
from serving.adapters.rollout import RolledOut
from serving.adapters.shelf import Shelf
from serving.settings import StorageSettings
from training.settings import ModelSettings, PrecisionSettings

EXIT_REFUSED = 1

DATA = Path("outputs/data")


@dataclass(frozen=True, kw_only=True)
class PromoteConfig:
    """Options of `promote`."""

    run: str | None = option(None, help="MLflow run that trained the adapter; null: the alias challenger")
    version: int | None = option(None, help="number of the adapter's version, in place of run")
    rollback: bool = option(False, help="undo the last promotion of the scope")
    tenant: str = option(ANY, help="whose calls it answers; *: everybody's who has no own")
    insight_type: str = option(ANY, help="which questions it answers; *: all that have no own")
    records: str | None = option(
        None, help="frozen test set; null: the one it was trained beside, found by its digest"
    )
    recent: str | None = option(
        None, help="records of recent calls with known answers; null: those it was trained beside, if any"
    )
    shadow: float | None = option(
        None, help="only try it, silently, on this share of the conversations, 0 to 1"
    )
    canary: float | None = option(
        None, help="only try it, visibly, on this share of the conversations, 0 to 1"
    )
    force: bool = option(False, help="promote whatever the gate says; needs a reason")
    reason: str | None = option(None, help="why, for the audit")
    who: str | None = option(None, help="who, for the audit; null: the user of this machine")
    dry_run: bool = option(False, help="judge and show the verdict, change nothing on the live path")
    out: str = option("outputs/promote", help="folder for verdicts and answers; kept, and reused")
    shelf: str = option("outputs/adapters", help="folder of adapters by digest that serving reads")
    timeout_s: float = option(120.0, help="for all serving processes to be ready, seconds")
    threads: int | None = option(None, help="CPU threads; null: as many as torch finds")
    model: ModelSettings
    precision: PrecisionSettings = field(default_factory=PrecisionSettings)
    decoding: Decoding = field(default_factory=Decoding)
    gate: GateSettings = field(default_factory=GateSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)
    tracking: Tracking = field(default_factory=Tracking)

    def __post_init__(self) -> None:
        if self.run is not None and self.version is not None:
            raise EscutaError("both name the adapter", field="run, version", remedy="give one of them")
        if self.insight_type not in (ANY, *InsightType):
            raise EscutaError(
                f"no such insight type: {self.insight_type}",
                field="insight_type",
                remedy=f"one of {', '.join(InsightType)}, or * for all",
            )
        if self.shadow is not None and self.canary is not None:
            raise EscutaError("two ways to try it", field="shadow, canary", remedy="give one of them")
        if self.force and not self.reason:
            raise EscutaError("the audit needs a reason", field="reason", remedy='reason="why it must be"')

    @property
    def scope(self) -> Scope:
        return Scope(self.tenant, self.insight_type)

    @property
    def mode(self) -> Mode | None:
        """How it is only tried; None: it becomes the champion."""
        if self.shadow is not None:
            return Mode.SHADOW
        return Mode.CANARY if self.canary is not None else None

    @property
    def by(self) -> str:
        """Who does it."""
        if self.who is not None:
            return self.who
        try:
            return getpass.getuser()
        except (OSError, KeyError):
            return "unknown"

    @property
    def live(self) -> LivePath:
        return LivePath(self.storage, Shelf(self.shelf), self.scope, who=self.by, timeout_s=self.timeout_s)


@dataclass(frozen=True)
class Promotion:
    """What was done. Without `live` nothing has changed on the live path; `digest` None is the base."""

    digest: str | None
    judgement: Judgement | None = None
    live: RolledOut | None = None
    allowed: bool = True


@command("promote", PromoteConfig)
def main(config: PromoteConfig) -> None:
    if not run(config).allowed:
        raise SystemExit(EXIT_REFUSED)


def run(config: PromoteConfig) -> Promotion:
    """Promote, or roll back; each step says what it did."""
    return _roll_back(config) if config.rollback else _promote(config)


def _promote(config: PromoteConfig) -> Promotion:
    from pipelines.evaluate import judged_base
    from training.model import base_digest

    started = time.monotonic()
    registry, shelf = Registry(config.tracking), Shelf(config.shelf)
    base = base_digest(judged_base(config.model))

    # 1. Which adapter, which is the champion, and do they fit what is served?
    version = _found(config, registry)
    folder = registry.fetch(version, Path(config.out) / "adapters" / version.digest)
    challenger = Contender(f"version {version.number}", version.digest, folder, version)
    _refuse_other_base(folder, base)
    config.live.refuse_misfit(folder)
    now = config.live.champion()
    if now == (config.scope, version.digest):
        _crown(config, registry, version.digest)
        print(f"promote: {version} is the champion of {_named(config.scope)} already")
        return Promotion(version.digest)
    champion = _champion(config, registry, shelf, now)
    if champion is not None and champion.digest == version.digest:
        champion = None  # on a new live path, or in a scope of its own: nobody to be held against
    print(
        f"promote: {version} of {registry.name} against "
        f"{champion.name if champion is not None else 'nobody: it is the first'}, {_named(config.scope)}"
    )

    # 2. Both answer, the gate judges.
    work = GateWork(
        out=Path(config.out),
        model=config.model,
        base_digest=base,
        precision=config.precision,
        decoding=config.decoding,
        gate=config.gate,
        tracking=config.tracking,
        threads=config.threads,
        tenant=config.tenant,
        insight_type=config.insight_type,
        forced=config.force,
    )
    judgement = judged(work, challenger, champion, _sets(config, version))
    _show(judgement)
    verdict = "passed" if judgement.passed else "refused"
    registry.tag(version, {"escuta.gate": verdict, "escuta.gate_run": judgement.run_id or ""})
    allowed = judgement.passed or config.force or config.mode is Mode.SHADOW
    if not allowed or config.dry_run:
        if allowed:
            print("promote: dry run: the live path stays as it is")
        return Promotion(version.digest, judgement, allowed=allowed)

    # 3. On the shelf, with what it must answer to the probes.
    shelf.put(folder)
    sheet = shelf.probes(version.digest)
    if sheet is None or sheet.base_digest != base:
        shelf.put_probes(probed(work, challenger))

    # 4. Live, on every process or none; then the aliases.
    how = "passed the gate" if judgement.passed else "forced" if config.force else "refused by the gate"
    why = f"version {version.number}: {how}{f'; {config.reason}' if config.reason else ''}"
    if config.mode is not None:
        share = config.shadow or config.canary or 0.0
        begun = config.live.start_trial(version.digest, config.mode, share, why)
        registry.tag(version, {"escuta.trial": f"{config.mode} {share:g}, {_named(config.scope)}"})
        print(
            f"promote: {_short(version.digest)} is a {config.mode} on {share:.0%} of conversations, "
            f"{_named(config.scope)}; {_where(begun.processes, begun.late)}\n"
            "  how it does: python -m serving.admin adapters report"
        )
        return Promotion(version.digest, judgement)
    live = config.live.roll_out(version.digest, why)
    _crown(config, registry, version.digest)
    print(_summary(live, config.scope, time.monotonic() - started))
    print(f"  undo it: python -m pipelines.promote rollback{_scope_words(config.scope)}")
    return Promotion(version.digest, judgement, live)


def _roll_back(config: PromoteConfig) -> Promotion:
    started = time.monotonic()
    if config.dry_run:
        digest = config.live.before()
        print(f"promote: dry run: would go back to {_short(digest)}, {_named(config.scope)}")
        return Promotion(digest)
    live = config.live.roll_back(config.reason or "rollback")
    if config.tracking.uri is not None:
        _crown(config, Registry(config.tracking), live.digest)
    print(_summary(live, config.scope, time.monotonic() - started))
    return Promotion(live.digest, live=live)


def _found(config: PromoteConfig, registry: Registry) -> Version:
    """The version that the command line names; a run that was not registered is registered."""
    if config.version is not None:
        return registry.version(config.version)
    if config.run is not None:
        return next(iter(registry.of_run(config.run)), None) or registry.adopt(config.run)
    version = registry.at(CHALLENGER)
    if version is None:
        raise EscutaError(
            f"{registry.name} has no {CHALLENGER}",
            field="run",
            remedy="train one, or name it: run=MLFLOW_RUN_ID or version=NUMBER",
        )
    return version


def _refuse_other_base(folder: Path, base: str) -> None:
    check_adapter(folder)
    trained = origin(folder)
    if trained is not None and trained.base_digest not in (None, base):
        raise EscutaError(
            f"trained on base {str(trained.base_digest)[:12]}, this is {base[:12]}",
            field="model",
            remedy="give the base that it was trained on and that is served: model=… model.path=…",
        )


def _champion(
    config: PromoteConfig, registry: Registry, shelf: Shelf, now: tuple[Scope, str | None] | None
) -> Contender | None:
    """What answers now: by the live path, else by the registry's alias; None: nobody yet."""
    if now is None:
        named = registry.at(CHAMPION + _suffix(config.scope))
        if named is None:
            return None
        digest: str | None = named.digest
    else:
        digest = now[1]
    if digest is None:
        return Contender("the base", None, None)
    version = registry.of_digest(digest)
    if version is None:
        return Contender(f"adapter {digest[:12]}", digest, shelf.verified(digest))
    folder = registry.fetch(version, Path(config.out) / "adapters" / digest)
    return Contender(f"version {version.number}", digest, folder, version)


def _sets(config: PromoteConfig, version: Version) -> dict[str, Path]:
    """The frozen test set, and recent calls where there are some."""
    named = {"records": config.records, "recent": config.recent}
    for field_name, given in named.items():
        if given is not None and not Path(given).is_file():
            raise EscutaError("no such file", file=given, field=field_name, remedy="check the path")
    found = {
        "test": Path(config.records)
        if config.records is not None
        else _made(version, "test", "split/test.jsonl"),
        "recent": Path(config.recent)
        if config.recent is not None
        else _made(version, "recent", "recent.jsonl"),
    }
    if found["test"] is None:
        raise EscutaError(
            "the test set that it was trained beside is not here", field="records", remedy="records=PATH"
        )
    if found["recent"] is None and "escuta.data.recent" in version.tags:
        print(
            "promote: the recent calls that it was trained beside are not here: judged without (recent=PATH)"
        )
    return {name: path for name, path in found.items() if path is not None}


def _made(version: Version, use: str, name: str) -> Path | None:
    """The file that training made for a use, by the digest among the version's tags."""
    wanted = version.tags.get(f"escuta.data.{use}")
    for path in sorted(DATA.glob(f"*/{name}")) if wanted else []:
        if file_digest(path) == wanted:
            return path
    return None


def _crown(config: PromoteConfig, registry: Registry, digest: str | None) -> None:
    """The registry follows the live path; a registry that is away does not undo what is live."""
    try:
        registry.crown(digest, _suffix(config.scope))
    except EscutaError as error:
        print(f"promote: live, but the registry's aliases are as before: {error.problem}")


def _suffix(scope: Scope) -> str:
    """Of the aliases of a scope: MLflow allows letters, digits, `_` and `-`."""
    if scope == Scope():
        return ""
    words = (scope.tenant.replace(ANY, "any"), scope.insight_type.replace(ANY, "any"))
    return "-" + "-".join(re.sub(r"[^\w-]", "_", word) for word in words)


def _named(scope: Scope) -> str:
    tenant = "all tenants" if scope.tenant == ANY else f"tenant {scope.tenant}"
    return f"{tenant}, {'all insight types' if scope.insight_type == ANY else scope.insight_type}"


def _scope_words(scope: Scope) -> str:
    return "".join(
        f" {name}={value}"
        for name, value in (("tenant", scope.tenant), ("insight_type", scope.insight_type))
        if value != ANY
    )


def _short(digest: str | None) -> str:
    return digest[:12] if digest is not None else "what a wider scope says, or the configuration"


def _where(processes: int, late: int) -> str:
    if not processes:
        return "no serving process is up"
    return f"on {processes} serving processes" + (f", {late} of them have not said so yet" if late else "")


def _summary(live: RolledOut, scope: Scope, seconds: float) -> str:
    return (
        f"promote: {_short(live.digest)} answers {_named(scope)}, in place of {_short(live.before)}\n"
        f"  {_where(live.processes, live.late)}; ready in {live.load_s:.1f} s, "
        f"switched in {live.switch_s:.1f} s, {seconds:.1f} s in all"
    )


def _show(judgement: Judgement) -> None:
    from eval.terminal import console, rules_table

    document = judgement.document
    console().print(rules_table(document["rows"], passed=judgement.passed))
    for row in document["rows"]:
        if not row["passed"]:
            part = "" if row["part"] == "all" else f" ({row['part'].split('=')[1]})"
            print(f"  {row['metric']}{part}: {row['reason']}")
    for name, count in document["changes"].items():
        told = ", ".join(f"{count[way]} {way}" for way in ("better", "worse", "same", "unscored"))
        print(f"changed answers, {name}: {told} of {count['both']}")
    print(f"verdict: {judgement.folder / PAGE}")


if __name__ == "__main__":
    main()
