"""Dates of birth, written or spoken. A date is one only where the words around it say so: dates of payment
survive."""

from collections.abc import Iterator, Sequence

from insights.pii.findings import Finding
from insights.pii.packs import LanguagePack
from insights.pii.runs import written_date
from insights.records import PiiType
from insights.text.numerals import read_digits
from insights.text.tokens import Document, Kind

_BEFORE_TOKENS = 12
_EARLIER_TOKENS = 30
_NUMBER_TOKENS = 8
# Words that make a date something else, when nearer than the word for birth.
_OTHER_DATES = frozenset(
    [
        "vencimento",
        "venceu",
        "vence",
        "pagamento",
        "pagar",
        "pago",
        "fatura",
        "validade",
        "compra",
        "vencimiento",
        "vencio",
        "pago",
        "pagar",
        "factura",
        "caducidad",
        "compra",
        "instalacao",
        "instalacion",
        "visita",
        "consulta",
        "cita",
        "agendar",
        "agendada",
    ]
)


class BirthRecogniser:
    """Dates of birth."""

    name = "births"
    types: Sequence[PiiType] = (PiiType.NASCIMENTO,)

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack

    def find(self, document: Document) -> Iterator[Finding]:
        norms, kinds, pack = document.norms, document.kinds, self._pack
        taken = document.floor
        for index in range(document.floor, len(norms)):
            norm = norms[index]
            if index < taken:
                continue
            if kinds[index] is Kind.NUMBER and (length := written_date(document, index)):
                span = (index, index + length)
            elif norm in pack.dates.months and kinds[index] is Kind.WORD:
                span = self._around_month(document, index, taken)
            elif self._starts_number(document, index):
                span = self._all_numbers(document, index)
            else:
                continue
            if span[1] - span[0] >= 3 and self._is_birth(document, span[0]):
                taken = span[1]
                yield Finding(PiiType.NASCIMENTO, (span,), self._value(document, *span), 0.9)

    def _numeric(self, document: Document, index: int) -> bool:
        if document.kinds[index] is Kind.NUMBER:
            return document.norms[index].isdecimal()
        return document.norms[index] in self._pack.numerals.values

    def _starts_number(self, document: Document, index: int) -> bool:
        return self._numeric(document, index) and (
            index == document.floor or not self._numeric(document, index - 1)
        )

    def _number_from(self, document: Document, start: int) -> int:
        """One past the number that starts at `start`."""
        end = start
        connector = self._pack.numerals.connector
        while end < min(len(document), start + _NUMBER_TOKENS):
            if self._numeric(document, end):
                end += 1
            elif (
                document.norms[end] == connector
                and end + 1 < len(document)
                and self._numeric(document, end + 1)
            ):
                end += 2
            else:
                break
        return min(end, len(document))

    def _number_before(self, document: Document, end: int, floor: int) -> int:
        """Where the day that ends before `end` starts (one or three words), or `end`."""
        start = end
        if start > floor and self._numeric(document, start - 1):
            start -= 1
            connector = self._pack.numerals.connector
            if (
                start - 1 > floor
                and document.norms[start - 1] == connector
                and self._pack.numerals.values.get(document.norms[start - 2], 0) in (20, 30)
            ):
                start -= 2
        elif start > floor and document.norms[start - 1] in ("primeiro", "primero"):
            start -= 1
        return start

    def _linked(self, document: Document, index: int) -> int:
        """The token after the "de", "del ano" or comma at `index`."""
        skip = self._pack.dates.date_links
        norms = document.norms
        position = index
        while position < min(len(norms), index + 3) and (
            norms[position] in skip or norms[position] in (",", "ano")
        ):
            position += 1
        return position

    def _around_month(self, document: Document, month: int, floor: int) -> tuple[int, int]:
        start = month
        while (
            start > floor and start > month - 2 and document.norms[start - 1] in self._pack.dates.date_links
        ):
            start -= 1
        day = self._number_before(document, start, floor)
        if day == start:
            return month, month
        after = self._linked(document, month + 1)
        end = self._number_from(document, after)
        return day, end if end > after else month + 1

    def _all_numbers(self, document: Document, index: int) -> tuple[int, int]:
        """Day, month and year all as numbers with links between: "doze do cinco de oitenta e cinco"."""
        norms = document.norms
        end = self._number_from(document, index)
        for _ in range(2):
            if end + 1 >= len(norms) or (norms[end] not in self._pack.dates.date_links and norms[end] != "/"):
                return index, index
            follow = self._number_from(document, end + 1)
            if follow == end + 1:
                return index, index
            end = follow
        return index, end

    def _is_birth(self, document: Document, start: int) -> bool:
        """Whether the nearest word before, in the turn or in the turn before, is one of birth."""
        norms, kinds = document.norms, document.kinds
        position, distance = start - 1, 0
        limit = _BEFORE_TOKENS
        turns = 0
        while position >= 0 and distance < limit:
            if kinds[position] is Kind.BREAK:
                turns += 1
                if turns > 3:
                    return False
                limit = _EARLIER_TOKENS
            elif self._pack.identifiers.context.get(norms[position]) is PiiType.NASCIMENTO:
                return True
            elif norms[position] in _OTHER_DATES:
                return False
            distance += 1
            position -= 1
        return False

    def _value(self, document: Document, first: int, last: int) -> str:
        """Day-month-year as digits."""
        pack = self._pack
        parts: list[str] = []
        words: list[str] = []
        for norm in [*document.norms[first:last], "/"]:
            if norm in pack.dates.date_links or norm in pack.dates.months or not (norm.isalnum()):
                if words:
                    parts.append(read_digits(words, pack.numerals).text)
                    words = []
                if norm in pack.dates.months:
                    parts.append(str(pack.dates.months[norm]))
            else:
                words.append(norm)
        return "-".join(part.lstrip("0") for part in parts)
