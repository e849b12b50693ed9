"""One value as it is told: digits, number words and letters, the pieces they stand in and what they spell.

A part said again counts once, and what is taken back gives way to what is said instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from insights.text.numerals import Group, Numerals, read_groups


class Letters:
    """Which letters belong to a value: plain numbers, the more the higher."""

    NONE = 0
    CHECKED = 1  # written ones, and one said at the end
    SPELLED = 2  # also those that are everyday words
    TOGETHER = 3  # also longer stretches written together


@dataclass(slots=True)
class Dictation:
    """Token ranges of a value, one a turn, and what they spell."""

    pieces: list[tuple[int, int]] = field(default_factory=list)
    carriers: list[int] = field(default_factory=list)  # tokens that carry digits or letters, in order
    words: list[str] = field(default_factory=list)  # what each of them says
    starts: list[int] = field(default_factory=list)  # the first carrier of each piece
    cuts: list[int] = field(default_factory=list)  # carriers after a mark: a new number begins
    corrections: list[int] = field(default_factory=list)  # carriers said after taking something back
    groups: list[Group] = field(default_factory=list)
    text: str = ""
    gaps: int = 0  # pauses with words
    any_words: bool = False  # may interrupt it
    measured: tuple[int, int] = (-1, 0)  # how many words had how many characters

    @property
    def first(self) -> int:
        return self.pieces[0][0]

    @property
    def last(self) -> int:
        """One past the last token."""
        return self.pieces[-1][1]

    def spell(self, numerals: Numerals) -> None:
        """Put together what the pieces say; a part said again counts once."""
        words = self.words
        if len(words) == 1 and words[0].isdecimal():  # most of those that are written
            self.groups, self.text = [Group(words[0], 0, 1, False, True)], words[0]
            return
        self.groups = _groups(words, self.cuts, numerals)
        self.text = _value(self.groups, self.corrections, [*self.starts[1:], len(words)])

    def trim(self, carriers: int, numerals: Numerals) -> bool:
        """Leave only the first `carriers`; False when nothing is left."""
        if carriers <= 0:
            return False
        while self.starts and self.starts[-1] >= carriers:
            self.starts.pop()
            self.pieces.pop()
        del self.carriers[carriers:], self.words[carriers:]
        self.corrections = [index for index in self.corrections if index < carriers]
        self.cuts = [index for index in self.cuts if index < carriers]
        first, _ = self.pieces[-1]
        self.pieces[-1] = (first, self.carriers[-1] + 1)
        self.spell(numerals)
        return True

    @property
    def uncorrected(self) -> str:
        """What all words spell, where nothing was taken back."""
        return "".join(group.text for group in self.groups)

    def upto(self, carriers: int) -> str:
        """What the first `carriers` spell, which end with a group."""
        groups = [group for group in self.groups if group.last <= carriers]
        return _value(
            groups, self.corrections, [*(first for first in self.starts[1:] if first < carriers), carriers]
        )

    def is_full(self, full: int, numerals: Numerals) -> bool:
        """Whether `full` characters were said; a part said again counts once."""
        words = self.words
        if len(words) > 2 * full:
            return True  # whatever was said again
        if self.measured[0] != len(words):  # nothing else that counts changes without a word
            groups = _groups(words, self.cuts, numerals)
            bounds = [*self.starts, len(words)] if self.starts else [len(words)]
            self.measured = len(words), len(_joined(groups, bounds))
        return self.measured[1] >= full


def _groups(words: Sequence[str], cuts: Sequence[int], numerals: Numerals) -> list[Group]:
    """The numbers that were said: "duzentos ponto nove" are two."""
    if not cuts:
        return read_groups(words, numerals)
    groups: list[Group] = []
    start = 0
    for end in (*cuts, len(words)):
        if end > start:
            more = read_groups(words[start:end], numerals)
            groups += [_moved(group, start) for group in more] if start else more
        start = max(start, end)
    return groups


def _moved(group: Group, by: int) -> Group:
    return Group(group.text, group.first + by, group.last + by, group.big, group.written)


def _joined(groups: list[Group], bounds: list[int]) -> str:
    """The text of groups whose words lie in pieces that end at `bounds`; a piece that says the one before
    again counts once."""
    parts: list[str] = []
    position = 0
    for bound in bounds:
        part = ""
        while position < len(groups) and groups[position].first < bound:
            part += groups[position].text
            position += 1
        if part and not (parts and (part == parts[-1] or (len(part) > 4 and "".join(parts).endswith(part)))):
            parts.append(part)
    return "".join(parts)


def _value(told: Sequence[Group], corrections: Sequence[int], bounds: list[int]) -> str:
    """What is meant once corrections are made: the group before one gives way to the group after it. Pieces
    end at `bounds`."""
    groups = list(told)
    for mark in reversed(corrections):
        before = [k for k, group in enumerate(groups) if group.last <= mark]
        after = [k for k, group in enumerate(groups) if group.first >= mark]
        if before and after:
            right = groups[after[0]]
            if len(before) > 1 and right.text == groups[0].text and len(right.text) > 1:
                del groups[: before[-1] + 1]  # said again from the beginning
                continue
            wrong = before[-1]
            size = len(groups[wrong].text)
            while wrong > 0 and size < len(right.text):
                wrong -= 1
                size += len(groups[wrong].text)
            if size == len(right.text):
                del groups[wrong : before[-1] + 1]
    return _joined(groups, bounds)
