"""False addresses: other names of streets, quarters and towns, other numbers; the words around them stay."""

from collections.abc import Callable
from random import Random

from insights.pii.packs import PACKS
from insights.pii.surrogates.documents import shaped
from insights.pii.surrogates.forms import Manner, Said, cased, content_of, rewritten, slots
from insights.pii.surrogates.people import faker
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind, fold, tokenise

_ATTEMPTS = 20
# Of no language in particular; the pack brings street types, complements and their values.
_STAY = words(
    """
    e y de da do das dos del la las los el o a os as no na nos nas em en com con por entre esquina esq cep cp
    codigo postal uf br sn s/n cidade ciudad estado municipio provincia pais numero nº norte sul sur leste
    oeste este
    """
)


class Places:
    """The false addresses of one call."""

    def __init__(self, chance: Callable[[str], Random], language: str, locale: str | None) -> None:
        self._chance = chance
        self._language, self._locale = language, locale
        known = PACKS.get(language, PACKS["pt"]).addresses
        self._streets = known.street_types
        self._stay = (
            _STAY | known.number_words | known.complements | known.complement_values | known.districts
        )
        self._known: dict[str, str] = {}

    def address(self, raw: str, number: str) -> str:
        """A false address in the place of one or of a part of it; `number` tells one value from another."""
        manner = Manner.of(self._language, self._locale, raw)
        found = slots(raw, self._language, spelled=False)
        found = [slot for slot in found if slot.said is not Said.WRITTEN or slot.content.isdecimal()]
        content = content_of(found)
        chance = self._chance(f"address {number} {len(content)}")
        fresh = "".join(shaped(slot.content, chance) for slot in found)
        if fresh == content and content:
            fresh = "".join(shaped(slot.content, chance) for slot in found)
        return self._renamed(rewritten(raw, found, fresh, manner))

    def _renamed(self, text: str) -> str:
        document = tokenise(text, self._language)
        parts: list[str] = []
        position = index = 0
        street = False
        while index < len(document):
            end = self._name_end(document, index)
            if end > index:
                raw = document.raw(index, end)
                parts += (text[position : document.starts[index]], self._name(raw, street))
                position = document.ends[end - 1]
                index, street = end, False
                continue
            street = document.norms[index] in self._streets or (street and document.norms[index] in _STAY)
            index += 1
        return "".join((*parts, text[position:]))

    def _name_end(self, document: Document, index: int) -> int:
        """One past the words of a name that starts at `index`, small words between them included."""
        end = position = index
        while position < len(document):
            if self._names(document, position):
                end = position + 1
            elif (
                end == index
                or document.norms[position] not in _STAY
                or document.kinds[position] is not Kind.WORD
            ):
                break
            position += 1
        return end

    def _names(self, document: Document, index: int) -> bool:
        norm = document.norms[index]
        if document.kinds[index] is not Kind.WORD or norm in self._stay or norm in self._streets:
            return False
        if PACKS.get(self._language, PACKS["pt"]).numerals.is_number(norm):
            return False
        # The two letters of a state stay.
        return len(norm) > 2 or not document.raw(index, index + 1).isupper()

    def _name(self, raw: str, street: bool) -> str:
        folded = fold(raw)
        known = self._known.get(folded)
        if known is None:
            known = self._draw(folded, len(raw.split()), street=street)
            self._known[folded] = known
        return cased(known, raw) if raw != raw.lower() else known.lower()

    def _draw(self, folded: str, count: int, *, street: bool) -> str:
        fake = faker(self._language, self._locale)
        chance = self._chance(f"place {len(self._known)}")
        fresh = folded
        for _ in range(_ATTEMPTS):
            fake.seed_instance(chance.getrandbits(64))
            if street:
                fresh = " ".join(fake.last_name().split()[-1] for _ in range(min(count, 2)))
            else:
                fresh = str(fake.city())
            if fold(fresh) != folded and fresh not in self._known.values():
                return fresh
        return fresh
