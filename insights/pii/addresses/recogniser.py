"""Addresses and places of people, written or spoken.

An anchor (a street's type, a label, "moro em", a flat, a postal code) leads to a reading; the rest of the
text costs one look into a table a token.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from insights.pii.addresses.answers import BORN, LIVES, PARTS, SIDES, WHENCE, AnswerReader
from insights.pii.addresses.codes import CodeReader
from insights.pii.addresses.contacts import HEADS, ContactReader
from insights.pii.addresses.continuing import ContinuationReader
from insights.pii.addresses.crossings import BETWEEN, CORNERS, HEIGHTS, KILOMETRES, SENDING, CrossingReader
from insights.pii.addresses.echoes import EchoReader
from insights.pii.addresses.fields import FieldReader
from insights.pii.addresses.homes import FLOORS, HomeReader
from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.addresses.sightings import StreetSightings
from insights.pii.addresses.towns import TownReader
from insights.pii.findings import Finding
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign, Signs
from insights.records import PiiType
from insights.text.numerals import read_digits
from insights.text.tokens import Document, Kind

_SCORE = 0.8
_SURE_SCORE = 0.85
_LEAST_CODE = 4  # digits of a postal code


class _Anchor:
    """What a word may begin, as bits: plain numbers, for they are asked for at every word."""

    STREET = 1
    WEAK = 2
    SHORT = 4
    BLOCK = 8
    DISTRICT = 16
    FIELD = 32
    LIVING = 64
    CODE = 128
    NUMBER = 256
    PLACEHOLDER = 512
    UNIT = 1024
    SENT = 2048
    CROSSING = 4096
    TOWN = 8192
    FLOOR = 16384


class AddressRecogniser:
    """Streets with all that belongs to them, quarters and towns that somebody says to live in, answers and
    fields."""

    name = "addresses"
    types: Sequence[PiiType] = (PiiType.ENDERECO, PiiType.CEP)

    def __init__(self, pack: LanguagePack) -> None:
        self._words = words = pack.addresses
        self._numerals = pack.numerals
        readers = Readers.of(pack)
        self._numbers = readers.numbers
        self._fields = FieldReader(readers)
        self._replies = AnswerReader(readers)
        self._streets = StreetSightings(readers)
        self._codes = CodeReader(readers)
        self._homes = HomeReader(readers, self._codes)
        self._crossings = CrossingReader(readers)
        self._more = ContinuationReader(readers)
        self._contacts = ContactReader(readers)
        self._echoes = EchoReader(readers)
        self._towns = TownReader(readers)
        self._anchors: dict[str, int] = {}
        for group, flag in (
            (words.strong_types, _Anchor.STREET),
            (words.weak_types, _Anchor.WEAK),
            (words.short_types, _Anchor.SHORT),
            (words.blocks | words.flats, _Anchor.BLOCK),
            (words.units | words.flats, _Anchor.UNIT),
            (words.sent, _Anchor.SENT),
            (CORNERS | HEIGHTS | BETWEEN | KILOMETRES | SENDING, _Anchor.CROSSING),
            (words.quarters, _Anchor.DISTRICT),
            (words.fields, _Anchor.FIELD),
            (words.living, _Anchor.LIVING),
            (words.postcodes | {"c"}, _Anchor.CODE),
            (words.number_words, _Anchor.NUMBER),
            (("[]",), _Anchor.PLACEHOLDER),
            (self._towns.first_words, _Anchor.TOWN),
            (FLOORS, _Anchor.FLOOR),
        ):
            for word in group:
                self._anchors[word] = self._anchors.get(word, 0) | flag
        self._asked_for = (
            frozenset(words.fields)
            | words.districts
            | LIVES
            | {"complemento"}
            | words.units
            | words.quarters
            | WHENCE
            | PARTS
            | BORN
            | SIDES
            | words.postcodes
            | {"codigo", "p"}
        )
        self.signs: Signs = {
            Sign.PLACE: self._anchors.keys(),
            Sign.PLACE_ASKED: self._asked_for | words.quarters | words.complements,
            Sign.CONTACT: HEADS,
        }

    def find(self, document: Document) -> Iterator[Finding]:
        norms, anchors = document.norms, self._anchors
        taken = floor = document.floor
        answers: dict[int, Details] = {}
        turns = document.turns() if document.near & (Sign.PLACE_ASKED | Sign.PLACEHOLDER) else []
        if document.near & Sign.PLACE_ASKED and not self._asked_for.isdisjoint(norms):
            answers = self._answers(document, turns)
        if document.near & Sign.PLACEHOLDER:
            for turn in turns:
                more = self._more.in_turn(document, turn)
                if more is not None:
                    answers.setdefault(more.pieces[0][0], more)
            if floor:
                answers = self._more.in_block(document) | answers
            answers = self._echoes.read(document) | answers
            if document.said & Sign.CONTACT:
                answers = self._contacts.read(document) | answers
        if not (answers or document.here & (Sign.PLACE | Sign.DIGIT | Sign.PLACEHOLDER)):
            return
        for index in self._wanted(document, answers):
            if index < taken:
                continue
            anchor = anchors.get(norms[index])
            found = answers.get(index)
            if found is None and anchor is not None:
                found = self._at(document, index, anchor)
            elif found is None:
                found = self._codes.before_town(document, index, taken)
            if found is None:
                continue
            for first, last in found.codes:
                yield Finding(
                    PiiType.CEP, ((first, last),), self._numbers.digits(document, first, last), _SCORE
                )
            for first, last in found.pieces:
                value = self._value(document, first, last)
                yield Finding(PiiType.ENDERECO, ((first, last),), value, _SURE_SCORE)
            taken = max(taken, found.end)

    def _wanted(self, document: Document, answers: Collection[int]) -> Iterable[int]:
        """Where there is something to look at: an answer, an anchor, a number as long as a postal code."""
        anchors, floor = self._anchors, document.floor
        block = document.norms[floor:]
        if document.here & Sign.DIGIT:
            wanted = [
                index
                for index, norm in enumerate(block, floor)
                if norm in anchors or ("0" <= norm < ":" and len(norm) >= _LEAST_CODE)  # begins with a digit
            ]
        else:
            wanted = [index for index, norm in enumerate(block, floor) if norm in anchors]
        return sorted({*wanted, *answers}) if answers else wanted

    def _answers(self, document: Document, turns: Sequence[int]) -> dict[int, Details]:
        """What turns in this block answer to questions of the turns before them, by where it begins."""
        out: dict[int, Details] = {}
        begun = self._replies.begun(document)
        for start, turn in [*begun, *((turn, turn) for turn in turns)]:
            asked = self._replies.asked(document, turn)
            answer = self._replies.answer(document, start, asked) if asked is not None else None
            code = self._codes.answered(document, start)
            if code is not None:
                out[code.codes[0][0]] = code
            elif answer is not None:
                out[answer[0]] = self._codes.cut(document, *answer)
        return out

    def _at(self, document: Document, index: int, anchor: int) -> Details | None:
        """What the anchor at `index` leads to."""
        found: Details | None = None
        if anchor & _Anchor.PLACEHOLDER:
            return self._more.after(document, index)
        if anchor & _Anchor.FLOOR:
            return self._homes.floor(document, index) or self._crossings.at_door(document, index)
        if document.kinds[index] is not Kind.WORD:
            return None
        if anchor & _Anchor.FIELD:
            start, field = self._fields.label(document, index)
            value = self._fields.value(document, start, field) if start else None
            if value is not None:
                return self._codes.cut(document, *value)
        if anchor & (_Anchor.STREET | _Anchor.WEAK | _Anchor.SHORT):
            found = self._streets.read(
                document, index, strong=bool(anchor & _Anchor.STREET), short=bool(anchor & _Anchor.SHORT)
            )
        if found is None and anchor & _Anchor.CROSSING:
            found = self._crossings.read(document, index)
        if found is None and anchor & (_Anchor.BLOCK | _Anchor.UNIT) and document.here & Sign.DIGIT:
            found = self._crossings.at_door(document, index)
        if found is None and anchor & _Anchor.BLOCK:
            found = self._homes.block(document, index)
        if found is None and anchor & _Anchor.UNIT:
            found = self._homes.unit(document, index)
        if found is None and anchor & _Anchor.DISTRICT:
            found = self._homes.district(document, index)
        if found is None and anchor & _Anchor.LIVING:
            found = self._homes.living(document, index)
        if found is None and anchor & _Anchor.NUMBER:
            found = self._homes.number(document, index)
        if found is None and anchor & _Anchor.CODE:
            found = self._codes.labelled(document, index)
        if found is None and anchor & _Anchor.SENT and document.here & (Sign.DIGIT | Sign.DATE):
            found = self._codes.near(document, index)
        if found is None and anchor & _Anchor.TOWN:
            found = self._towns.read(document, index)
        return found

    def _value(self, document: Document, first: int, last: int) -> str:
        """Words, with spoken numbers as digits: the key under which the same address is the same."""
        numerals = self._numerals
        out: list[str] = []
        run: list[str] = []
        for norm in [*document.norms[first:last], "."]:
            if numerals.is_number(norm) or (run and norm == numerals.connector):
                run.append(norm)
                continue
            if run:
                out.append(read_digits(run, numerals).text)
                run = []
            if norm.isalnum() and norm not in self._words.number_words:
                out.append(norm)
        return " ".join(out)
