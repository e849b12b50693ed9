"""House numbers, floors and postal codes, as digits or as words."""

import re

from insights.pii.packs import LanguagePack
from insights.text.numerals import read_digits
from insights.text.tokens import Document, Kind

_HOUSE = re.compile(r"\d{1,6}[a-z]{0,2}")
_POSTCODE = {"pt": re.compile(r"\d{5}\d{3}|\d{4}|\d{5}"), "es": re.compile(r"\d{5}|[a-z]\d{4}[a-z]{0,3}")}
_SPOKEN_TOKENS = 8
_PAUSE_TOKENS = 7
_MOST_CODE_TOKENS = 14
_MARKS = frozenset("º°ª")


class NumberReader:
    """Reads numbers at a place in a document; each method gives one past what it read, or where it began."""

    def __init__(self, pack: LanguagePack) -> None:
        self._values = pack.numerals.values
        self._connector = pack.numerals.connector
        self._numerals = pack.numerals
        self._words = pack.addresses.number_words
        self._postcodes = pack.addresses.postcodes
        self._pauses = (pack.dates.hesitations | pack.dates.moments) - {"la", "aqui"}
        self._moments = pack.dates.moments
        self._units = pack.identifiers.units
        self._months = pack.dates.months
        self._values_after = pack.addresses.complement_values
        self._pattern = _POSTCODE[pack.language]
        self._portuguese = pack.language == "pt"
        self._lengths = (7, 8) if self._portuguese else (5, 6, 7)
        self._joins = pack.identifiers.separators | {"-", ","}

    def spoken(self, document: Document, start: int) -> int:
        """A number in words: "oitocentos e doze"."""
        norms, values = document.norms, self._values
        stop = min(len(norms), start + _SPOKEN_TOKENS)
        end = start
        while end < stop:
            if norms[end] in values:
                end += 1
            elif norms[end] == self._connector and start < end < len(norms) - 1 and norms[end + 1] in values:
                end += 2
            else:
                break
        return end

    def plain(self, document: Document, start: int) -> int:
        """A number in words or digits: "doze", "12", "12b", "12 B", "45-67", "12/3"."""
        norms, kinds = document.norms, document.kinds
        count = len(norms)
        if start >= count:
            return start
        if kinds[start] is Kind.WORD:
            return start if self._moment(document, start) else self.spoken(document, start)
        if kinds[start] is not Kind.NUMBER or _HOUSE.fullmatch(norms[start]) is None:
            return start
        end = start + 1
        if self._decimal(document, end):
            # "1.578" is a house number, "0,4" is none.
            if norms[end] == "." and len(norms[start]) <= 2 and len(norms[end + 1]) == 3:
                return end + 2
            return start
        while end + 1 < count and norms[end] in "-/" and kinds[end + 1] is Kind.NUMBER and end < start + 5:
            if _HOUSE.fullmatch(norms[end + 1]) is None or len(norms[end + 1]) > 5:
                break
            end += 2
        return self._letter(document, end)

    def _decimal(self, document: Document, mark: int) -> bool:
        return (
            mark + 1 < len(document)
            and document.norms[mark] in ",."
            and document.kinds[mark + 1] is Kind.NUMBER
            and document.touches(mark)
            and document.touches(mark + 1)
        )

    def _letter(self, document: Document, end: int) -> int:
        """One past a letter after a number: 23 B, 23 bis."""
        if end >= len(document) or document.kinds[end] is not Kind.WORD:
            return end
        norm = document.norms[end]
        if norm == "bis" or (len(norm) == 1 and norm not in "eoy" and document.capitalised(end)):
            return end + 1
        return end

    def announced(self, document: Document, start: int) -> tuple[int, bool]:
        """One past marks and words before a number (", nº", "número", "#"), and whether a word said that a
        number comes."""
        norms = document.norms
        position, said = start, False
        stop = min(len(norms), start + 6)
        while position < stop:
            norm = norms[position]
            if norm in self._words or norm == "#":
                said = True
            elif self._is_number(document, position):
                said = True  # "avenida dos combatentes, é o dezassete"
                position += 1
            elif (position == start or norms[position - 1] == ",") and self._leads_to_number(
                document, position
            ):
                said = norm == "al"
            elif norm in ("no", "n") or (norm == "o" and position and norms[position - 1] in (".", "n")):
                # "nº" folds to "no", which is also a word.
                follow = position + 1
                if follow >= len(norms) or not (
                    document.kinds[follow] is Kind.NUMBER or norms[follow] in ".°º:"
                ):
                    break
                said = True
            elif (
                norm in ",º°"
                or (norm in ":-" and said)
                or (norm == "." and said)
                or (norm in "-." and position == start)
            ):
                pass
            else:
                break
            position += 1
        return position, said

    def _is_number(self, document: Document, position: int) -> bool:
        """Whether "é o", "es el" stands before a number."""
        norms = document.norms
        if norms[position] not in ("e", "es") or norms[position + 1 : position + 2] not in (["o"], ["el"]):
            return False
        verb = norms[position] == "es" or document.text[document.starts[position]] in "éÉ"
        after = position + 2
        if not verb or after >= len(norms):
            return False
        return document.kinds[after] is Kind.NUMBER or norms[after] in self._values

    def _leads_to_number(self, document: Document, position: int) -> bool:
        """Whether a small word belongs to the number after it: "no número 372", "al mil novecientos"."""
        norms = document.norms
        if position + 1 >= len(norms) or norms[position] not in ("no", "al", "el", "en", "o", "com", "con"):
            return False
        follow = norms[position + 1]
        if follow in self._words:
            return True
        return norms[position] == "al" and (
            document.kinds[position + 1] is Kind.NUMBER or follow in self._values
        )

    def house(self, document: Document, start: int) -> int:
        """One past ", número 123", "s/n", "# 45-12", "km 12"."""
        norms, kinds = document.norms, document.kinds
        count = len(norms)
        if norms[start : start + 1] in (["por"], ["x"]):
            return self._crossed(document, start)
        position, said = self.announced(document, start)
        if position < count and not said:
            pause = self._over_pauses(document, position)
            if pause > position:
                position, said = self.announced(document, pause)
        if position >= count:
            return start
        norm = norms[position]
        if norm == "s" and position + 2 < count and norms[position + 1] == "/" and norms[position + 2] == "n":
            return position + 3
        if norm == "sn" or (
            norm in ("sem", "sin") and position + 1 < count and norms[position + 1] in ("numero", "no")
        ):
            return position + (1 if norm == "sn" else 2)
        if norm == "km" or norm.startswith(("kilometro", "quilometro")):
            return self._kilometre(document, position + 1, start)
        end = self.plain(document, position)
        if end == position:
            return start
        sentence_end = norms[position - 1] == "." and not document.touches(position) and not said
        if sentence_end and position > start:
            return start
        if not said and self.measured(document, end):
            return start
        article = norm in ("um", "uma", "un", "una") and end == position + 1 and not said
        if article and end < count and kinds[end] is Kind.WORD:
            return start
        if said or norms[position] not in self._values:
            # "Carrera 7 # 45-12", "número doce treinta y cuatro", "calle 13 con 45"
            for _ in range(2):
                if (
                    end + 1 < count
                    and norms[end] in ("-", "#", "con", "guion")
                    and kinds[end + 1] is not Kind.BREAK
                ):
                    after = self.plain(document, end + 1)
                    if after > end + 1 and not self.measured(document, after):
                        end = after
        return end

    def _crossed(self, document: Document, start: int) -> int:
        """One past the street that a numbered one meets: "calle 60 por 47 y 49"."""
        norms = document.norms
        before = norms[start - 1]
        numbered = before in self._values or before.isdecimal()
        end = self.plain(document, start + 1)
        if not numbered or end == start + 1 or self.measured(document, end):
            return start
        other = self.plain(document, end + 1) if norms[end : end + 1] == ["y"] else end
        return other if other > end + 1 and not self.measured(document, other) else end

    def _moment(self, document: Document, index: int) -> bool:
        """Whether "um" at `index` begins "um segundo"."""
        after = index + 1
        return (
            document.norms[index] in ("um", "un")
            and after < len(document)
            and document.norms[after] in self._moments
        )

    def _over_pauses(self, document: Document, start: int) -> int:
        """One past a hesitation before a number: "rua tiradentes, já te digo, seiscentos"."""
        norms = document.norms
        position = start
        stop = min(len(norms), start + _PAUSE_TOKENS)
        while position < stop and (norms[position] in self._pauses or norms[position] in ",…"):
            if norms[position] in ("um", "un") and not self._moment(document, position):
                break
            position += 1
        return position

    def _kilometre(self, document: Document, position: int, start: int) -> int:
        norms = document.norms
        while position < len(norms) and norms[position] in ".:":
            position += 1
        end = self.plain(document, position)
        if end == position and position < len(norms) and document.kinds[position] is Kind.NUMBER:
            end = position + 1
            if self._decimal(document, end):
                end += 2
        return end if end > position else start

    def measured(self, document: Document, end: int) -> bool:
        """Whether what follows a number makes it an amount, a duration, a month."""
        norms = document.norms
        if end >= len(norms):
            return False
        follow = norms[end]
        if follow == "de" and end + 1 < len(norms) and norms[end + 1] in self._months:
            return True
        if follow in self._values_after:
            return False
        if follow == "por":
            return norms[end + 1 : end + 2] in (["cento"], ["ciento"], ["cien"])
        return follow in self._units or follow in self._months or follow in ("%", "€", "$", ":")

    def postcode(self, document: Document, start: int) -> tuple[int, int]:
        """Where the figures of a postal code begin and end at `start`; equal when there is none. "CEP", "CP"
        before it makes any number one."""
        norms, kinds = document.norms, document.kinds
        count = len(norms)
        position = start
        said = False
        if norms[position] == "c" and norms[position : position + 3] == ["c", ".", "p"]:
            position, said = position + 3, True
        elif norms[position] == "codigo" and position + 1 < count and norms[position + 1] == "postal":
            position, said = position + 2, True
        elif norms[position] in self._postcodes:
            position, said = position + 1, True
        while said and position < count and norms[position] in (".", ":", "-", "e", "es", "n", "o", "no"):
            position += 1
        if position >= count:
            return start, start
        if norms[position] == "e" and position + 2 < count and norms[position + 1] == "-":
            position += 2  # "E-28046"
        if kinds[position] is not Kind.NUMBER:
            if not said:
                return start, start
            end = position
            while end < min(count, position + _MOST_CODE_TOKENS) and self._goes_on(document, position, end):
                end += 1
            return (position, end) if end > position + 1 else (start, start)
        end = position + 1
        norm = norms[position]
        if self._portuguese:
            parts = [norm]
            while len(parts) < 3 and end + 1 < count and norms[end] in "-." and kinds[end + 1] is Kind.NUMBER:
                parts.append(norms[end + 1])
                end += 2
            lengths = tuple(map(len, parts))
            whole = lengths in ((5, 3), (2, 3, 3), (4, 3)) or (lengths == (8,) and said)
            if whole:
                return position, end
            if said and norm.isdecimal() and 4 <= len(norm) <= 8:
                return position, position + 1
            return start, start
        if self._pattern.fullmatch(norm) or (said and norm.isdecimal() and 2 <= len(norm) <= 7):
            return position, position + 1
        return start, start

    def _goes_on(self, document: Document, first: int, index: int) -> bool:
        """Whether a number in words that began at `first` goes on at `index`: "noventa y uno"."""
        norms, after = document.norms, index + 1
        if norms[index] in self._values:
            return True
        joined = norms[index] == self._connector and index > first
        return joined and after < len(norms) and norms[after] in self._values

    def code_run(self, document: Document, start: int, *, short: bool = False, years: bool = False) -> int:
        """One past figures in any form that are as many as a postal code has; `start` where they are not.
        `short` ones have four, and may look like `years`."""
        norms, kinds = document.norms, document.kinds
        position = end = start
        while position < len(norms) and position < start + _MOST_CODE_TOKENS:
            norm = norms[position]
            number = norm.isdecimal() if kinds[position] is Kind.NUMBER else self._numerals.is_number(norm)
            if number:
                end = position + 1
            elif position == start or not (norm in self._joins or norm == self._connector):
                break
            position += 1
        if end == start or self.measured(document, end):
            return start
        text = self.digits(document, start, end)
        four = short and len(text) == 4 and (years or text[:2] not in ("19", "20"))
        told = len(text) in self._lengths or four
        return end if told else start

    def run(self, document: Document, start: int) -> tuple[int, int]:
        """Where the figures in any form begin that an address goes on with at `start`, and where they end."""
        first, _ = self.announced(document, start)
        last = first
        while last < len(document) and last < first + _MOST_CODE_TOKENS:
            norm = document.norms[last]
            if not (norm.isdecimal() or self._numerals.is_number(norm) or norm == self._connector):
                break
            last += 1
        return first, last

    def digits(self, document: Document, first: int, last: int) -> str:
        """The figures of a code, for its key."""
        text = read_digits(document.norms[first:last], self._numerals).text
        return "".join(char for char in text if char.isalnum())

    @staticmethod
    def ordinal_marks(document: Document, end: int) -> int:
        """One past "º", ".º" after a number."""
        norms = document.norms
        position = end
        if position + 1 < len(norms) and norms[position] == "." and norms[position + 1] in ("o", "a"):
            position += 2
        while position < len(norms) and norms[position] in _MARKS:
            position += 1
        return position
