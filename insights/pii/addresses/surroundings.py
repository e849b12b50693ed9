"""What stands around a part of an address: whether somebody speaks of a home, whether a phrase ends."""

from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind

_CONTEXT_TOKENS = 14
_EARLIER_TOKENS = 45
_ELECTRONIC = frozenset({"eletronico", "electronico", "ip", "web"})


class Surroundings:
    """Looks at the words before and after a place of a document."""

    def __init__(self, pack: LanguagePack) -> None:
        self._words = pack.addresses

    def in_context(self, document: Document, index: int) -> bool:
        """Whether somebody speaks of an address, in the turn or in the turn before."""
        norms, kinds, context = document.norms, document.kinds, self._words.address_context
        position, distance, turns, limit = index - 1, 0, 0, _CONTEXT_TOKENS
        while position >= 0 and distance < limit:
            if kinds[position] is Kind.BREAK:
                turns += 1
                if turns > 3:
                    return False
                limit = _EARLIER_TOKENS
            elif norms[position] in context and norms[position + 1] not in _ELECTRONIC:
                return True
            distance += 1
            position -= 1
        return False

    def phrase_ends(self, document: Document, position: int) -> bool:
        if position >= len(document) or document.kinds[position] is not Kind.WORD:
            return True
        norm = document.norms[position]
        return norm in self._words.ordinary or norm in (
            "e",
            "y",
            "mas",
            "pero",
            "com",
            "con",
            "em",
            "en",
            "que",
        )

    def closes(self, document: Document, end: int) -> bool:
        return (
            end >= len(document)
            or document.kinds[end] is not Kind.WORD
            or document.norms[end] in self._words.ordinary
        )
