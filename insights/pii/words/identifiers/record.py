"""What a language knows about identifiers, and how its lists are written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from insights.records import PiiType


def by_kind(**lines: str) -> Mapping[str, PiiType]:
    """Words between blanks, by the kind they name."""
    return MappingProxyType({word: PiiType[label] for label, text in lines.items() for word in text.split()})


def pairs_by_kind(**lines: str) -> Mapping[tuple[str, str], PiiType]:
    """`codigo+postal`: two words that name a kind together, at most three words apart."""
    pairs: dict[tuple[str, str], PiiType] = {}
    for label, text in lines.items():
        for pair in text.split():
            first, second = pair.split("+")
            pairs[first, second] = PiiType[label]
    return MappingProxyType(pairs)


def letters(text: str) -> Mapping[str, str]:
    """`f:efe j:jota,jot`: the names of letters."""
    named = {}
    for entry in text.split():
        letter, names = entry.split(":")
        named.update(dict.fromkeys(names.split(","), letter))
    return MappingProxyType(named)


@dataclass(frozen=True)
class IdentifierWords:
    """Words beside numbers that identify somebody, and the words people put between the digits."""

    context: Mapping[str, PiiType]  # a word beside an identifier → its kind
    context_pairs: Mapping[tuple[str, str], PiiType]  # two words, stronger than one
    weak: frozenset[str]  # words of `context` that mean other things as well
    links: frozenset[str]  # between such a word and its number
    copulas: frozenset[str]  # "is": what follows is the value
    finals: frozenset[str]  # "ending in": the last digits of a card
    separators: frozenset[str]  # said between the digits of an identifier
    fillers: frozenset[str]  # may interrupt a dictation
    pauses: frozenset[str]  # longer interruptions: "let me see", "and then"
    corrections: frozenset[str]  # taking back what was just said
    moments: frozenset[str]  # after an article: "one moment"
    backchannels: frozenset[str]  # a turn of these does not end a dictation
    units: frozenset[str]  # after a number: an amount, a duration, a price, a size
    before_amount: frozenset[str]  # before a number: a currency, a day, a percentage
    cards: frozenset[str]  # what is said near the expiry of a card
    expiry: frozenset[str]  # words for it
    laws: frozenset[str]  # what is numbered and identifies nobody
    not_secrets: frozenset[str]  # after "the password is": says how it is, not what it is
    spelled: Mapping[str, str]  # name of a letter → letter
    word_letters: frozenset[str]  # names of letters, and letters, that are everyday words

    @cached_property
    def paired_first(self) -> frozenset[str]:
        """Words that name a kind with a word after them."""
        return frozenset(first for first, _ in self.context_pairs)

    @cached_property
    def paired_second(self) -> frozenset[str]:
        """Words that name a kind with a word before them."""
        return frozenset(second for _, second in self.context_pairs)
