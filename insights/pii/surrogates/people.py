"""False names: each word of a name becomes the same other word throughout a call."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from random import Random
from typing import Any, Literal

from insights.pii.gazetteers import Gazetteer, gazetteer
from insights.pii.packs import PACKS
from insights.pii.surrogates.forms import Manner, Said, Slot, cased, slots
from insights.text.tokens import fold

Gender = Literal["female", "male"]
_ATTEMPTS = 40
_LEAST_SPELLED = 3
LOCALES = {
    "pt-BR": "pt_BR",
    "pt-PT": "pt_PT",
    "es-ES": "es_ES",
    "es-MX": "es_MX",
    "es-AR": "es_AR",
    "es-CO": "es_CO",
    "es-CL": "es_CL",
    "pt": "pt_BR",
    "es": "es_ES",
}


@lru_cache(maxsize=8)
def faker(language: str, locale: str | None) -> Any:
    """Faker for a locale. Its state is set before each draw; not for several threads."""
    from faker import Faker

    return Faker(LOCALES.get(locale or "") or LOCALES.get(language, "pt_BR"))


@lru_cache(maxsize=8)
def _genders(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Given names that only women, and only men, have."""
    lists = import_module("faker.providers.person." + ("es_ES" if language == "es" else "pt_BR")).Provider
    women = {fold(word) for name in lists.first_names_female for word in name.split()}
    men = {fold(word) for name in lists.first_names_male for word in name.split()}
    return frozenset(women - men), frozenset(men - women)


class People:
    """The false names of one call."""

    def __init__(self, chance: Callable[[str], Random], language: str, locale: str | None) -> None:
        """`chance` gives a generator for a purpose."""
        self._chance = chance
        self._language, self._locale = language, locale
        self._names: Gazetteer = gazetteer(language)
        self._words = PACKS.get(language, PACKS["pt"]).names
        self._known: dict[str, str] = {}
        self._given: set[str] = set()

    def name(self, raw: str) -> str:
        """A false name in the place of a name or a part of one, said or spelled."""
        manner = Manner.of(self._language, self._locale, raw)
        found = slots(raw, self._language, words=True)
        parts: list[str] = []
        position = index = 0
        gender: Gender | None = None
        first = True
        while index < len(found):
            end = index
            while end < len(found) and len(found[end].content) == 1:
                end += 1
            spelled = found[index:end]
            if len(spelled) >= _LEAST_SPELLED:
                parts += (raw[position : spelled[0].start], self._spelled(raw, spelled, manner))
                position, index = spelled[-1].end, end
                continue
            slot = found[index]
            word = raw[slot.start : slot.end]
            folded = fold(word)
            parts.append(raw[position : slot.start])
            position = slot.end
            index += 1
            if folded in self._words.name_particles or folded in self._words.titles:
                parts.append(word)
                continue
            given = self.is_given(folded, first=first)
            if given and gender is None:
                gender = self._gender(folded)
            parts.append(cased(self.word(folded, given=given, gender=gender), word))
            first = False
        return "".join((*parts, raw[position:]))

    def is_given(self, folded: str, *, first: bool) -> bool:
        """Whether a word is a given name; the first of a name is, unless it is known as a surname only."""
        if folded in self._names.surnames:
            return folded in self._names.given and first
        return first or folded in self._names.given

    def word(self, folded: str, *, given: bool, gender: Gender | None = None) -> str:
        """What a word of a name became in this call, in lower case. One letter becomes another."""
        known = self._known.get(folded)
        if known is None:
            chance = self._chance(f"name {len(self._known)}")
            known = self._draw(folded, chance, given, gender or self._gender(folded))
            self._known[folded] = known
            self._given.add(fold(known))
        return known

    def knows(self, folded: str) -> bool:
        """Whether a word is a name, of this call or of any."""
        return folded in self._known or folded in self._names.given or folded in self._names.surnames

    def _spelled(self, raw: str, letters: Sequence[Slot], manner: Manner) -> str:
        """A name letter by letter, each as one of the true name's was, with the first's separator between."""
        folded = fold("".join(slot.content for slot in letters))
        fresh = self.word(folded, given=self.is_given(folded, first=True))
        between = raw[letters[0].end : letters[1].start]
        named = any(slot.said is Said.LETTER for slot in letters)
        like = raw[letters[0].start : letters[0].end]
        return between.join(cased(manner.letter(char) if named else char, like) for char in fresh)

    def _gender(self, folded: str) -> Gender | None:
        women, men = _genders(self._language)
        if folded in women or (folded not in men and folded.endswith("a")):
            return "female"
        return "male" if folded in men or folded.endswith("o") else None

    def _draw(self, folded: str, chance: Random, given: bool, gender: Gender | None) -> str:
        if len(folded) == 1:
            return chance.choice([letter for letter in "abcdefgjlmnprst" if letter != folded])
        fake = faker(self._language, self._locale)
        gender = gender or chance.choice(("female", "male"))
        draw = getattr(fake, f"first_name_{gender}") if given else fake.last_name
        word = folded
        for _ in range(_ATTEMPTS):
            fake.seed_instance(chance.getrandbits(64))
            word = str(draw()).split()[-1].lower()
            if word.isalpha() and len(word) > 2 and fold(word) != folded and fold(word) not in self._given:
                return word
        return word
