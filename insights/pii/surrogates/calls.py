"""The false values of one call: found values get placeholders first, and false values at the very end.

So nothing that cleaning does sees a false value, and none is taken for a true one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from insights.pii.placeholders import Numbering
from insights.pii.surrogates.dates import Dates
from insights.pii.surrogates.documents import document
from insights.pii.surrogates.forms import Manner, Said, Slot, content_of, rewritten, slots
from insights.pii.surrogates.keys import SurrogateKey
from insights.pii.surrogates.mails import Mails
from insights.pii.surrogates.people import People
from insights.pii.surrogates.places import Places
from insights.records import PiiType
from insights.text.tokens import fold

_PLACEHOLDER = re.compile(rf"\[({'|'.join(PiiType)})_(\d{{1,6}})\]")
_ATTEMPTS = 8
_MOST_NUMBER = 999_999


@dataclass(frozen=True, repr=False)
class _Mention:
    """A value where it was written or said: its kind, normal form, number within the call, and own text."""

    label: PiiType
    value: str
    number: str
    raw: str


class Surrogates:
    """A `Replacement` that ends in realistic false values: after cleaning, `fill` puts them in.

    The same value gets the same false value throughout the call, in the form it has in each place. Holds
    values: keep it in memory.
    """

    def __init__(self, key: SurrogateKey, call_id: str, language: str, locale: str | None = None) -> None:
        self._key, self._call_id = key, call_id
        self._language, self._locale = language, locale
        self._numbers = Numbering()
        self._mentions: dict[str, _Mention] = {}
        self._next = 0
        self._documents: dict[str, str] = {}
        self._positions: dict[str, int] = {}
        self._people = People(self._chance, language, locale)
        self._places = Places(self._chance, language, locale)
        self._mails = Mails(self._chance, language, locale, self._people)
        self._dates = Dates(self._chance, language, locale)

    def reserve(self, texts: Sequence[str]) -> None:
        self._numbers.reserve(texts)
        for text in texts:
            for match in _PLACEHOLDER.finditer(text):
                if match.group() not in self._mentions:
                    self._next = max(self._next, int(match.group(2)))

    def placeholder(self, label: PiiType, key: str, raw: str) -> str:
        """A placeholder of this mention's own."""
        number = self._numbers.placeholder(label, key)
        if self._next >= _MOST_NUMBER:
            return number
        self._next += 1
        own = f"[{label}_{self._next}]"
        self._mentions[own] = _Mention(label, key, number, raw)
        return own

    def fill(self, texts: Sequence[str]) -> list[str]:
        """The texts with false values. A placeholder that stood there before stays, and so does one for a
        text that no form fits."""
        return [_PLACEHOLDER.sub(lambda match: self._filled(match.group()), text) for text in texts]

    def _chance(self, purpose: str) -> Random:
        return self._key.random(self._call_id, purpose)

    def _filled(self, placeholder: str) -> str:
        mention = self._mentions.get(placeholder)
        if mention is None:
            return placeholder
        fresh = self._false(mention)
        return fresh if fold(fresh) != fold(mention.raw) else mention.number

    def _false(self, mention: _Mention) -> str:
        raw, number = mention.raw, mention.number
        if mention.label is PiiType.NOME:
            return self._people.name(raw)
        if mention.label is PiiType.ENDERECO:
            return self._places.address(raw, number)
        if mention.label is PiiType.NASCIMENTO:
            return self._dates.birth(raw)
        if mention.label is PiiType.VALIDADE:
            return self._dates.expiry(raw, number)
        if mention.label is PiiType.EMAIL or "@" in mention.value:
            return self._mails.address(raw, number)
        return self._numbered(mention)

    def _numbered(self, mention: _Mention) -> str:
        """A false document, phone, card, account or password."""
        value = "".join(char for char in fold(mention.value) if char.isalnum())
        found = _fitting(mention, value, self._language)
        content = fold(content_of(found))
        if not content:
            return mention.number
        manner = Manner.of(self._language, self._locale, mention.raw)
        fresh = self._document(mention, value)
        at = value.find(content, self._positions.get(mention.number, 0))
        if at < 0:
            at = value.find(content)
        if at >= 0:
            # A part of the value, as when it is said over several turns, or the whole.
            self._positions[mention.number] = (at + len(content)) % len(value)
            return rewritten(mention.raw, found, fresh[at : at + len(content)], manner)
        inside = content.find(value) if value else -1
        if inside >= 0:
            # The value and something before or after it, such as a country's code.
            fresh = content[:inside] + fresh + content[inside + len(value) :]
            return rewritten(mention.raw, found, fresh, manner)
        if value and len(content) > len(value):
            return _in_one(mention.raw, found, fresh, manner)
        part = mention.number + content
        return rewritten(mention.raw, found, self._document(mention, content, part), manner)

    def _document(self, mention: _Mention, value: str, part: str = "") -> str:
        """The false value that stands for a value in this call; no two values share one."""
        name = part or mention.number
        if name not in self._documents:
            taken = set(self._documents.values())
            fresh = value
            for attempt in range(_ATTEMPTS):
                chance = self._chance(f"{mention.number} {len(value)} {attempt}")
                fresh = document(mention.label, value, chance, self._language)
                if fresh != value and fresh not in taken:
                    break
            self._documents[name] = fresh
        return self._documents[name]


def _fitting(mention: _Mention, value: str, language: str) -> list[Slot]:
    """The slots of a text that make up its value. Words count only in passwords; names of letters, and single
    letters, only where the value has letters."""
    spelled = any(char.isalpha() for char in value)
    found = slots(mention.raw, language, spelled=spelled, words=mention.label is PiiType.SENHA)
    if spelled:
        return [slot for slot in found if slot.said is not Said.WORD or fold(slot.content) in value]
    return [slot for slot in found if slot.content.isdecimal()]


def _in_one(raw: str, found: Sequence[Slot], fresh: str, manner: Manner) -> str:
    """A value that was corrected on the way, said once and right."""
    spoken = any(slot.said is Said.SPOKEN for slot in found)
    said = " ".join(map(manner.letter, fresh)) if spoken else fresh
    return raw[: found[0].start] + said + raw[found[-1].end :]
