"""What a run found: scores with intervals by set, language, system and form; nothing of any text."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from eval.pii.cases import BenchCase, BenchSet, Finding, Place, System
from eval.pii.scores import F1, missed, shares, wrongly_taken
from eval.pii.speed import Speed
from eval.settings import Bootstrap
from eval.shares import Shares
from eval.statistics import Estimate, estimates, tabulate

Scores = dict[str, Estimate]

_NOTHING = Estimate(math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True)
class Slip:
    """Personal data that was not found, or text wrongly taken for it, for the eyes of who asked: never
    logged, never written.
    """

    missed: bool
    set: str
    case: str
    label: str
    before: str
    value: str


@dataclass(frozen=True)
class Judged:
    """One set in one language: system → scores, and system → form → scores where forms are known."""

    set: str
    title: str
    language: str
    cases: int
    characters: int
    spans: int
    scores: Mapping[str, Scores]
    forms: Mapping[str, Mapping[str, Scores]] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """Everything that is printed and written."""

    judged: tuple[Judged, ...]
    speed: Mapping[str, Mapping[str, Speed]]
    skipped: tuple[str, ...]
    settings: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """For machines: unscored values are null."""
        return {
            "v": 1,
            "settings": dict(self.settings),
            "skipped": list(self.skipped),
            "sets": [_plain(asdict(one)) for one in self.judged],
            "speed": _plain({key: _fields(value) for key, value in self.speed.items()}),
        }


def judged(
    each: BenchSet,
    language: str,
    systems: Sequence[System],
    bootstrap: Bootstrap,
    *,
    step: Callable[[str], None] = lambda done: None,
) -> tuple[Judged, list[Slip]]:
    """Every system that knows the language on the set's cases; with the slips of the first of them."""
    cases = each.of(language)
    scores, forms, slips = {}, {}, list[Slip]()
    for number, system in enumerate(one for one in systems if language in one.languages):
        rows = []
        for case in cases:
            found = system.find(case.turns, language)
            rows.append(shares(case, found, each.annotated))
            if number == 0:
                slips += _slips(each, case, found)
            step(system.name)
        scores[system.name] = estimated(cases, rows, bootstrap)
        by_form = sorted({case.form for case in cases} - {""})
        forms[system.name] = {form: _of_form(form, cases, rows, bootstrap) for form in by_form}
    found_here = Judged(
        set=each.name,
        title=each.title,
        language=language,
        cases=len(cases),
        characters=sum(case.characters for case in cases),
        spans=sum(len(case.gold) for case in cases),
        scores=scores,
        forms=forms if any(forms.values()) else {},
    )
    return found_here, slips


def estimated(cases: Sequence[BenchCase], rows: Sequence[Shares], bootstrap: Bootstrap) -> Scores:
    """Values with intervals over cases; F1 without, as it is no ratio of sums."""
    metrics = sorted({name for row in rows for name in row})
    # Two texts may have the same id: they are still two.
    names = [f"{number:09d} {case.id}" for number, case in enumerate(cases)]
    scores: Scores = estimates(tabulate(names, rows, metrics), bootstrap) if metrics else {}
    for name, (recall, precision) in F1.items():
        scores[name] = _f1(scores.get(recall, _NOTHING), scores.get(precision, _NOTHING))
    return scores


def _of_form(form: str, cases: Sequence[BenchCase], rows: Sequence[Shares], bootstrap: Bootstrap) -> Scores:
    chosen = [(case, row) for case, row in zip(cases, rows, strict=True) if case.form == form]
    return estimated([case for case, _ in chosen], [row for _, row in chosen], bootstrap)


def _f1(recall: Estimate, precision: Estimate) -> Estimate:
    if not recall.count:
        return _NOTHING
    right = 0.0 if math.isnan(precision.value) else precision.value
    both = recall.value + right
    value = 2 * recall.value * right / both if both else 0.0
    return Estimate(value, math.nan, math.nan, recall.count)


def _slips(each: BenchSet, case: BenchCase, found: Sequence[Finding]) -> list[Slip]:
    missing = [(True, span.types[0].value, span) for span in missed(case, found)]
    taken = [
        (False, one.type.value if one.type else "other", one)
        for one in wrongly_taken(case, found, each.annotated)
    ]
    slips: list[tuple[bool, str, Place]] = [*missing, *taken]
    return [
        Slip(
            missed=was_missed,
            set=each.name,
            case=case.id,
            label=label,
            before=case.turns[place.turn][max(0, place.start - 60) : place.start],
            value=case.turns[place.turn][place.start : place.end],
        )
        for was_missed, label, place in slips
    ]


def _fields(speeds: Mapping[str, Speed]) -> dict[str, Any]:
    return {name: asdict(speed) for name, speed in speeds.items()}


def _plain(value: Any) -> Any:
    """JSON has no NaN."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else value
