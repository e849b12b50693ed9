"""What is known of a word that may be a name: its classes, as bits, and its weight as a part of a name."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from insights.pii.gazetteers import Gazetteer
from insights.pii.packs import PACKS, LanguagePack

_FORGOTTEN = frozenset().union(
    *(
        pack.names.not_names | pack.names.titles | pack.names.relations | pack.dates.months.keys()
        for pack in PACKS.values()
    )
)


class Class:
    """Classes of a word, as bits: plain numbers, for they are asked for at every word."""

    GIVEN = 1
    SURNAME = 2
    EVERYDAY = 4  # also a word of every day: as a name it needs something beside it
    DOUBTFUL = 8  # … and more often that than a name
    STOP = 16  # never part of a name
    PARTICLE = 32
    TITLE = 64
    TRIGGER = 128  # ends a phrase that announces a name
    CLOSER = 256  # ends a phrase that follows one
    LETTER = 512  # may begin a spelled name
    OTHER = 1024  # "hospital": a name after it is the thing's
    GREETING = 2048
    RELATION = 4096
    ABROAD = 8192  # from the lists of the other languages only
    BREAK = 16384  # the end of a line, which is no word
    PERSON = 32768  # ends a phrase after which a name is a person's


NAME = Class.GIVEN | Class.SURNAME
# What makes the recogniser look closer at a word.
WANTED = (
    Class.GIVEN | Class.SURNAME | Class.TRIGGER | Class.PERSON | Class.CLOSER | Class.LETTER | Class.TITLE
)

_MOST_OTHERS = 16_384

# Letters and pairs of letters that everyday words do not have: k, w, "th", doubled consonants.
_MARKED = {
    "pt": re.compile(r"[kwy]|[bdfgjmprstvxz]h|ll|nn|tt|mm|ff|pp|bb|dd|gg|zz"),
    "es": re.compile(r"[kw]|[bdfgjlmnprstvxz]h|nn|tt|mm|ff|pp|bb|dd|gg|zz|y$|y[^aeiou]"),
}
_SOUNDS = str.maketrans({"y": "i", "k": "c", "w": "v", "h": None, "z": "s"})
_PAIRS = (("ph", "f"), ("qu", "c"), ("ck", "c"), ("sh", "x"), ("ch", "x"))
_DOUBLED = re.compile(r"(.)\1+")


def sound(norm: str) -> str:
    """A spelling that writings of one name share: "stephany", "estefani" without its first letter."""
    for written, said in _PAIRS:
        norm = norm.replace(written, said)
    return _DOUBLED.sub(r"\1", norm.translate(_SOUNDS))


class _Classes(dict[str, int]):
    """Those of known words, and of some thousand others that were met."""

    def __init__(self, known: Mapping[str, int], other: Callable[[str], int]) -> None:
        super().__init__(known)
        self["\n"] = Class.BREAK
        self._other = other
        self._most = len(self) + _MOST_OTHERS

    def __missing__(self, norm: str) -> int:
        bits = self._other(norm)
        if len(self) < self._most:
            self[norm] = bits
        return bits


class Lexicon:
    """The classes of the words of one language."""

    def __init__(self, pack: LanguagePack, gazetteer: Gazetteer, abroad: Gazetteer) -> None:
        names = pack.names
        known: dict[str, int] = {}

        def mark(some: "frozenset[str] | set[str]", bits: int) -> None:
            for word in some:
                known[word] = known.get(word, 0) | bits

        home = gazetteer.given | gazetteer.surnames
        # An everyday word here is no name for being one abroad: "vale", "días".
        strange = home | gazetteer.common | names.not_names
        mark(abroad.given - strange, Class.GIVEN | Class.ABROAD)
        mark(abroad.surnames - strange, Class.SURNAME | Class.ABROAD)
        mark(gazetteer.given, Class.GIVEN)
        mark(gazetteer.surnames, Class.SURNAME)
        for word, bits in known.items():
            if word in names.ambiguous_names:
                known[word] = bits | Class.EVERYDAY
            elif word in gazetteer.common or word in names.not_names:
                known[word] = bits | Class.EVERYDAY | Class.DOUBTFUL
        mark(gazetteer.common - known.keys(), Class.STOP)
        mark(set(pack.dates.months), Class.STOP)
        mark(names.not_names | names.companies | (names.products - known.keys()), Class.STOP)
        mark(set(pack.numerals.values), Class.STOP)
        mark(names.name_particles | {"san"}, Class.PARTICLE | Class.STOP)
        mark(names.titles, Class.TITLE)
        mark({phrase[-1] for phrase in names.name_triggers | names.weak_name_triggers}, Class.TRIGGER)
        mark({phrase[-1] for phrase in names.person_triggers}, Class.PERSON)
        mark(names.labels | {"eh"}, Class.TRIGGER)
        mark({phrase[-1] for phrase in names.name_closers}, Class.CLOSER)
        mark(set("abcdefghijklmnopqrstuvwxyz") | set(pack.identifiers.spelled) | {"doble"}, Class.LETTER)
        mark(names.others | pack.addresses.street_types, Class.OTHER)
        mark(names.greetings | names.thanks, Class.GREETING)
        mark(names.relations, Class.RELATION)
        if pack.language == "pt":
            known["sa"] = Class.SURNAME | Class.EVERYDAY  # too short for the lists
        self.known = known
        self._classes = _Classes(known, self._other)
        self._marked = _MARKED.get(pack.language, _MARKED["pt"])
        self._sounds = frozenset(sound(word) for word in gazetteer.given if len(word) > 3)
        self._endings = names.word_endings
        # The classes of a word; 0 for one nobody knows.
        self.of = self._classes.__getitem__

    def classes(self, norms: Iterable[str]) -> list[int]:
        """The classes of tokens, one after the other."""
        return list(map(self.of, norms))

    @contextmanager
    def without(self, words: Iterable[str]) -> Iterator[None]:
        """As if no list had some words: what a name that nobody listed looks like. Not while others read."""
        before = {word: (self.known.get(word), self._classes.get(word)) for word in words}
        for word in before:
            self.known.pop(word, None)
            self._classes[word] = 0
        try:
            yield
        finally:
            for word, (known, classes) in before.items():
                if known is not None:
                    self.known[word] = known
                if classes is None:
                    del self._classes[word]
                else:
                    self._classes[word] = classes

    def _other(self, norm: str) -> int:
        """A word in no list: another writing of a given name?"""
        if 3 < len(norm) < 20 and self._marked.search(norm) and sound(norm) in self._sounds:
            return Class.GIVEN | Class.ABROAD
        return 0

    def like_a_word(self, norm: str) -> bool:
        """Whether a word in no list is built like an everyday one."""
        return len(norm) < 3 or (norm.endswith(self._endings) and len(norm) > 5)


def words_of(value: str) -> set[str]:
    """The words of a name that are worth remembering: one of them alone is the person again."""
    return {word for word in value.split() if len(word) > 3 and word not in _FORGOTTEN}
