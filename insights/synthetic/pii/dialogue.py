"""Puts a case together: who, where, in which form; frames, asides and repetitions; turns with their spans."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from random import Random

from insights.records import PiiType, Speaker
from insights.synthetic.grammar import choose
from insights.synthetic.pii.diction import Diction
from insights.synthetic.pii.forms import Bit, Pass, Teller, Told
from insights.synthetic.pii.frames import SAYINGS, SLOT, Template, Templates
from insights.synthetic.pii.kept import KEPT, Keeper
from insights.synthetic.pii.people import Person
from insights.synthetic.pii.phrasebook import Phrasebook, phrasebook
from insights.synthetic.pii.records import (
    CaseLanguage,
    CasePartition,
    KeptSpan,
    PiiCase,
    PiiCaseSpan,
    PiiTurn,
)
from insights.synthetic.pii.settings import FORMS, LOCALES, NEGATIVE_SHARE, NO_FORM, SLOT_WEIGHTS, Form
from insights.synthetic.pii.slots import ID_NAMES, SLOTS, Cast, locales_of, resolve
from insights.synthetic.pii.transcript import Scribe, Style
from insights.synthetic.pii.values import Value
from insights.synthetic.pii.wordlists import Words, of_locale, words_of

MOST_TURNS = 8
_STYLES: Mapping[str, tuple[tuple[Style, ...], tuple[int, ...]]] = {
    "written": (("edited", "chat", "asr"), (50, 30, 20)),
    "plain": (("edited", "chat", "asr"), (35, 35, 30)),
    "chat": (("chat",), (100,)),
    "words": (("asr", "asr_bare", "edited", "chat"), (55, 12, 28, 5)),
    NO_FORM: (("asr", "edited", "chat", "asr_bare"), (45, 30, 15, 10)),
}
_NUMERALS: Mapping[str, float] = {"written": 1.0, "plain": 0.9, "chat": 1.0, "mixed": 0.6, NO_FORM: 0.5}
_GREETING = re.compile(
    r"^(?:oi|olá|alô|bom dia|boa tarde|hola|buen[oa]s|buenos días|buenas tardes), (?=\w)", re.I
)
_OTHER = {Speaker.AGENT: Speaker.CUSTOMER, Speaker.CUSTOMER: Speaker.AGENT}


class Setting:
    """What the cases of one locale and partition draw from."""

    def __init__(self, locale: str, language: CaseLanguage, partition: CasePartition) -> None:
        book: Phrasebook = phrasebook(language, partition)
        self.locale, self.language, self.partition = locale, language, partition
        self.words: Words = words_of(locale, partition, book.lexicon)
        self.sayings: dict[str, list[str]] = {name: of_locale(book.lexicon[name], locale) for name in SAYINGS}
        self.sections = {key: self._here(made) for key, made in book.sections.items()}
        self.frames = {
            slot: self._here(made) for slot, made in book.frames.items() if locale in locales_of(slot)
        }
        self.by_form: dict[Form, tuple[list[str], list[float]]] = {}
        for form in FORMS:
            slots = [
                slot
                for slot, made in self.frames.items()
                if made and form in SLOTS[resolve(slot, locale)].forms
            ]
            self.by_form[form] = slots, list(accumulate(SLOT_WEIGHTS[slot] for slot in slots))
        self.personal = [template for made in self.frames.values() for template in made]

    def _here(self, templates: Templates) -> list[Template]:
        return [template for template in templates if self.locale in template.locales]


@lru_cache(maxsize=32)
def setting(locale: str, language: CaseLanguage, partition: CasePartition) -> Setting:
    return Setting(locale, language, partition)


@lru_cache(maxsize=4)
def _locales(language: CaseLanguage) -> tuple[list[str], list[float]]:
    return list(LOCALES[language]), list(accumulate(LOCALES[language].values()))


_FORM_NAMES, _FORM_WEIGHTS = list(FORMS), list(accumulate(FORMS.values()))


class Dialogue:
    """One case in the making."""

    def __init__(self, place: Setting, form: Form | None, rng: Random) -> None:
        self._place, self._form, self._rng = place, form, rng
        label = form or NO_FORM
        diction = Diction(place.locale, rng)
        persons = (Person(place.locale, place.words, rng), Person(place.locale, place.words, rng))
        self._casts = {
            number: Cast(place.locale, place.words, label, rng, person)
            for number, person in zip(("", "2"), persons, strict=True)
        }
        self._teller = Teller(diction, place.sayings, persons[1].name().parts, rng)
        self._keeper = Keeper(diction, place.words, _NUMERALS.get(label, 0.2), rng)
        self._kept: dict[tuple[str, str], str] = {}
        self._values: dict[tuple[str, str], Value] = {}
        self._told: set[tuple[str, str]] = set()
        self._turns: list[tuple[Speaker, list[Bit]]] = []
        self._to_repeat: list[tuple[Speaker, Value]] = []

    def add(self, template: Template, main: str = "") -> None:
        """A template's lines; `main` is the slot that must show the form."""
        begun = bool(self._turns)
        for speaker, text in template.lines:
            self._line(speaker, text, main, begun=begun)
            if self._to_repeat:
                self._read_back()

    def _line(self, speaker: Speaker, text: str, main: str, *, begun: bool) -> None:
        chosen = choose(text, self._rng)
        pieces = SLOT.split(_GREETING.sub("", chosen) if begun else chosen)
        self._open(speaker)
        for index in range(0, len(pieces), 3):
            if pieces[index]:
                self._say([Bit(pieces[index])])
            if index + 1 < len(pieces):
                self._say(self._fill(pieces[index + 1], pieces[index + 2], main))

    def _open(self, speaker: Speaker) -> None:
        """A new turn, or the next sentence of the same speaker."""
        if self._turns and self._turns[-1][0] is speaker and self._rng.random() < 0.6:
            self._say([Bit(" ")])
        else:
            self._turns.append((speaker, []))

    def _say(self, told: Told) -> None:
        for item in told:
            if isinstance(item, Pass):
                self._turns.append((_OTHER[self._turns[-1][0]], []))
            else:
                self._turns[-1][1].append(item)

    def _fill(self, name: str, number: str, main: str) -> Told:
        if name == "id_name":
            return [Bit(ID_NAMES[self._place.locale])]
        if name in KEPT:
            if (name, number) not in self._kept:
                self._kept[name, number] = self._keeper.say(name)
            return [Bit(self._kept[name, number], KEPT[name])]
        name = resolve(name, self._place.locale)
        slot = SLOTS[name]
        key = (name, number)
        if key not in self._values:
            self._values[key] = self._draw(name, number)
        value = self._values[key]
        form = self._form if self._form in slot.forms else self._plainer(slot.forms)
        if key in self._told or (slot.nature == "name" and name != resolve(main, self._place.locale)):
            form = self._plainer(slot.forms)
        self._told.add(key)
        if form == "read_back":
            self._to_repeat.append((self._turns[-1][0], value))
        return self._teller.tell(value, form)

    def _draw(self, name: str, number: str) -> Value:
        cast = self._casts.get(number, self._casts[""])
        value = SLOTS[name].make(cast)
        if self._form == "doubled" and "doubled" in SLOTS[name].forms:
            for _ in range(12):
                bare = "".join(value.atoms)
                if any(a == b for a, b in pairwise(bare)) or value.nature == "spelled":
                    break
                value = SLOTS[name].make(cast)
        return value

    def _plainer(self, forms: frozenset[Form]) -> Form:
        """A simple form that goes with the case's."""
        if self._form in ("written", "plain", "chat"):
            return "chat" if self._form == "chat" and "chat" in forms else "written"
        return "grouped" if "grouped" in forms and self._rng.random() < 0.4 else "spoken"

    def _read_back(self) -> None:
        speaker, value = self._to_repeat.pop()
        self._to_repeat.clear()
        template = self._rng.choice(self._place.sections["readbacks"])
        for said_by, text in template.lines:
            by = said_by if speaker is Speaker.CUSTOMER else _OTHER[said_by]
            head, mark, tail = choose(text, self._rng).partition("{echo}")
            self._open(by)
            told: Told = [Bit(head), self._teller.again(value), Bit(tail)] if mark else [Bit(head)]
            self._say(told)

    def room(self) -> int:
        return MOST_TURNS - len(self._turns)

    def case(self, identity: str) -> PiiCase:
        """Write the turns down."""
        label = self._form or NO_FORM
        styles, weights = _STYLES.get(label, _STYLES["words"])
        scribe = Scribe(self._rng.choices(styles, weights)[0], self._place.language, self._rng)
        turns: list[PiiTurn] = []
        spans: list[PiiCaseSpan] = []
        keep: list[KeptSpan] = []
        for speaker, bits in self._turns:
            text, marks = scribe.write(bits)
            if not text:
                continue
            for start, end, what in marks:
                if isinstance(what, PiiType):
                    spans.append(PiiCaseSpan(turn=len(turns), start=start, end=end, type=what))
                else:
                    keep.append(KeptSpan(turn=len(turns), start=start, end=end, kind=what))
            turns.append(PiiTurn(speaker=speaker, text=text))
        return PiiCase(
            id=identity,
            language=self._place.language,
            locale=self._place.locale,
            form=label,
            turns=tuple(turns),
            spans=tuple(spans),
            keep=tuple(keep),
        )


