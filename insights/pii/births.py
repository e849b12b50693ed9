"""Dates of birth, written or spoken. A date is one only where the words around it say so: dates of payment
survive."""

from collections.abc import Iterator, Sequence

from insights.pii.asides import AsideReader
from insights.pii.dates import DateReader, Extent, SpokenDate
from insights.pii.findings import Finding
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign, Signs
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind, fold

_SAME_TURN = 12  # tokens between the word for birth and a whole date
_SAME_TURN_PART = 5  # and a date without its year
_EARLIER = 40
# A word for birth that is farther off is not asked: before a date with what leads to it, after one with it.
_CUE_BEFORE, _CUE_AFTER = 48, 64
_INTO_TURN = 9  # how far into its turn an answer comes
_READ_BACK_TOKENS = 16  # a turn that repeats a date is short
_NEWEST_READ_BACK = 2012  # later dates after a date of birth are of payments and visits
_TURNS = 4
_GAP = 9
_BEGUN_TOKENS = 8
_NAMED_AFTER = 9
_PART_TOKENS = 8  # between two parts of one date said in turns
_OLDEST, _YOUNGEST = 1905, 2010  # years of births that nothing else tells
_TOLD_TOKENS = 14
_BRIEF_TOKENS = 16
# Words of corrections that take nothing back alone.
_BESIDE = words("en me he na ou ja ya minha mal verdad verdade quero quiero")
_STREET_TOKENS = 3
# No date of one of these is long ago.
_TO_COME = words(
    "cita citas visita consulta consultas agendar agendada agendado agendamento marcar marcada marcado "
    "amanha manana hoje hoy proximo proxima prazo plazo entrega entregar"
)
_OF_MONTH = frozenset({"do", "del"})
_JOINS = frozenset({"de", "do", "del", "barra", "guion", "traco", "hifen", "-", ".", "diagonal", "slash"})
_STROKES = words("barra guion traco tracinho hifen diagonal slash")
_LEADS = frozenset({"e", "es", "el", "o", "de", "del", "do", "no", "em", "en", "y", ",", "dia", "mes", "ano"})
# Cues of two words: "vim ao mundo", "faço anos", "de que ano o senhor é".
_AFTER = {
    "mundo": words("ao al"),
    "anos": words("faco fazes fazer faz completo completa completas"),
    "ano": words("que"),
    "quando": words("de"),
    "qdo": words("de"),
    "cuando": words("de"),
}
_AGEING = words("dia faz fez fazer completa")
_OF_YEARS = words("de quantos cuantos")
_PERSONS = words(
    "senhor senhora sr sra voce tu ele ela usted ella eres titular paciente cliente beneficiario "
    "beneficiaria assinante dependente dona don dono segurado asegurado contratante adolescente crianca bebe "
    "menino menina garoto garota rapaz idoso idosa nino nina chico chica muchacho muchacha anciano anciana "
    "gemeos gemeas gemelos gemelas mellizos"
)
_PERSON_TOKENS = 6
_IS = words("e es era sou soy somos")
_AGES = words("tenho tengo tem tiene tinha tenia fiz cumpli")
_DENYING = words(
    "nao no errada errado erradas mal equivocada incorreta incorrecta equivocado corrija corrige"
)
_LATEST_OLD = 2018
_SCORE = 0.9


