"""E-mail addresses, written and spoken ("joão ponto silva arroba gmail ponto com").

The at sign is the anchor: the local part is read leftwards from it, the domain rightwards; both are bounded.
"""

from collections.abc import Iterator, Sequence

from insights.pii.context import kinds_around
from insights.pii.findings import Finding
from insights.pii.packs import LanguagePack
from insights.pii.words.emails import MAIL_ENDS
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_LOCAL_TOKENS = 24
_LOOSE_WORDS = 3  # words said one after the other without a separator
_PROVIDERS = frozenset(
    [
        "gmail",
        "hotmail",
        "outlook",
        "yahoo",
        "icloud",
        "live",
        "uol",
        "bol",
        "terra",
        "ig",
        "sapo",
        "protonmail",
        "msn",
        "globo",
    ]
)


class EmailRecogniser:
    """One kind, two ways of saying it."""

    name = "emails"
    types: Sequence[PiiType] = (PiiType.EMAIL, PiiType.PIX)

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack

    def find(self, document: Document) -> Iterator[Finding]:
        barrier = document.floor
        for index in range(document.floor, len(document)):
            norm = document.norms[index]
            if index < barrier:
                continue
            if norm == "@":
                first, last = self._written(document, index, barrier)
            elif norm in self._pack.emails.at_words and document.kinds[index] is Kind.WORD:
                first, last = self._spoken(document, index, barrier)
            else:
                continue
            if first < index and last > index + 1:
                barrier = last
                # An e-mail given as a payment key is a key.
                near = next(kinds_around(document, first, last, self._pack), None)
                kind = PiiType.PIX if near is not None and near[0] is PiiType.PIX else PiiType.EMAIL
                yield Finding(kind, ((first, last),), self._value(document, first, last), 0.95)

    @staticmethod
    def _written(document: Document, at: int, barrier: int) -> tuple[int, int]:
        first = at
        while (
            first > max(barrier, at - _LOCAL_TOKENS)
            and document.touches(first)
            and (document.kinds[first - 1] in (Kind.WORD, Kind.NUMBER) or document.norms[first - 1] in ".-+")
        ):
            first -= 1
        last = at + 1
        while (
            last < min(len(document), at + _LOCAL_TOKENS)
            and document.touches(last)
            and (document.kinds[last] in (Kind.WORD, Kind.NUMBER) or document.norms[last] in ".-")
        ):
            last += 1
        while last > at + 1 and document.norms[last - 1] in ".-":
            last -= 1
        while first < at and document.norms[first] in ".-+":
            first += 1
        return first, last

    def _separator(self, document: Document, end: int, barrier: int) -> int:
        """Where the spoken separator that ends before token `end` begins, or `end` when there is none."""
        norms = document.norms
        if end - 2 >= barrier and (norms[end - 2], norms[end - 1]) in self._pack.emails.email_joins:
            return end - 2
        if end - 1 >= barrier and (
            (norms[end - 1],) in self._pack.emails.email_joins or norms[end - 1] in ("-", "_", ".")
        ):
            return end - 1
        return end

    def _spoken(self, document: Document, at: int, barrier: int) -> tuple[int, int]:
        pack, norms, kinds = self._pack, document.norms, document.kinds
        first = at
        lowest = max(barrier, at - _LOCAL_TOKENS)
        loose = 0
        while first > lowest:
            separator = self._separator(document, first, lowest)
            if separator < first and separator > lowest and separator < at:
                before = separator - 1
                if kinds[before] in (Kind.WORD, Kind.NUMBER) and (
                    norms[before] not in pack.emails.email_stops or (len(norms[before]) == 1 and first != at)
                ):
                    first, loose = before, 0
                    continue
                break
            before = first - 1
            connected = (
                norms[before] == pack.numerals.connector
                and before - 1 > lowest
                and norms[first] in pack.numerals.values
                and norms[before - 1] in pack.numerals.values
            )
            if connected:
                first = before - 1
                continue
            if kinds[before] not in (Kind.WORD, Kind.NUMBER) or norms[before] in pack.emails.email_stops:
                break
            numeric = (
                kinds[before] is Kind.NUMBER
                or pack.numerals.is_number(norms[before])
                or len(norms[before]) == 1
                or norms[before] in pack.identifiers.spelled
            )
            loose += not numeric
            if loose > _LOOSE_WORDS:
                break
            if norms[before] in pack.names.not_names and not numeric and first != at:
                break
            first = before
        last = self._domain(document, at + 1)
        return (first, last) if last > at + 1 else (at, at)

    def _domain(self, document: Document, start: int) -> int:
        """One past a spoken domain that begins at `start`; `start` when there is none."""
        pack, norms, kinds = self._pack, document.norms, document.kinds
        limit = min(len(document), start + 10)
        position = start
        words = 0
        dotted = False
        while position < limit and kinds[position] in (Kind.WORD, Kind.NUMBER) and words < 3:
            if norms[position] in pack.emails.dot_words:
                break
            words += 1
            position += 1
            if norms[position - 1] in _PROVIDERS:
                break
        if words == 0:
            return start
        end = start + 1 if norms[start] in _PROVIDERS else position
        while position + 1 < limit and (norms[position] in pack.emails.dot_words or norms[position] == "."):
            if norms[position + 1] in MAIL_ENDS:
                position += 2
                end, dotted = position, True
            elif kinds[position + 1] is Kind.WORD and not dotted:
                position += 2
            else:
                break
        if position < limit and dotted and norms[position] in ("br", "mx", "ar"):
            end = position + 1
        return end if dotted or norms[start] in _PROVIDERS else start

    def _value(self, document: Document, first: int, last: int) -> str:
        """The address in its written form, lower case without accents."""
        pack, norms = self._pack, document.norms
        out: list[str] = []
        index = first
        while index < last:
            pair = pack.emails.email_joins.get((norms[index], norms[index + 1])) if index + 1 < last else None
            if pair is not None:
                out.append(pair)
                index += 2
                continue
            single = pack.emails.email_joins.get((norms[index],))
            if norms[index] in pack.emails.at_words:
                out.append("@")
            elif single is not None:
                out.append(single)
            else:
                value = pack.numerals.values.get(norms[index])
                out.append(norms[index] if value is None else str(value))
            index += 1
        return "".join(out)
