"""What a system found in a case, as shares: everything shown is a ratio of sums over cases.

Spans: gold is found (`recall`) when detections cover at least half of its characters, whatever their
label; `typed_recall` wants a right label, `exact_recall` the very offsets. A detection is right (`precision`)
when it touches gold, `typed_precision` when its label is right there too, `exact_precision` when its
offsets are. Detections on what is annotated but out of our scope count for nothing; so do those of a kind
that the set does not annotate or that we don't look for, unless they touch gold.
Words (`token_*`): a word is personal when any of its characters is.
`plain_*`: lines without annotations; detections there per 1,000 words, and the share of lines touched.
`kept`: spans to be kept that no detection of any kind touches.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from eval.pii.cases import BenchCase, Finding, Gold, Place
from eval.shares import Shares
from insights.pii.scoring import covered, touches
from insights.records import PiiType

P = TypeVar("P", bound=Place)

_WORD = re.compile(r"\w+")
_LINE = re.compile(r"[^\n]+")

OVERALL = (
    *("recall", "precision", "typed_recall", "typed_precision", "exact_recall", "exact_precision"),
    *("token_recall", "token_precision", "kept", "plain_rate", "plain_touched"),
)
F1 = {
    "f1": ("recall", "precision"),
    "typed_f1": ("typed_recall", "typed_precision"),
    "exact_f1": ("exact_recall", "exact_precision"),
    "token_f1": ("token_recall", "token_precision"),
}
# A rate that reads as "detections in a thousand words".
_WORDS = 1000.0


class _Sums(dict[str, list[float]]):
    """Numerators and denominators by name."""

    def add(self, name: str, part: float, whole: float = 1.0) -> None:
        sums = self.setdefault(name, [0.0, 0.0])
        sums[0] += part
        sums[1] += whole

    def shares(self) -> Shares:
        return {name: (part, whole) for name, (part, whole) in self.items()}


def shares(case: BenchCase, found: Sequence[Finding], annotated: frozenset[PiiType] | None = None) -> Shares:
    """One case's (numerator, denominator) by metric; by type and kind as `recall:CPF`, `kept:amount`."""
    sums = _Sums()
    all_gold, all_other, detected = _by_turn(case.gold), _by_turn(case.other), _by_turn(found)
    for turn, text in enumerate(case.turns):
        gold, other, here = all_gold[turn], all_other[turn], detected[turn]
        counted = [one for one in here if _counts(one, gold, other, annotated)]
        _gold(sums, gold, here)
        _detections(sums, counted, gold)
        _words(sums, text, gold, other, counted)
        _plain(sums, text, [*gold, *other], counted)
    for span in case.kept:
        stays = not touches(span, detected[span.turn])
        sums.add("kept", stays)
        sums.add(f"kept:{span.kind}", stays)
    return sums.shares()


def missed(case: BenchCase, found: Iterable[Finding]) -> list[Gold]:
    """The personal data that was not found."""
    detected = _by_turn(found)
    return [span for span in case.gold if not covered(span, detected[span.turn])]


def wrongly_taken(
    case: BenchCase, found: Sequence[Finding], annotated: frozenset[PiiType] | None = None
) -> list[Finding]:
    """Detections that count against precision."""
    gold, other = _by_turn(case.gold), _by_turn(case.other)
    return [
        one
        for one in found
        if not touches(one, gold[one.turn]) and _counts(one, gold[one.turn], other[one.turn], annotated)
    ]


def _by_turn(places: Iterable[P]) -> defaultdict[int, list[P]]:
    turns: defaultdict[int, list[P]] = defaultdict(list)
    for place in places:
        turns[place.turn].append(place)
    return turns


def _counts(
    one: Finding, gold: Sequence[Gold], other: Sequence[Place], annotated: frozenset[PiiType] | None
) -> bool:
    if touches(one, gold):
        return True
    if one.type is None or touches(one, other):
        return False
    return annotated is None or one.type in annotated


def _gold(sums: _Sums, gold: Sequence[Gold], here: Sequence[Finding]) -> None:
    for span in gold:
        label = span.types[0].value
        found = covered(span, here)
        typed = covered(span, (one for one in here if one.type in span.types))
        for name, value in (("recall", found), ("typed_recall", typed)):
            sums.add(name, value)
            sums.add(f"{name}:{label}", value)
        sums.add("exact_recall", any(_same(span, one) for one in here))


def _detections(sums: _Sums, counted: Sequence[Finding], gold: Sequence[Gold]) -> None:
    for one in counted:
        at = [span for span in gold if touches(one, (span,))]
        sums.add("precision", bool(at))
        if one.type is not None:
            sums.add(f"precision:{one.type.value}", bool(at))
        sums.add("typed_precision", any(one.type in span.types for span in at))
        sums.add("exact_precision", any(_same(span, one) for span in at))


def _words(
    sums: _Sums, text: str, gold: Sequence[Place], other: Sequence[Place], counted: Sequence[Place]
) -> None:
    if not gold and not counted:
        return
    words = [match.span() for match in _WORD.finditer(text)]
    personal, found = _touched(words, gold), _touched(words, counted)
    found -= _touched(words, other) - personal
    both = len(personal & found)
    sums.add("token_recall", both, len(personal))
    sums.add("token_precision", both, len(found))


def _touched(words: Sequence[tuple[int, int]], places: Sequence[Place]) -> set[int]:
    """Numbers of the words that the places touch."""
    found = set[int]()
    for place in places:
        number = bisect_right(words, place.start, key=lambda word: word[1])
        while number < len(words) and words[number][0] < place.end:
            found.add(number)
            number += 1
    return found


def _plain(sums: _Sums, text: str, marked: Sequence[Place], counted: Sequence[Finding]) -> None:
    for match in _LINE.finditer(text):
        line = Place(0, *match.span())
        words = len(_WORD.findall(match[0]))
        if words and not touches(line, marked):
            here = sum(touches(one, (line,)) for one in counted)
            sums.add("plain_rate", _WORDS * here, words)
            sums.add("plain_touched", here > 0)


def _same(one: Place, other: Place) -> bool:
    return (one.start, one.end) == (other.start, other.end)
