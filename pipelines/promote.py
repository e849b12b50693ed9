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

import time
from dataclasses import dataclass, field
from pathlib import Path

from commandline.command import command, option
from commandline.person import user_name
from eval.registry import Registry
from eval.settings import Decoding, GateSettings, Tracking
from insights.errors import EscutaError
from insights.records import InsightType
from pipelines._contest import GateWork, probed
from pipelines._finding import alias_suffix, champion, contender, named_version, record_sets
from pipelines._gating import Judgement, judged
from pipelines._live_path import LivePath
from pipelines._promotion_words import (
    adapter_name,
    scope_name,
    scope_options,
    show_verdict,
    summary,
    where,
)
from serving.adapters.api import ANY, Mode, Scope
from serving.adapters.rollout import RolledOut
from serving.adapters.shelf import Shelf
from serving.settings import StorageSettings
from training.settings import ModelSettings, PrecisionSettings

EXIT_REFUSED = 1


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
    def live(self) -> LivePath:
        shelf = Shelf(self.shelf)
        return LivePath(self.storage, shelf, self.scope, who=user_name(self.who), timeout_s=self.timeout_s)


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
    version = named_version(registry, run=config.run, version=config.version)
    challenger = contender(registry, version, Path(config.out), base)
    assert challenger.folder is not None
    config.live.refuse_misfit(challenger.folder)
    now = config.live.champion()
    if now == (config.scope, version.digest):
        _crown(config, registry, version.digest)
        print(f"promote: {version} is the champion of {scope_name(config.scope)} already")
        return Promotion(version.digest)
    best = champion(registry, shelf, now, config.scope, Path(config.out), base)
    if best is not None and best.digest == version.digest:
        best = None  # on a new live path, or in a scope of its own: nobody to be held against
    print(
        f"promote: {version} of {registry.name} against "
        f"{best.name if best is not None else 'nobody: it is the first'}, {scope_name(config.scope)}"
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
    judgement = judged(
        work, challenger, best, record_sets(version, records=config.records, recent=config.recent)
    )
    show_verdict(judgement)
    verdict = "passed" if judgement.passed else "refused"
    registry.tag(version, {"escuta.gate": verdict, "escuta.gate_run": judgement.run_id or ""})
    allowed = judgement.passed or config.force or config.mode is Mode.SHADOW
    if not allowed or config.dry_run:
        if allowed:
            print("promote: dry run: the live path stays as it is")
        return Promotion(version.digest, judgement, allowed=allowed)

    # 3. On the shelf, with what it must answer to the probes.
    shelf.put(challenger.folder)
    sheet = shelf.probes(version.digest)
    if sheet is None or sheet.base_digest != base:
        shelf.put_probes(probed(work, challenger))

    # 4. Live, on every process or none; then the aliases.
    how = "passed the gate" if judgement.passed else "forced" if config.force else "refused by the gate"
    why = f"version {version.number}: {how}{f'; {config.reason}' if config.reason else ''}"
    if config.mode is not None:
        share = config.shadow or config.canary or 0.0
        begun = config.live.start_trial(version.digest, config.mode, share, why)
        registry.tag(version, {"escuta.trial": f"{config.mode} {share:g}, {scope_name(config.scope)}"})
        print(
            f"promote: {adapter_name(version.digest)} is a {config.mode} on {share:.0%} of conversations, "
            f"{scope_name(config.scope)}; {where(begun.processes, begun.late)}\n"
            "  how it does: python -m serving.admin adapters report"
        )
        return Promotion(version.digest, judgement)
    live = config.live.roll_out(version.digest, why)
    _crown(config, registry, version.digest)
    print(summary(live, config.scope, time.monotonic() - started))
    print(f"  undo it: python -m pipelines.promote rollback{scope_options(config.scope)}")
    return Promotion(version.digest, judgement, live)


def _roll_back(config: PromoteConfig) -> Promotion:
    started = time.monotonic()
    if config.dry_run:
        digest = config.live.before()
        print(f"promote: dry run: would go back to {adapter_name(digest)}, {scope_name(config.scope)}")
        return Promotion(digest)
    live = config.live.roll_back(config.reason or "rollback")
    if config.tracking.uri is not None:
        _crown(config, Registry(config.tracking), live.digest)
    print(summary(live, config.scope, time.monotonic() - started))
    return Promotion(live.digest, live=live)


def _crown(config: PromoteConfig, registry: Registry, digest: str | None) -> None:
    """The registry follows the live path; a registry that is away does not undo what is live."""
    try:
        registry.crown(digest, alias_suffix(config.scope))
    except EscutaError as error:
        print(f"promote: live, but the registry's aliases are as before: {error.problem}")


if __name__ == "__main__":
    main()
