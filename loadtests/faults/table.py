"""The fault suite's lines and tables."""

from collections.abc import Iterator
from typing import Any

from loadtests.faults.catalogue import FAULTS

_COLUMNS = (
    ("fault", "---"),
    ("calls ended well", "---:"),
    ("insights shown of expected", "---:"),
    ("lost", "---:"),
    ("questions unanswered", "---:"),
    ("words shown of expected", "---:"),
    ("insight: p95, latest", "---:"),
    ("recovery", "---:"),
    ("what clients were told", "---"),
    ("what health said, seconds since the fault began", "---"),
)
_HEAD = ["| " + " | ".join(column) + " |" for column in zip(*_COLUMNS, strict=True)]


def table(found: dict[str, Any]) -> str:
    """Markdown, a line a fault, in the catalogue's order."""
    kind = found["kind"]
    fake = kind["language_model"] == "fake"
    model = f"a fake that answers after {kind['service_s']:g} s" if fake else "the embedded one"
    about = (
        f"{kind['sessions']} calls of {kind['seconds']:g} s, a part away for {kind['lasts_s']:g} s (the "
        f"hanging gateway for twice as long), {found['about']['cores']} cores for everything; the embedded "
        f"recogniser; language model: {model}."
    )
    rows = [_row(name, found["faults"][name]) for name in FAULTS if name in found["faults"]]
    left_out = [FAULTS[name].title for name in FAULTS if name not in found["faults"]]
    missing = ["", f"Not measured in this table: {'; '.join(left_out)}."] if left_out else []
    return "\n".join([about, "", *_HEAD, *rows, *missing])


def _row(name: str, result: dict[str, Any]) -> str:
    cells = [
        FAULTS[name].title,
        f"{result['well']} / {result['sessions']}",
        f"{result['insights_shown']} / {result['insights_expected']}",
        str(lost(result)),
        str(result["questions_unanswered"]),
        f"{result['words']:,} / {result['words_expected']:,}",
        f"{_s(result['insight_p95_since_fault_s'])}, {_s(result['insight_latest_s'])}",
        _s(result["recovery_s"]) if FAULTS[name].ends else "–",
        "; ".join(_told(result)) or "nothing",
        "; ".join(_said(result)) or "ok",
    ]
    return "| " + " | ".join(cells) + " |"


def lost(result: dict[str, Any]) -> int:
    """Insights that an undisturbed call has and this one has not, or that were stored and never shown."""
    missing: int = sum(result["insights_lost"].values())
    return max(missing, int(result["stored_not_shown"]))


def _told(result: dict[str, Any]) -> Iterator[str]:
    if result["reconnections"]:
        longest = _s(result["longest_without_line_s"])
        yield f"{result['reconnections']} reconnections, without a line for {longest} at most"
    for code, number in sorted(result["errors"].items()):
        yield f"{number} × `{code}`"
    if result["holds"]:
        yield f"{result['holds']} × hold"
    if result["insights_degraded"]:
        yield f"{result['insights_degraded']} insights marked as degraded"
    for what, number in result["problems"].items():
        yield f"{number} × {what}"
    if result["flood"]:
        told = ", ".join(f"{number:,} {what}" for what, number in result["flood"].items())
        yield f"the flood: {told}"


def _said(result: dict[str, Any]) -> Iterator[str]:
    for what, (since_s, until_s) in result["unwell"].items():
        yield f"{what} {since_s:.0f}–{until_s:.0f}"
    for name, times in result.get("restarted", {}).items():
        yield f"{name} ended by itself {times} times, and was started again"


def _s(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def lines(name: str, result: dict[str, Any]) -> str:
    """For a terminal."""
    shown = f"{result['insights_shown']}/{result['insights_expected']}"
    return "\n    ".join(
        [
            f"{name}: {result['well']}/{result['sessions']} calls ended well, insights {shown}, lost "
            f"{result['insights_lost'] or 0}, stored and not shown {result['stored_not_shown']}, "
            f"words {result['words']}/{result['words_expected']}",
            f"p95 {_s(result['insight_p95_since_fault_s'])}, latest {_s(result['insight_latest_s'])}, "
            f"recovery {_s(result['recovery_s'])}, transcript lost {result['transcript_lost_s']} s",
            f"questions {result['outcomes']}, dropped {result['questions_dropped']}; "
            f"client late by {result['client_lag_s']} s at most",
            f"told: {'; '.join(_told(result)) or 'nothing'}",
            f"health: {'; '.join(_said(result)) or 'ok'}",
        ]
    )
