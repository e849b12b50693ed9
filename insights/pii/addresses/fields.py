"""Addresses in forms: "Domicilio: …", "Cidade/UF: …"."""

from insights.pii.addresses.parts import Piece
from insights.pii.addresses.readers import Readers
from insights.pii.places import PlaceKind
from insights.text.tokens import Document, Kind

_LABEL_TOKENS = 7
_VALUE_TOKENS = 40


class FieldReader:
    """Reads what stands after a label."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._places = readers.places
        self._streets = readers.streets
        self._names = readers.names
        self._complements = readers.complements
        self._details = readers.details
        self._context = readers.pack.identifiers.context
        self._weak = readers.pack.identifiers.weak
        self._common = readers.pack.names.not_names
        self._numerals = readers.pack.numerals

    def label(self, document: Document, index: int) -> tuple[int, str]:
        """Where the value of the label at `index` begins, and the kind of field; 0 when it is no label."""
        norms, kinds, fields = document.norms, document.kinds, self._words.fields
        field = fields[norms[index]]
        position = index + 1
        stop = min(len(norms), index + _LABEL_TOKENS)
        while position < stop:
            norm = norms[position]
            if norm == ":" or (norm == "=" and position > index):
                return position + 1, field
            if norm in fields:
                if fields[norm] in ("place", "street") and field in ("state", "number"):
                    field = fields[norm]
            elif (
                not (
                    norm in "/().-&"
                    or norm
                    in (
                        "de",
                        "do",
                        "da",
                        "del",
                        "e",
                        "y",
                        "o",
                        "completo",
                        "completa",
                        "residencial",
                        "nacimiento",
                        "segun",
                        "su",
                        "seu",
                        "sua",
                        "ficha",
                        "cadastro",
                    )
                    or norm
                    in (
                        "nascimento",
                        "actual",
                        "atual",
                        "cliente",
                        "titular",
                        "paciente",
                        "postal",
                        "entrega",
                    )
                    or norm
                    in ("particular", "habitual", "instalacao", "instalacion", "uf", "fiscal", "residencia")
                )
                or kinds[position] is Kind.BREAK
            ):
                return 0, field
            position += 1
        return 0, field

    def value(self, document: Document, start: int, field: str) -> Piece | None:
        """The value of a field that begins at `start`: to the end of its line, or to the next label."""
        norms, kinds, words = document.norms, document.kinds, self._words
        first = start
        while (
            first < len(norms)
            and first < start + 4
            and norms[first] in "-:.*_·"
            and kinds[first] is Kind.PUNCT
        ):
            first += 1
        if first >= len(norms) or kinds[first] not in (Kind.WORD, Kind.NUMBER):
            return None
        if norms[first] in words.negations and not self._streets.titled(document, first):
            return None
        if field in ("state", "country"):
            end, kind = self._places.match(norms, first, len(norms))
            if end > first and kind in (PlaceKind.STATE, PlaceKind.CODE, PlaceKind.COUNTRY):
                return first, end
            if end > first and field == "state":
                return first, end
            if field == "country" and self._streets.titled(document, first):
                end = self._names.written_place(document, first)
                return (first, end) if end > first else None
            return None
        end = self._value_end(document, first)
        if end <= first:
            return None
        if field == "place":
            return self._place_value(document, first, end)
        if field == "number":
            return None
        evidence = any(
            kinds[k] is Kind.NUMBER
            or norms[k] in self._numerals.values
            or norms[k] in words.street_types
            or (kinds[k] is Kind.WORD and self._streets.titled(document, k) and norms[k] not in self._common)
            for k in range(first, end)
        )
        if field == "unit":
            after = self._complements.read(document, first, first)
            return (first, max(after, end) if end - first < 8 else after) if after else None
        return (first, end) if evidence else None

    def _place_value(self, document: Document, first: int, end: int) -> Piece | None:
        norms = document.norms
        after, _ = self._places.match(norms, first, end)
        if after > first:
            details = self._details.read(document, first, after)
            return first, min(details.end, end) if details.end > after else after
        if norms[first] in self._common and not self._streets.titled(document, first):
            return None
        if norms[first] in self._words.institutions or end - first > 7:
            after = self._names.loose_place(document, first)
            return (first, after) if after > first and norms[first] not in self._words.institutions else None
        return first, end

    def _value_end(self, document: Document, first: int) -> int:
        """One past a field's value."""
        norms, kinds = document.norms, document.kinds
        position = first
        stop = min(len(norms), first + _VALUE_TOKENS)
        while position < stop:
            norm, kind = norms[position], kinds[position]
            if kind is Kind.BREAK or kind is Kind.PLACEHOLDER or norm in ";|?!":
                break
            if norm in ":=" and not (position and norms[position - 1] in self._words.number_words):
                # The words before it are the next label.
                back = position - 1
                while (
                    back > first
                    and kinds[back] is Kind.WORD
                    and back > position - 4
                    and norms[back - 1] not in ",.-"
                    and norms[back] not in self._words.fields
                    and norms[back] not in self._context
                ):
                    back -= 1
                position = back
                break
            if (
                norm in self._context
                and norm not in self._words.complements
                and position > first
                and not self._in_a_name(document, position)
                and (norm not in self._words.fields and norm not in self._words.street_words)
            ):
                break
            if norm == "." and self._sentence_ends(document, position):
                break
            position += 1
        while position > first and (
            (kinds[position - 1] is Kind.PUNCT and norms[position - 1] not in ")º°ª")
            or norms[position - 1] in ("e", "y")
        ):
            position -= 1
        return position

    def _in_a_name(self, document: Document, index: int) -> bool:
        """Whether a word that may begin another field is part of an address: "Reserva Indígena", "caixa
        postal"."""
        norms = document.norms
        if norms[index] == "postal":
            return norms[index - 1] == "caixa"
        after = index + 1
        return (
            norms[index] in self._weak
            and document.capitalised(index)
            and norms[after : after + 1] != []
            and document.kinds[after] is Kind.WORD
            and norms[after] not in self._words.number_words
            and document.capitalised(after)
        )

    def _sentence_ends(self, document: Document, mark: int) -> bool:
        follow = mark + 1
        if follow >= len(document) or document.touches(follow):
            return follow >= len(document)
        if document.kinds[follow] is Kind.BREAK:
            return True
        before = document.norms[mark - 1]
        if len(before) <= 4 and document.kinds[mark - 1] is Kind.WORD:
            return False  # "Av. "
        if document.kinds[follow] is Kind.NUMBER:
            return False
        end, _ = self._places.match(document.norms, follow, len(document))
        return end == follow
