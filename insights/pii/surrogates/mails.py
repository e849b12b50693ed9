"""False e-mail addresses, at the domains that RFC 2606 sets aside: nobody gets the mail."""

import re
from collections.abc import Callable
from random import Random

from insights.pii.packs import PACKS
from insights.pii.surrogates.documents import shaped
from insights.pii.surrogates.forms import Manner, Said, cased, slots
from insights.pii.surrogates.people import People
from insights.pii.words.emails import MAIL_ENDS
from insights.text.tokens import Document, Kind, fold, tokenise

_ENDS = ("com", "net", "org")
_PIECE = re.compile(r"[^\W\d_]+|\d+|_+")


class Mails:
    """The false e-mail addresses of one call."""

    def __init__(
        self, chance: Callable[[str], Random], language: str, locale: str | None, people: People
    ) -> None:
        self._chance = chance
        self._language, self._locale = language, locale
        self._people = people
        self._pack = PACKS.get(language, PACKS["pt"])

    def address(self, raw: str, number: str) -> str:
        """A false address in the place of one, written or said, or of a part of it."""
        chance = self._chance(f"mail {number}")
        end = chance.choice(_ENDS)
        document = tokenise(raw, self._language)
        words = self._pack.emails
        at = next((k for k, norm in enumerate(document.norms) if norm == "@" or norm in words.at_words), None)
        if at is None:
            whole = len(document) > 1 and document.norms[-1] in MAIL_ENDS
            return self._domain(document, 0, end) if whole else self._local(raw, chance)
        local = raw[: document.starts[at]]
        sign = raw[document.starts[at] : document.ends[at]]
        if at + 1 == len(document):
            return self._local(local, chance) + raw[document.starts[at] :]
        gap = raw[document.ends[at] : document.starts[at + 1]]
        return self._local(local, chance) + sign + gap + self._domain(document, at + 1, end)

    def _domain(self, document: Document, first: int, end: str) -> str:
        dot = next(
            (k for k in range(first, len(document)) if document.norms[k] in self._pack.emails.dot_words), None
        )
        like = document.raw(first, first + 1)
        if dot is None:
            return cased(f"example.{end}", like if like.isupper() else "a")
        return cased(f"example {document.raw(dot, dot + 1)} {end}", like if like.isupper() else "a")

    def _local(self, raw: str, chance: Random) -> str:
        """What stands before the sign: names become the call's false names, digits other digits."""
        manner = Manner.of(self._language, self._locale, raw)
        words = self._pack.emails
        joins = {word for join in words.email_joins for word in join} | words.email_stops
        document = tokenise(raw, self._language)
        spelled = {slot.start: slot for slot in slots(raw, self._language)}
        parts: list[str] = []
        position = index = 0
        while index < len(document):
            start, end, norm = document.starts[index], document.ends[index], document.norms[index]
            word = raw[start:end]
            index += 1
            slot = spelled.get(start)
            if document.kinds[index - 1] not in (Kind.WORD, Kind.NUMBER):
                continue
            if slot is not None and slot.said is Said.SPOKEN:
                end, fresh = slot.end, manner.digits(shaped(slot.content, chance))
            elif norm in joins:
                continue
            elif slot is not None and slot.said is Said.LETTER and not self._people.knows(norm):
                end, fresh = slot.end, manner.letter(shaped(slot.content, chance))
            else:
                fresh = _PIECE.sub(lambda match: self._piece(match.group(), chance), word)
            while index < len(document) and document.ends[index] <= end:
                index += 1
            parts += (raw[position:start], cased(fresh, word))
            position = end
        return "".join((*parts, raw[position:]))

    def _piece(self, piece: str, chance: Random) -> str:
        if piece.isdecimal():
            return shaped(piece, chance)
        if not piece.isalpha():
            return piece
        folded = fold(piece)
        fresh = self._people.word(folded, given=self._people.is_given(folded, first=True))
        # Written addresses have no accents.
        return fold(fresh) if folded == piece else fresh