def make_case(identity: str, language: CaseLanguage, partition: CasePartition, rng: Random) -> PiiCase:
    """One case, drawn from `rng`."""
    names, weights = _locales(language)
    place = setting(rng.choices(names, cum_weights=weights)[0], language, partition)
    sections = place.sections
    if rng.random() < NEGATIVE_SHARE:
        talk = Dialogue(place, None, rng)
        talk.add(rng.choice(sections["negatives"]))
        while talk.room() > 3 and rng.random() < 0.35:
            talk.add(rng.choice(sections["asides"]))
        return talk.case(identity)
    form = rng.choices(_FORM_NAMES, cum_weights=_FORM_WEIGHTS)[0]
    talk = Dialogue(place, form, rng)
    if rng.random() < 0.25:
        talk.add(rng.choice(sections["openings"]))
    slots, slot_weights = place.by_form[form]
    used: Sequence[str] = ()
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        slot = rng.choices(slots, cum_weights=slot_weights)[0]
        if slot not in used and (not used or talk.room() > 1):
            talk.add(rng.choice(place.frames[slot]), slot)
            used = (*used, slot)
        if talk.room() > 2 and rng.random() < 0.3:
            talk.add(rng.choice(sections["asides"]))
    if talk.room() > 1 and rng.random() < 0.2:
        talk.add(rng.choice(sections["closings"]))
    return talk.case(identity)
