"""What `promote` says on a terminal."""

from insights.fingerprint import short
from pipelines._gating import PAGE, Judgement
from serving.adapters.api import ANY, Scope
from serving.adapters.rollout import RolledOut


def scope_name(scope: Scope) -> str:
    """Whose questions, in words."""
    tenant = "all tenants" if scope.tenant == ANY else f"tenant {scope.tenant}"
    return f"{tenant}, {'all insight types' if scope.insight_type == ANY else scope.insight_type}"


def scope_options(scope: Scope) -> str:
    """The scope as it is typed."""
    return "".join(
        f" {name}={value}"
        for name, value in (("tenant", scope.tenant), ("insight_type", scope.insight_type))
        if value != ANY
    )


def adapter_name(digest: str | None) -> str:
    """An adapter in words; None: without an alias of its own."""
    return short(digest) if digest is not None else "what a wider scope says, or the configuration"


def where(processes: int, late: int) -> str:
    """Which processes have it."""
    if not processes:
        return "no serving process is up"
    each = "process" if processes == 1 else "processes"
    return f"on {processes} serving {each}" + (f", {late} of them have not said so yet" if late else "")


def summary(live: RolledOut, scope: Scope, seconds: float) -> str:
    """What a roll-out did, in two lines."""
    return (
        f"promote: {adapter_name(live.digest)} answers {scope_name(scope)}, "
        f"in place of {adapter_name(live.before)}\n"
        f"  {where(live.processes, live.late)}; ready in {live.load_s:.1f} s, "
        f"switched in {live.switch_s:.1f} s, {seconds:.1f} s in all"
    )


def show_verdict(judgement: Judgement) -> None:
    """The gate's rules as a table, the reasons of a refusal, and where the page is."""
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
