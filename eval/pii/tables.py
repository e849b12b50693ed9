"""The tables of the benchmark, once as rows of text; on a terminal and in Markdown they say the same."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.markup import escape
from rich.table import Table

from eval.pii.results import Judged, Results, Scores
from eval.pii.systems import OURS, PRESIDIO, TITLES
from eval.statistics import Estimate
from insights.records import PiiType

LANGUAGE_NAMES = {"pt": "Portuguese", "es": "Spanish"}


@dataclass(frozen=True)
class Sheet:
    """A table: the first `texts` columns are words, the others figures."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1


def sheets(results: Results) -> list[Sheet]:
    """All tables of a run, those without rows left out."""
    made = [_overall(one) for one in results.judged]
    for name in dict.fromkeys(one.set for one in results.judged):
        parts = [one for one in results.judged if one.set == name]
        made += [_types(parts), _forms(parts), _kept(parts)]
    made.append(_speed(results))
    return [sheet for sheet in made if sheet.rows]


def terminal(sheet: Sheet) -> Table:
    """For `rich`."""
    table = Table(
        title=escape(sheet.title),
        box=box.SIMPLE_HEAD,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
    )
    for number, heading in enumerate(sheet.head):
        table.add_column(
            heading, justify="left" if number < sheet.texts else "right", no_wrap=number < sheet.texts
        )
    for row in sheet.rows:
        table.add_row(*map(escape, row))
    return table


def markdown(sheet: Sheet) -> str:
    """A heading in bold and a table."""
    marks = ["---"] * sheet.texts + ["---:"] * (len(sheet.head) - sheet.texts)
    lines = [sheet.head, marks, *sheet.rows]
    return f"**{sheet.title}**\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _overall(one: Judged) -> Sheet:
    texts = "1 text" if one.cases == 1 else f"{one.cases:,} texts"
    title = (
        f"{one.title}: {LANGUAGE_NAMES[one.language]}, {texts}, {one.characters:,} characters, "
        f"{one.spans:,} spans"
    )
    head = ("", "recall", "precision", "F1", "typed F1", "exact F1", "words F1", "kept", "over-scrubbed")
    rows = tuple(
        (
            TITLES[name],
            _with_interval(scores.get("recall")),
            _with_interval(scores.get("precision")),
            *(_share(scores.get(metric)) for metric in ("f1", "typed_f1", "exact_f1", "token_f1", "kept")),
            _rate(scores.get("plain_rate")),
        )
        for name, scores in one.scores.items()
    )
    return Sheet(title, head, rows)


def _types(parts: Sequence[Judged]) -> Sheet:
    head = ["type"]
    for part in parts:
        code = part.language
        head += [f"{code}: spans", "recall", "typed", "precision"]
        head += ["Presidio"] if PRESIDIO in part.scores else []
    rows = []
    for label in PiiType:
        cells = [cell for part in parts for cell in _type_cells(part, label)]
        if any(cell != "–" for cell in cells):
            rows.append((label.value, *cells))
    first = TITLES[_first(parts)]
    return Sheet(f"{parts[0].title}: {first} by type; recall of Presidio beside it", tuple(head), tuple(rows))


def _type_cells(part: Judged, label: PiiType) -> list[str]:
    scores = next(iter(part.scores.values()), {})
    spans = scores.get(f"recall:{label.value}")
    cells = [f"{spans.count:,.0f}" if spans and spans.count else "–"]
    cells += [_share(scores.get(f"{name}:{label.value}")) for name in ("recall", "typed_recall", "precision")]
    if PRESIDIO in part.scores:
        cells.append(_share(part.scores[PRESIDIO].get(f"recall:{label.value}")))
    return cells


def _forms(parts: Sequence[Judged]) -> Sheet:
    head = ["form"]
    for part in parts:
        code = part.language
        head += [f"{code}: recall", "precision", "kept"]
        head += ["Presidio"] if PRESIDIO in part.scores else []
    forms = sorted({form for part in parts for by_form in part.forms.values() for form in by_form})
    rows = tuple((form, *(cell for part in parts for cell in _form_cells(part, form))) for form in forms)
    return Sheet(f"{parts[0].title}: {TITLES[_first(parts)]} by form", tuple(head), rows)


def _form_cells(part: Judged, form: str) -> list[str]:
    scores: Scores = next(iter(part.forms.values()), {}).get(form, {})
    cells = [_share(scores.get(name)) for name in ("recall", "precision", "kept")]
    if PRESIDIO in part.scores:
        cells.append(_share(part.forms.get(PRESIDIO, {}).get(form, {}).get("recall")))
    return cells


def _kept(parts: Sequence[Judged]) -> Sheet:
    kinds = sorted(
        {
            name
            for part in parts
            for scores in part.scores.values()
            for name in scores
            if name.startswith("kept:")
        }
    )
    columns = [(part, name) for part in parts for name in part.scores]
    head = ("what must stay", *(f"{part.language}: {TITLES[name]}" for part, name in columns))
    rows = tuple(
        (
            kind.partition(":")[2].replace("_", " "),
            *(_share(part.scores[name].get(kind)) for part, name in columns),
        )
        for kind in kinds
    )
    return Sheet(f"{parts[0].title}: share left untouched", head, rows)


def _speed(results: Results) -> Sheet:
    names = dict.fromkeys(name for by_system in results.speed.values() for name in by_system)
    head = ["characters per second, one core"]
    for language in results.speed:
        head += [LANGUAGE_NAMES[language], "we are"]
    rows = []
    for name in names:
        cells = []
        for by_system in results.speed.values():
            speed = by_system.get(name)
            cells.append(f"{speed.characters_per_s / 1000:,.0f} k" if speed else "–")
            cells.append(f"{speed.ratio:.1f} × as fast" if speed and speed.ratio else "")
        rows.append((TITLES[name], *cells))
    return Sheet("Speed", tuple(head), tuple(rows))


def _first(parts: Sequence[Judged]) -> str:
    return next((name for part in parts for name in part.scores), OURS)


def _share(estimate: Estimate | None) -> str:
    return "–" if estimate is None or math.isnan(estimate.value) else _digits(estimate.value)


def _with_interval(estimate: Estimate | None) -> str:
    if estimate is None or math.isnan(estimate.value):
        return "–"
    return f"{_digits(estimate.value)} ({_digits(estimate.low)}–{_digits(estimate.high)})"


def _rate(estimate: Estimate | None) -> str:
    return "–" if estimate is None or math.isnan(estimate.value) else f"{estimate.value:.2f}"


def _digits(value: float) -> str:
    """Three decimals; 1 is said only of what is whole."""
    return "1" if value == 1 else f"{min(value, 0.999):.3f}"
