"""Postal codes that nothing names: the words around a number say that it is a place."""

from collections.abc import Mapping, Sequence

from insights.pii.identifiers import roles
from insights.pii.identifiers.dictation import Dictation
from insights.pii.identifiers.sentences import Hint
from insights.pii.packs import LanguagePack
from insights.pii.places import PlaceKind, places
from insights.pii.words.zones import LOOSE, ZONES
from insights.text.tokens import Document, Kind

_BEFORE_TOKENS = 9
_EARLIER_TOKENS = 40
_AFTER_TOKENS = 4
_TOWN_TOKENS = 8
_TOWN_WORDS = 4
_SENTENCE_ENDS = frozenset(".?!;")
_OR = frozenset(("o", "ou", "y", "e", "ni", "nem"))  # "en el … o en el …"
_TOWNS = (PlaceKind.TOWN, PlaceKind.DISTRICT, PlaceKind.STATE)
_CENTURIES = frozenset(("19", "20"))  # four digits are a year


class ZoneReader:
    """Reads them in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._table = table
        self._words = ZONES[pack.language]
        self._places = places(pack.language)
        self._common = pack.names.not_names
        self._ambiguous = pack.addresses.ambiguous_places

    def told(self, document: Document, said: Dictation, hints: Sequence[Hint]) -> bool:
        """Whether the number is a place by the words around it, and nothing nearer names another kind."""
        text, first = said.text, said.first
        short = len(text) == self._words.short and text[:2] not in _CENTURIES
        if not first or not text.isdecimal() or not (short or len(text) in self._words.lengths):
            return False
        if hints and hints[0].linked and not (hints[0].weak and hints[0].earlier):
            return False
        return (
            self._framed(document, first, said.last, short=short)
            or self._after_town(document, first, said.last, hints)
            or (not short and self._before_town(document, said.last, hints))
        )

    def _framed(self, document: Document, first: int, last: int, *, short: bool) -> bool:
        """Whether somebody goes there, is there or is served there, or said it when an address was asked."""
        norms, kinds, own = document.norms, document.kinds, self._words
        article = first - 1
        while article > 0 and norms[article] in ",…:":
            article -= 1
        before = norms[article - 1] if article else ""
        plain = norms[article] in own.articles
        if plain and before in own.covering:
            return True
        goal = norms[article] in own.goals or (plain and before in own.towards)
        site = goal or norms[article] in own.sites or (plain and before in own.within)
        if goal and before in own.ordinals and not short:
            return not own.going.isdisjoint(norms[max(0, first - _EARLIER_TOKENS) : article])
        area = site or (plain and before == ",")
        for position in range(article - 1 if area else first - 1, max(-1, first - _BEFORE_TOKENS), -1):
            norm = norms[position]
            if kinds[position] is Kind.PLACEHOLDER:
                continue  # "del […] al 06700"
            if kinds[position] is not Kind.WORD:
                over = kinds[position] is not Kind.PUNCT or norm in _SENTENCE_ENDS
                if over and norms[position + 1] not in _OR:
                    break
            elif (area and norm in own.areas) or (
                site and not short and (norm in own.being or (goal and norm in own.going))
            ):
                return True
            elif norm in own.telling:
                return not short and self._spoken_of(document, position)
            elif self._table.get(norm, 0) & roles.CONTEXT and norm not in own.going:
                return False
        return site and not short and self._served(document, last)

    def _served(self, document: Document, last: int) -> bool:
        """Whether a few words after the number tell it: "hasta el … suben la compra"."""
        own = self._words
        for norm in document.norms[last : last + _AFTER_TOKENS]:
            if norm in own.going or norm in own.areas:
                return True
            if norm in ",.?!;\n":
                return False
        return False

    def _spoken_of(self, document: Document, index: int) -> bool:
        earlier = document.norms[max(0, index - _EARLIER_TOKENS) : index]
        return not self._words.spoken_of.isdisjoint(earlier)

    def _after_town(self, document: Document, first: int, last: int, hints: Sequence[Hint]) -> bool:
        """Whether a town is said before it, and the clause ends with it: "de Lleida, bueno, el …"."""
        if any(not hint.earlier for hint in hints) or not self._ends(document, last):
            return False
        norms, kinds = document.norms, document.kinds
        position = first - 1
        while position > first - _TOWN_TOKENS and position > 0 and norms[position] in LOOSE:
            position -= 1
        if kinds[position] is not Kind.WORD:
            return False
        for start in range(position, max(-1, position - _TOWN_WORDS), -1):
            if kinds[start] is not Kind.WORD:
                return False
            end, kind = self._places.match(norms, start, position + 1)
            if end == position + 1 and kind in _TOWNS:
                return self._sure(document, start, end)
        return False

    def _before_town(self, document: Document, last: int, hints: Sequence[Hint]) -> bool:
        """Whether its town follows: "… 28010 Madrid"."""
        if any(not hint.earlier for hint in hints):
            return False
        norms, start = document.norms, last
        if start + 1 < len(norms) and norms[start] == ",":
            start += 1
        if start >= len(norms) or document.kinds[start] is not Kind.WORD:
            return False
        end, kind = self._places.match(norms, start, len(norms))
        return end > start and kind in _TOWNS and self._sure(document, start, end)

    def _sure(self, document: Document, start: int, end: int) -> bool:
        norm = document.norms[start]
        if end > start + 1 or document.capitalised(start):
            return True
        return norm not in self._common and (norm not in self._ambiguous or self._ends(document, end))

    @staticmethod
    def _ends(document: Document, position: int) -> bool:
        return (
            position >= len(document)
            or document.kinds[position] in (Kind.BREAK, Kind.PUNCT)
            or document.norms[position] in ("y", "e", "bueno", "pero", "mas", "que")
        )
