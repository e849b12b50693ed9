"""`python -m serving.admin adapters trial | end | report`: challengers tried out, and how they do."""

import argparse
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from commandline.columns import aligned
from commandline.person import user_name
from insights.errors import EscutaError
from insights.fingerprint import short
from insights.records import InsightType
from serving.adapters.api import ANY, Mode, Scope, Trial, Wanted

if TYPE_CHECKING:
    from serving.storage.trials import ArmSummary

_TIMEOUT_S: Final = 10.0


def add_trial_commands(actions: Any, shared: argparse.ArgumentParser) -> None:
    """`actions` are the subparsers of `adapters`; `shared` has --url."""
    trial = actions.add_parser(
        "trial",
        help="Try an adapter out, silently (shadow) or visibly (canary).",
        description="Try an adapter of the shelf out: every process loads and probes it, or nothing changes.",
        parents=[shared],
    )
    trial.add_argument("--digest", required=True, help="the adapter; its first digits are enough")
    trial.add_argument(
        "--mode",
        required=True,
        choices=[each.value for each in Mode],
        help="shadow: never shown; canary: shown",
    )
    trial.add_argument("--share", type=float, required=True, help="of the conversations, above 0 to 1")
    _scope(trial)
    _why(trial)
    trial.add_argument("--shelf", default=None, help="folder of adapters, as in adapters.shelf")
    trial.add_argument("--timeout", type=float, default=120.0, metavar="SECONDS", help="to load and probe")

    end = actions.add_parser("end", help="End a trial.", description="End a trial.", parents=[shared])
    end.add_argument("--digest", required=True, help="the adapter; its first digits are enough")
    _scope(end)
    _why(end)

    report = actions.add_parser(
        "report",
        help="How challengers do, beside the champion.",
        description="By arm: answers, invalid, failed, seconds, agreement of silent answers with the shown.",
        parents=[shared],
    )
    report.add_argument("--tenant", default=None, help="only this tenant's calls")
    report.add_argument("--days", type=float, default=7.0, help="how far back")


def _scope(command: argparse.ArgumentParser) -> None:
    command.add_argument("--tenant", default=ANY, help="only this tenant's calls")
    command.add_argument(
        "--type",
        default=ANY,
        choices=(ANY, *(each.value for each in InsightType)),
        metavar="TYPE",
        help="only insights of this type",
    )


def _why(command: argparse.ArgumentParser) -> None:
    command.add_argument("--why", required=True, help="for the audit")
    command.add_argument("--who", default=None, help="for the audit; the user's name if not given")


async def run_trial_command(options: argparse.Namespace, url: str) -> None:
    """`options` as parsed. Raises `EscutaError`."""
    from serving.storage.api import StorageUnavailable

    try:
        match options.action:
            case "trial":
                await _trial(options, url)
            case "end":
                await _end(options, url)
            case _:
                await _report(options, url)
    except StorageUnavailable as error:
        raise EscutaError(str(error) or "the database is away", remedy="try again when it is back") from None


async def _trial(options: argparse.Namespace, url: str) -> None:
    from serving.adapters.ledger import open_ledger
    from serving.adapters.rollout import Rollout
    from serving.adapters.settings import AdapterSettings
    from serving.adapters.shelf import Shelf

    shelf = Shelf(options.shelf or AdapterSettings().shelf)
    digest = _the_one(options.digest, shelf.digests(), "adapter", "promote puts adapters on the shelf")
    trial = Trial(_scope_of(options), digest, Mode(options.mode), options.share)
    async with open_ledger(url) as ledger:
        rollout = Rollout(
            ledger, shelf, who=user_name(options.who), why=options.why, timeout_s=options.timeout
        )
        started = await rollout.start_trial(trial)
    print(
        f"{options.mode} of {short(digest)} on {trial.share:.0%} of {_told(trial.scope)}: "
        f"{started.processes - started.late} of {started.processes} processes, "
        f"loaded in {started.load_s:.1f} s"
    )


async def _end(options: argparse.Namespace, url: str) -> None:
    from serving.adapters.ledger import open_ledger

    scope = _scope_of(options)
    async with open_ledger(url) as ledger:
        trials = (await ledger.wanted()).trials
        digest = _the_one(
            options.digest,
            {each.digest for each in trials if each.scope == scope},
            "trial",
            "`adapters report` shows them; --tenant and --type as at its start",
        )
        await ledger.end_trial(scope, digest, who=user_name(options.who), why=options.why)
    print(f"trial of {short(digest)} on {_told(scope)} ended")


async def _report(options: argparse.Namespace, url: str) -> None:
    from serving.adapters.ledger import SqlLedger
    from serving.storage.schema import open_current
    from serving.storage.trials import trial_summaries

    since = datetime.now(UTC) - timedelta(days=options.days)
    engine = await open_current(url, timeout_s=_TIMEOUT_S)
    try:
        wanted = await SqlLedger(engine).wanted()
        summaries = await trial_summaries(engine, tenant=options.tenant, since=since)
    finally:
        await engine.dispose()
    print("\n".join(report_lines(wanted, summaries)))


def report_lines(wanted: Wanted, summaries: Sequence["ArmSummary"]) -> list[str]:
    """The table, and the trials that go on."""
    head = ("arm", "adapter", "answers", "abstained", "invalid", "failed", "p50", "p95", *_AGREEMENT)
    lines = ["no answers of trials"]
    if summaries:
        lines = aligned([head, *map(_row, summaries)], texts=2)
    for trial in wanted.trials:
        share = f"{trial.share:.0%} of {_told(trial.scope)}"
        lines.append(f"on trial: {short(trial.digest)} as {trial.mode.value} on {share}")
    return lines


_AGREEMENT: Final = ("compared", "same abstention", "same category", "words shared")


def _row(arm: "ArmSummary") -> tuple[str, ...]:
    return (
        arm.arm.value,
        short(arm.adapter or "base"),
        str(arm.answers),
        _percent(arm.abstained, arm.answers),
        _percent(arm.invalid, arm.answers),
        _percent(arm.errors, arm.answers),
        *("–" if time is None else f"{time:.2f} s" for time in (arm.p50_s, arm.p95_s)),
        str(arm.compared or "–"),
        *(
            "–" if rate is None else f"{rate:.0%}"
            for rate in (arm.same_abstention, arm.same_category, arm.overlap)
        ),
    )


def _percent(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.0%})"


def _the_one(beginning: str, digests: Collection[str], what: str, remedy: str) -> str:
    """The digest that begins so."""
    found = [digest for digest in digests if digest.startswith(beginning)]
    if len(found) != 1:
        problem = f"no such {what}" if not found else f"more than one {what} begins so"
        raise EscutaError(problem, field="--digest", remedy=remedy)
    return found[0]


def _scope_of(options: argparse.Namespace) -> Scope:
    return Scope(options.tenant, options.type)


def _told(scope: Scope) -> str:
    whose = "all calls" if scope.tenant == ANY else f"calls of {scope.tenant}"
    return whose if scope.insight_type == ANY else f"{whose}, {scope.insight_type}"