class BirthRecogniser:
    """Dates of birth."""

    name = "births"
    types: Sequence[PiiType] = (PiiType.NASCIMENTO,)

    def __init__(self, pack: LanguagePack) -> None:
        self._words = pack.dates
        self._reader = DateReader(pack)
        self._cues = self._words.births | self._words.birthdays | self._words.origins | _AFTER.keys()
        own = pack.identifiers
        self._spoken_of = self._cues | {"nascimento", "nacimiento"}
        self._taking_back = (self._words.corrections | own.corrections) - self._words.date_links - _BESIDE
        self._filling = own.fillers | own.pauses | own.moments | {"e", "es", "era", "el", "no", "o"} | _BESIDE
        self._interrupting = self._taking_back | self._filling
        self._asides = AsideReader(pack.language, own.context.keys() | self._words.other_dates | own.units)
        self._streets = pack.addresses.strong_types
        self._telling = self._words.months.keys() | {"/", "-", ".", "mil"}
        self._persons = _PERSONS | pack.names.relations
        self._leading = self._telling | _OF_MONTH | self._persons
        self._values = pack.numerals.values
        self.signs: Signs = {Sign.BIRTH: self._cues, Sign.DATE: self._reader.starting}

    def find(self, document: Document) -> Iterator[Finding]:
        norms, reader = document.norms, self._reader
        if not document.here & (Sign.DATE | Sign.DIGIT):
            return
        block = norms[document.floor :]
        if not document.near & Sign.BIRTH and self._leading.isdisjoint(block):
            return
        position = given = document.floor
        starting, number = reader.starting, Kind.NUMBER
        cues = (
            [
                index
                for index, norm in enumerate(norms)
                if norm in self._spoken_of and (norm not in _AFTER or self._is_cue(document, index))
            ]
            if document.near & Sign.BIRTH
            else []
        )
        for start, (norm, kind) in enumerate(zip(block, document.kinds[position:], strict=True), position):
            if start < position or not (norm in starting or (kind is number and norm.isdecimal())):
                continue
            position = start
            cued = bool(cues) and any(start - _CUE_BEFORE <= cue <= start + _CUE_AFTER for cue in cues)
            if not cued and (given == document.floor or start - given > _SAME_TURN_PART):
                # No word for birth is near: only a whole old date in a short line can be one.
                if reader.stands_alone(document, start, self._interrupting):
                    continue
                if not self._early(document, start):
                    position = reader.number_end(document, start)
                    continue
            date = self._corrected(document, self._begun(document, start))
            first = start
            if date.extent is not Extent.NONE and (
                self._is_age(document, start, date)
                or not (
                    (cued and self._is_birth(document, start, date, given))
                    or self._of_person(document, start, date)
                    or self._long_ago(document, start, date)
                    or self._sibling(document, given, start, date)
                )
            ):
                date = SpokenDate(date.end, Extent.NONE)
            if date.extent is Extent.NONE and cued:
                date, first = self._asked_part(document, start, date)
            if date.extent is Extent.NONE:
                # The words of one number are one number: none of them starts another date.
                position = reader.number_end(document, start)
                continue
            first = self._correcting(document, first)
            value = f"{date.day}-{date.month}-{date.year % 100}"
            yield Finding(PiiType.NASCIMENTO, ((first, date.end),), value, _SCORE)
            position = given = date.end

    def _begun(self, document: Document, start: int) -> SpokenDate:
        """The date at `start`, over a beginning that was taken back: "17 do 92, não, do 12 de oitenta"."""
        date = self._reader.read(document, start)
        if date.extent > Extent.YEAR:
            return date
        end = start
        while end < min(len(document), start + _BEGUN_TOKENS) and (
            self._numeric(document, end) or document.norms[end] in self._words.date_links
        ):
            end += 1
        again = self._over_correction(document, end, 1) if end < len(document) else 0
        while again and again < len(document) and document.norms[again] in self._words.date_links:
            again += 1
        if not again or again >= len(document) or not self._reader.starts(document, again):
            return date
        mended = self._reader.read(document, again)
        if mended.extent > Extent.YEAR:
            return mended
        # What comes after it is a month and a year.
        last = again
        while last < min(len(document), again + _BEGUN_TOKENS) and (
            self._numeric(document, last) or document.norms[last] in (*self._words.date_links, "e", "y")
        ):
            last += 1
        joined = not self._words.date_links.isdisjoint(document.norms[again:last])
        return SpokenDate(last, Extent.PART) if joined else date

    def _long_ago(self, document: Document, start: int, date: SpokenDate) -> bool:
        """Whether a whole date is so old that it is somebody's, when nothing says what else it is."""
        if date.extent is not Extent.WHOLE or not _OLDEST <= date.year <= _YOUNGEST:
            return False
        norms, kinds, words = document.norms, document.kinds, self._words
        told = kinds[start] is Kind.WORD or (start and norms[start - 1] in _IS)
        most = _BRIEF_TOKENS * 2 if told else _BRIEF_TOKENS  # laws are written
        if not self._linked(norms[start : date.end]) or not self._in_brief(document, start, date.end, most):
            return False
        if not self._streets.isdisjoint(norms[max(0, start - _STREET_TOKENS) : start]):
            return False  # "avenida sete de setembro de 1933"
        for position in range(start - 1, max(0, start - _TOLD_TOKENS) - 1, -1):
            if kinds[position] is Kind.BREAK:
                break
            if norms[position] in words.other_dates and norms[position] not in _TO_COME:
                return False
        return words.other_dates.isdisjoint(norms[date.end : date.end + 2])

    @staticmethod
    def _is_age(document: Document, start: int, date: SpokenDate) -> bool:
        """ "tenho 45": no year."""
        return date.extent is Extent.YEAR and start > 0 and document.norms[start - 1] in _AGES

    def _of_person(self, document: Document, start: int, date: SpokenDate) -> bool:
        """Whether somebody is from an old date: "o meu pai é de 2/3/49", "ella es del doce del …"."""
        norms = document.norms
        if date.extent is not Extent.WHOLE or not _OLDEST <= date.year <= _LATEST_OLD or start < 3:
            return False
        if norms[start - 1] not in ("de", "del") or norms[start - 2] not in _IS:
            return False
        if norms[start - 3] == "el":
            return True
        return not self._persons.isdisjoint(norms[max(0, start - 2 - _PERSON_TOKENS) : start - 2])

    @staticmethod
    def _early(document: Document, start: int) -> bool:
        """Whether a line begins shortly before."""
        first = start - 2 * _BRIEF_TOKENS - 1
        return first < 0 or Kind.BREAK in document.kinds[first:start]

    @staticmethod
    def _in_brief(document: Document, start: int, end: int, most: int) -> bool:
        """Whether a turn or a line is short: the dates of long ones are of laws and rulings."""
        kinds = document.kinds
        first, last = start, end
        while first and kinds[first - 1] is not Kind.BREAK and start - first <= most:
            first -= 1
        while last < len(kinds) and kinds[last] is not Kind.BREAK and last - end <= most:
            last += 1
        return start - first + last - end <= most

    def _sibling(self, document: Document, given: int, start: int, date: SpokenDate) -> bool:
        """Whether another old date follows one in the same breath: "uno … y la otra …"."""
        old = date.extent is Extent.WHOLE and date.year <= _YOUNGEST
        near = document.floor < given and start - given <= _SAME_TURN_PART
        return old and near and Kind.BREAK not in document.kinds[given:start]

    def _linked(self, said: Sequence[str]) -> bool:
        """Whether the parts of a date are joined as those of a date are."""
        joins = sum(norm in _JOINS for norm in said)
        if sum(norm in _STROKES for norm in said) == 2:
            return True
        if self._telling.isdisjoint(said) and not (joins >= 2 and not _OF_MONTH.isdisjoint(said)):
            return False
        if joins >= 2 or said.count("/") == 2:
            return True
        told = "mil" in said or any(len(norm) == 4 and norm.isdecimal() for norm in said)
        return told and not self._words.months.keys().isdisjoint(said)

    def _corrected(self, document: Document, date: SpokenDate) -> SpokenDate:
        """The date with what corrects it after it: "doze de maio, não, de junho"."""
        if date.extent is Extent.NONE:
            return date
        start = self._over_correction(document, date.end, 1)
        while start and start < len(document) and document.norms[start] in self._words.date_links:
            start += 1
        if not start or start >= len(document) or not self._reader.starts(document, start):
            return date
        again = self._reader.read(document, start)
        if again.extent is Extent.NONE and date.extent is Extent.PART and date.day:
            again = self._reader.rest(document, start)
            if again.extent is not Extent.NONE:
                return SpokenDate(again.end, Extent.WHOLE, date.day, again.month, again.year)
        if again.extent is Extent.NONE:
            return date
        if again.extent < date.extent:
            return SpokenDate(again.end, date.extent, date.day, date.month, date.year)
        return again

    def _over_correction(self, document: Document, start: int, step: int) -> int:
        """The first token past ", não, " that begins at `start` and goes in direction `step`; 0 for none."""
        norms, kinds = document.norms, document.kinds
        position, corrected = start, False
        for _ in range(_GAP):
            if not document.floor <= position < len(norms):
                break
            if norms[position] in self._taking_back:
                corrected = True
            elif not (kinds[position] is Kind.PUNCT and norms[position] in ",.…-") and (
                norms[position] not in self._filling or norms[position] in self._values
            ):
                break
            position += step
        if not corrected and step > 0:
            again, _ = self._asides.over(
                document, start, lambda index: self._date_part(document, index), repair=True
            )
            return again if again > start else 0
        return position if corrected else 0

    def _date_part(self, document: Document, index: int) -> bool:
        """Whether a part of a date may begin at a token, with or without what leads to it."""
        linked = document.norms[index] in self._words.date_links and index + 1 < len(document)
        return self._numeric(document, index + linked)

    def _correcting(self, document: Document, first: int) -> int:
        """Where a date begins with the number it corrects: "doze, não, treze de maio"."""
        position = self._over_correction(document, first - 1, -1)
        if not position or not self._numeric(document, position):
            return first
        while position > document.floor and (
            self._numeric(document, position - 1) or document.norms[position - 1] in self._words.date_links
        ):
            position -= 1
        while document.norms[position] in self._words.date_links:
            position += 1
        return position

    def _numeric(self, document: Document, index: int) -> bool:
        return document.kinds[index] is Kind.NUMBER or self._reader.starts(document, index)

    def _is_cue(self, document: Document, index: int) -> bool:
        norms, words = document.norms, self._words
        norm = norms[index]
        if norm in _AFTER:
            if norm == "anos" and (norms[max(0, index - 2)] in _AGEING and norms[index - 1] in _OF_YEARS):
                return True  # "faz quantos anos", "dia de anos"
            if not index or norms[index - 1] not in _AFTER[norm] or norms[index + 1 : index + 2] == ["que"]:
                return False
            near = norms[max(0, index - _PERSON_TOKENS) : index + _PERSON_TOKENS]
            return norm in ("anos", "mundo") or not self._persons.isdisjoint(near)
        if norm in words.origins:
            return index + 1 < len(norms) and norms[index + 1] in ("de", "del", "do")
        if norm == "n":
            return index > 1 and norms[index - 1] == "." and norms[index - 2] in ("f", "d")
        if norm in words.birthdays:
            return words.contracts.isdisjoint(norms[index + 1 : index + 4])
        if norm in words.births:
            named = norm == "nascimento" and index > 1 and norms[index - 1] in words.not_births
            return not named or norms[index - 2] in ("data", "dia", "ano", "mes", "dt", "datas", "meu", "seu")
        return False

    def _is_birth(self, document: Document, start: int, date: SpokenDate, given: int) -> bool:
        """Whether the nearest word before that tells, in the turn or in the turns before, is one of birth. A
        date of birth that ends at `given` was found in this pass."""
        norms, kinds, words = document.norms, document.kinds, self._words
        if date.extent is Extent.WHOLE and self._named_after(document, date.end):
            return True
        position, distance, turns, into_turn = start - 1, 0, 0, 0
        used = False  # another date was given since
        while position >= 0 and distance < _EARLIER and turns <= _TURNS:
            norm, kind = norms[position], kinds[position]
            used = used or kind is Kind.PLACEHOLDER or document.floor <= position < given
            if kind is Kind.BREAK:
                turns += 1
            elif norm in self._cues and self._is_cue(document, position):
                if norm in words.origins:
                    near = distance <= 2 and not turns
                    if date.extent is Extent.YEAR:
                        return near and norms[start - 1] in ("de", "del")  # "sou de setenta e oito"
                    if date.extent is not Extent.WHOLE or not near or used:
                        return False
                return self._fits(document, start, date, distance, turns, into_turn, used=used)
            elif norm in words.other_dates:
                return False
            distance += 1
            into_turn += not turns
            position -= 1
        return False

    def _named_after(self, document: Document, end: int) -> bool:
        """Whether what follows says that it was a date of birth: "…, é a minha data de nascimento"."""
        norms = document.norms
        for position in range(end, min(len(norms), end + _NAMED_AFTER)):
            if norms[position] in self._words.other_dates or norms[position] in "\n?;:":
                return False
            if norms[position] in ("nascimento", "nacimiento"):
                after = norms[end] if norms[end] not in (",", ".") else norms[end + 1]
                return after in ("e", "es", "era", "foi", "fue", "essa", "esa")
        return False

    def _fits(
        self,
        document: Document,
        start: int,
        date: SpokenDate,
        distance: int,
        turns: int,
        into_turn: int,
        *,
        used: bool,
    ) -> bool:
        """Whether a date may belong to the word for birth that is so far before it."""
        if used and date.extent is Extent.PART and date.day:
            return self._corrects(document, start)
        if used:
            return (
                date.extent is Extent.WHOLE
                and date.year <= _NEWEST_READ_BACK
                and (not turns or self._reads_back(document, start, date.end))
            )
        if date.extent is Extent.YEAR:
            if turns:
                return into_turn <= 3 and self._asks(
                    document, start, ("ano", "quando", "cuando", "nascimento")
                )
            before = document.norms[start - 1] if start else ""
            return distance <= 4 and before in (
                "em",
                "en",
                "de",
                "del",
                "ano",
                ":",
                "el",
                "no",
                "e",
                "es",
                "desde",
            )
        if date.extent is Extent.PART:
            return into_turn <= _INTO_TURN if turns else distance <= _SAME_TURN_PART
        return into_turn <= _INTO_TURN + 3 if turns else distance <= _SAME_TURN

    @staticmethod
    def _corrects(document: Document, start: int) -> bool:
        """Whether the turn said before a date that another one is wrong: "está errada, é 21 do 7"."""
        norms = document.norms
        position = start - 1
        while position >= max(0, start - _INTO_TURN) and document.kinds[position] is not Kind.BREAK:
            if norms[position] in _DENYING:
                return True
            position -= 1
        return False

    def _asks(self, document: Document, start: int, asked: Sequence[str]) -> bool:
        """Whether the turn before holds one of these words."""
        norms, kinds = document.norms, document.kinds
        position = start - 1
        while position >= 0 and kinds[position] is not Kind.BREAK:
            position -= 1
        lowest = max(0, position - 14)
        position -= 1
        while position >= lowest and kinds[position] is not Kind.BREAK:
            if norms[position] in asked:
                return True
            position -= 1
        return False

    def _reads_back(self, document: Document, start: int, end: int) -> bool:
        """Whether the turn is short, or asks to confirm."""
        norms, kinds = document.norms, document.kinds
        first, last = start, end
        while first > 0 and kinds[first - 1] is not Kind.BREAK and start - first < _READ_BACK_TOKENS:
            first -= 1
        while last < len(norms) and kinds[last] is not Kind.BREAK and last - end < _READ_BACK_TOKENS:
            last += 1
        turn = norms[first:last]
        return last - first - (end - start) <= _INTO_TURN or not self._words.confirmations.isdisjoint(turn)

    def _part_before(self, document: Document, turn: int) -> bool:
        """Whether a part of a date was found just before the turn, nods between."""
        norms, kinds = document.norms, document.kinds
        position = turn
        while position >= max(0, turn - _PART_TOKENS):
            if kinds[position] is Kind.PLACEHOLDER:
                raw = fold(document.text[document.starts[position] : document.ends[position]]).split()
                small = len(raw) <= 6 and all(self._dated(word) for word in raw)
                return (
                    small and not any(len(word) == 4 and word.isdecimal() for word in raw) and "/" not in raw
                )
            if kinds[position] is Kind.NUMBER or norms[position] in self._words.other_dates:
                return False
            position -= 1
        return False

    def _dated(self, word: str) -> bool:
        words = self._words
        return (
            word in self._values
            or word in words.months
            or word in words.date_links
            or word in ("e", "y")
            or word in words.first
            or (word.isdecimal() and len(word) <= 2)
        )

    def _asked_part(self, document: Document, start: int, date: SpokenDate) -> tuple[SpokenDate, int]:
        """The day, the month or the year alone, where that was asked: "e o ano?", "oitenta e cinco"."""
        none = SpokenDate(date.end, Extent.NONE), start
        norms, kinds, words = document.norms, document.kinds, self._words
        position = start - 1
        while position >= 0 and start - position <= 4 and norms[position] in _LEADS:
            position -= 1
        if position < 0 or kinds[position] is not Kind.BREAK:
            return none
        if not (self._asks(document, start, tuple(words.parts)) or self._part_before(document, position)):
            return none
        window = norms[max(0, position - _EARLIER) : position]
        cue = any(self._is_cue(document, k) for k in range(max(0, position - _EARLIER), position))
        if not cue or not words.other_dates.isdisjoint(window):
            return none
        end = start + 1
        while end < len(norms) and (
            (self._numeric(document, end) and end < start + 7)
            or (norms[end] in ("e", "y") and end + 1 < len(norms) and self._numeric(document, end + 1))
        ):
            end += 1
        if end < len(norms) and kinds[end] is Kind.WORD and norms[end] not in words.confirmations:
            return none
        return SpokenDate(end, Extent.PART), start
