"""Whether a firm bears a name: well-known ones, and those of which people speak as of a firm."""

from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.packs import LanguagePack
from insights.pii.words.names.firms import BEFORE, BEGINNING, GREETINGS, KNOWN, SPEAKS
from insights.text.tokens import Document, Kind

_ARTICLES = {"pt": frozenset(("da", "do")), "es": frozenset(("del", "la"))}
_DON = frozenset(("don", "dona", "dom"))
_TO = frozenset(("a", "ao", "con"))
_MOST_PARTICLES = 2
_SPEAKS_TOKENS = 3
_MOST_WORDS = 3


class FirmReader:
    """Reads what is said around a name in one language."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon) -> None:
        self._known = lexicon.known
        self._articles = _ARTICLES[pack.language]
        self._speaks = SPEAKS[pack.language]
        self._firms = _by_first(KNOWN)
        self._further = frozenset(word for phrase in KNOWN for word in phrase[1:])
        self._before = _by_last_two(BEFORE[pack.language])
        self._beginning = _by_last_two(BEGINNING[pack.language])
        self._greetings = _by_first(GREETINGS[pack.language])

    def of_a_firm(self, document: Document, start: int, end: int) -> bool:
        """Whether tokens `[start, end)` are a firm's name, or a part of one."""
        norms = document.norms
        if self._well_known(norms, start):
            return True
        first = start
        while first < min(end, start + _MOST_PARTICLES) and self._known.get(norms[first], 0) & Class.PARTICLE:
            first += 1
        if first > 1 and norms[first - 1] in _DON and norms[first - 2] in _TO:
            first -= 1  # "bienvenido a doña María"
        if first == 0:
            return False
        if self._spoken_of(document, first) or self._employs(document, first):
            return True
        if norms[end : end + 1] == ["agradece"] and (start == 0 or norms[start - 1] != "familia"):
            return True
        begins = start == 0 or document.kinds[start - 1] is Kind.BREAK
        return begins and self._answers(document, start, end)

    def well_known(self, document: Document, index: int) -> bool:
        """Whether a well-known firm's name ends at `index`."""
        return document.norms[index] in self._further and self._well_known(document.norms, index)

    def known_until(self, document: Document, start: int, end: int) -> int:
        """Where a well-known firm's name that begins in tokens `[start, end)` ends; 0 for none."""
        norms = document.norms
        for first in range(start, end):
            length = _phrase_at(norms, first, self._firms.get(norms[first], ()))
            if length:
                return first + length
        return 0

    def _well_known(self, norms: list[str], start: int) -> bool:
        if norms[start] in self._firms and _phrase_at(norms, start, self._firms[norms[start]]):
            return True
        if norms[start] not in self._further:
            return False
        return any(
            _phrase_at(norms, first, self._firms.get(norms[first], ())) > start - first
            for first in range(max(0, start - _MOST_WORDS), start)
        )

    def _spoken_of(self, document: Document, first: int) -> bool:
        """ "Bem-vindo à …", "ligo da …", and at the beginning of a line "é da …"."""
        norms = document.norms
        last = tuple(norms[max(0, first - 2) : first])
        before = (*self._before.get(last, ()), *self._before.get(last[-1:], ()))
        if any(_ends(norms, first, phrase) for phrase in before):
            return True
        for phrase in self._beginning.get(last, ()):
            begin = first - len(phrase)
            if _ends(norms, first, phrase) and (begin == 0 or document.kinds[begin - 1] is Kind.BREAK):
                return True
        return False

    def _employs(self, document: Document, first: int) -> bool:
        """Whether somebody of it was named just before: "Carlos, da …", "Eduardo da Chilli …"."""
        norms = document.norms
        if norms[first - 1] not in self._articles:
            return False
        who = first - 2
        if who > 0 and norms[who] == "de":
            who -= 1
        paused = who > 0 and norms[who] == ","
        who -= paused
        if who < 0 or not (norms[who] == "[]" or self._known.get(norms[who], 0) & NAME):
            return False
        bits = self._known.get(norms[first], 0)
        return paused or not bits & Class.SURNAME

    def _answers(self, document: Document, start: int, end: int) -> bool:
        """Whether who speaks for it says so: "Pereira Martins, bom dia, fala o Rui"."""
        norms = document.norms
        bits = self._known.get(norms[start], 0)
        if end - start == 1 and bits & Class.GIVEN and not bits & Class.EVERYDAY:
            return False  # more likely who is called
        index = end + (norms[end : end + 1] == [","])
        if index >= len(norms):
            return False
        length = _phrase_at(norms, index, self._greetings.get(norms[index], ()))
        return length > 0 and not self._speaks.isdisjoint(
            norms[index + length : index + length + _SPEAKS_TOKENS]
        )


def _by_first(some: frozenset[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(some, key=len, reverse=True):
        table.setdefault(phrase[0], []).append(phrase)
    return table


def _by_last_two(some: frozenset[tuple[str, ...]]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    table: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for phrase in some:
        table.setdefault(phrase[-2:], []).append(phrase)
    return table


def _phrase_at(norms: list[str], index: int, some: "list[tuple[str, ...]] | tuple[()]") -> int:
    """How many tokens the phrase at `index` has; 0 for none."""
    return next((len(p) for p in some if tuple(norms[index : index + len(p)]) == p), 0)


def _ends(norms: list[str], index: int, phrase: tuple[str, ...]) -> bool:
    return index >= len(phrase) and tuple(norms[index - len(phrase) : index]) == phrase
