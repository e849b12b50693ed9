"""Scores on a terminal: small tables that fit 100 columns, or 80 without intervals."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from eval.report import number
from eval.scoring import Scores
from eval.statistics import Estimate

_COLUMNS = {
    "rouge_l": "ROUGE-L",
    "rouge_l_nonempty": "non-empty",
    "alert_recall": "alert recall",
    "alert_precision": "alert prec.",
    "abstention_f1": "abstain F1",
    "format_valid": "format",
}


_MARKS = {"passed": "✓", "failed": "[bold red]✗[/bold red]", "noted": "–"}

# Below this a terminal has no room for intervals.
_ROOMY_COLUMNS = 92


def console() -> Console:
    """Standard output; in a pipe 100 columns wide."""
    found = Console()
    return found if found.is_terminal else Console(width=100)


def roomy(screen: Console) -> bool:
    """Is there room for intervals?"""
    return screen.width >= _ROOMY_COLUMNS


def scores_table(
    title: str, systems: Mapping[str, Scores], parts: Mapping[str, str], *, intervals: bool
) -> Table:
    """Rows: part × system; `parts` maps a slice's name to its heading. Intervals go under the values."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("system", no_wrap=True)
    for heading in _COLUMNS.values():
        table.add_column(heading, justify="right")
    for part, heading in parts.items():
        shown = {name: scores[part] for name, scores in systems.items() if part in scores}
        for index, (name, metrics) in enumerate(shown.items()):
            cells = [_cell(metrics.get(metric), intervals) for metric in _COLUMNS]
            table.add_row(heading if index == 0 else "", name, *cells, end_section=index == len(shown) - 1)
    return table


def differences_table(title: str, differences: Scores, parts: Mapping[str, str]) -> Table:
    """Paired differences with their intervals; those that leave zero out are marked."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column("", no_wrap=True)
    for heading in _COLUMNS.values():
        table.add_column(heading, justify="right")
    for part, heading in parts.items():
        if part in differences:
            table.add_row(heading, *(_difference(differences[part].get(metric)) for metric in _COLUMNS))
    return table


def rules_table(rows: Sequence[Mapping[str, Any]], *, passed: bool) -> Table:
    """The gate's rules: rows of `gate.json`."""
    title = "gate: passed" if passed else "gate: REFUSED"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for heading in ("", "rule", "metric", "on"):
        table.add_column(heading, no_wrap=True)
    for heading in ("value", "interval", "bound"):
        table.add_column(heading, justify="right", no_wrap=True)
    for index, row in enumerate(rows):
        part = "" if row["part"] == "all" else str(row["part"]).partition("=")[2]
        low, high = row["low"], row["high"]
        table.add_row(
            _MARKS[row["outcome"]],
            row["rule"],
            row["metric"],
            " ".join(filter(None, [part, "recent" if row["on"] == "recent" else ""])),
            _figure(row["value"]),
            "" if low is None else f"{low:.3f} … {high:.3f}",
            _figure(row["bound"]),
            end_section=index + 1 < len(rows) and rows[index + 1]["rule"] != row["rule"],
        )
    return table


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:g}" if float(value).is_integer() else f"{value:.3f}"


def _cell(estimate: Estimate | None, intervals: bool) -> str:
    if estimate is None or estimate.value != estimate.value:
        return "–"
    if not intervals:
        return number(estimate.value)
    return f"{estimate.value:.2f}\n[dim]{estimate.low:.2f}–{estimate.high:.2f}[/dim]"


def _difference(estimate: Estimate | None) -> str:
    if estimate is None or estimate.value != estimate.value:
        return "–"
    apart = estimate.low > 0 or estimate.high < 0
    value = f"{estimate.value:+.2f}{'*' if apart else ' '}"
    return f"{value}\n[dim]{estimate.low:+.2f}…{estimate.high:+.2f}[/dim]"
