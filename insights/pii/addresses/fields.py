"""Addresses in forms ("Domicilio: …", "Cidade/UF: …") and in answers ("qual o bairro?", "Jardim América")."""

from dataclasses import dataclass

from insights.pii.addresses.details import DetailReader
from insights.pii.addresses.numbers import NumberReader
from insights.pii.addresses.streets import StreetReader
from insights.pii.packs import LanguagePack
from insights.pii.places import PlaceKind, Places
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_LABEL_TOKENS = 7
_VALUE_TOKENS = 40
_QUESTION_TOKENS = 26
_ANSWER_OPENERS = 6
_STATEMENT_WORDS = 4  # a longer turn without a question word asks nothing
_QUESTION_WORDS = 16  # nor does a longer one without a question mark
_WEAK_WORDS = 9
_WEAKLY_ASKING = frozenset({"que", "seu", "sua", "su", "o", "el", "la", "a"})
_FOUND = tuple[int, int]


@dataclass(frozen=True)
class Question:
    """What a turn asked for, by the name of a field; and whether it spoke of a home."""

    field: str
    label: str


class FieldReader:
    """Reads what stands after a label, and what answers a question for one."""

    def __init__(
        self,
        pack: LanguagePack,
        places: Places,
        numbers: NumberReader,
        streets: StreetReader,
        details: DetailReader,
    ) -> None:
        self._words = pack.addresses
        self._context = pack.identifiers.context
        self._common = pack.names.not_names
        self._numerals = pack.numerals
        self._nods = pack.identifiers.backchannels
        self._places = places
        self._numbers = numbers
        self._streets = streets
        self._details = details
        self._asking = words(
            "qual quais cual cuales onde donde informe informar informa diga digame indique confirme "
            "confirma confirmar passa dame deme favor me"
        )

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

    def value(self, document: Document, start: int, field: str) -> _FOUND | None:
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
                end = self._details.written_place(document, first)
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
            after = self._details.complement(document, first, first)
            return (first, max(after, end) if end - first < 8 else after) if after else None
        return (first, end) if evidence else None

    def _place_value(self, document: Document, first: int, end: int) -> _FOUND | None:
        norms = document.norms
        after, _ = self._places.match(norms, first, end)
        if after > first:
            details = self._details.read(document, first, after)
            return first, min(details.end, end) if details.end > after else after
        if norms[first] in self._common and not self._streets.titled(document, first):
            return None
        if norms[first] in self._words.institutions or end - first > 7:
            after = self._details.loose_place(document, first)
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

    def asked(self, document: Document, turn: int) -> Question | None:
        """What was asked in the turn that ends before the turn's first token `turn`."""
        norms, kinds = document.norms, document.kinds
        position = turn - 1
        while position >= 0 and kinds[position] is Kind.BREAK:
            position -= 1
        last = position
        found: Question | None = None
        question = marked = weak = False
        count = 0
        while position >= 0 and kinds[position] is not Kind.BREAK and last - position < _QUESTION_TOKENS:
            norm = norms[position]
            if norm == "?":
                marked = True
            elif norm in ".!" and kinds[position] is Kind.PUNCT and position < last and (found or marked):
                break
            elif kinds[position] is Kind.WORD:
                count += 1
                question = question or norm in self._asking
                weak = weak or norm in _WEAKLY_ASKING
                if (
                    norm in self._context
                    and norm not in self._words.fields
                    and norm not in self._words.complements
                ):
                    return found if marked or question else None
                field = self._words.fields.get(norm)
                if field is None and norm in self._words.quarters:
                    field = "place"
                if field is None and norm in ("mora", "vive", "reside", "moras", "vives"):
                    field = "home"
                if field is None and norm in self._words.complements and len(norm) > 3:
                    field = "unit"
                if norm == "complemento":
                    found = Question("unit", norm)
                elif field and (found is None or (found.field in ("number", "state") and field != "number")):
                    if found is not None and found.field == "number" and field in ("street", "unit"):
                        found = Question("number", norm)
                    else:
                        found = Question(field, norm)
            elif kinds[position] is Kind.PLACEHOLDER:
                break
            position -= 1
        asks = marked or count <= (_QUESTION_WORDS if question else _WEAK_WORDS if weak else _STATEMENT_WORDS)
        return found if asks else None

    def answer(self, document: Document, turn: int, asked: Question) -> _FOUND | None:
        """What answers at the beginning of the turn at `turn`."""
        norms, kinds, words = document.norms, document.kinds, self._words
        first = turn
        while (
            first < len(norms)
            and first < turn + _ANSWER_OPENERS
            and (
                (norms[first] in words.openers and not self._known(document, first))
                or (kinds[first] is Kind.PUNCT and norms[first] in ",.…¿¡-")
            )
        ):
            first += 1
        if first >= len(norms) or kinds[first] not in (Kind.WORD, Kind.NUMBER):
            return None
        if norms[first] in words.street_types and kinds[first] is Kind.WORD:
            return None  # read as a street
        if asked.field in ("place", "state", "country", "home"):
            return self._place_answer(document, first, asked)
        if asked.field == "unit":
            after = self._details.complement(document, first, first)
            if not after:
                after = self._numbers.plain(document, first)
                if after == first or self._numbers.measured(document, after):
                    single = (
                        kinds[first] is Kind.WORD
                        and len(norms[first]) == 1
                        and self._over(document, first + 1)
                    )
                    return (first, first + 1) if single else None
                if not self._over(document, after) or len(norms[first]) > 5:
                    return None
            return first, self._details.read(document, first, after).end
        if asked.field == "number":
            return self._number_answer(document, first, asked)
        return self._street_answer(document, first, asked)

    def _known(self, document: Document, index: int) -> bool:
        """Whether a name of a place begins here with a word that could be an opener: "La Roma", "o porto"."""
        norms, count = document.norms, len(document)
        end, _ = self._places.match(norms, index, count)
        if end <= index + 1:
            return False
        return document.capitalised(index) or self._places.match(norms, index + 1, count)[0] < end

    def _over(self, document: Document, position: int) -> bool:
        return position >= len(document) or document.kinds[position] in (
            Kind.BREAK,
            Kind.PUNCT,
            Kind.PLACEHOLDER,
        )

    def _place_answer(self, document: Document, first: int, asked: Question) -> _FOUND | None:
        norms, words = document.norms, self._words
        if document.kinds[first] is not Kind.WORD:
            return None
        end, kind = self._places.match(norms, first, len(norms))
        if end > first and kind is PlaceKind.CODE and asked.field != "state":
            return None
        if end <= first and norms[first] in words.districts:
            end = self._details.district(document, first)
        if end <= first:
            if asked.field in ("state", "country"):
                return None
            end = self._details.loose_place(document, first)
            if end <= first or norms[first] in words.negations or norms[first] in self._nods:
                return None
            if norms[first] in words.not_streets or norms[first] in words.institutions:
                return None
            if norms[first] in self._common and norms[first] not in words.street_words:
                return None
            if not self._over(document, end) and not self._streets.titled(document, first):
                return None
        else:
            longer = self._details.written_place(document, first)
            end = max(end, longer)
        details = self._details.read(document, first, end)
        return first, max(end, details.end if not details.codes else details.pieces[0][1])

    def _number_answer(self, document: Document, first: int, asked: Question) -> _FOUND | None:
        end = self._numbers.plain(document, first)
        if end == first or self._numbers.measured(document, end):
            return None
        if document.kinds[first] is Kind.NUMBER and len(document.norms[first]) > 5:
            return None
        if not (self._over(document, end) or self._details.complement(document, end, end)):
            return None
        if asked.label in ("numero", "nº") and not self.spoke_of_home(document, first):
            return None
        return first, self._details.read(document, first, end).end

    def spoke_of_home(self, document: Document, index: int) -> bool:
        """Whether the turns just before name a street or an address."""
        start = max(0, index - 40)
        window = document.norms[start:index]
        home = self._words.fields
        return any(
            home.get(norm) == "street"
            or norm in ("casa", "predio", "portal", "portao", "residencia", "bairro", "rua")
            for norm in window
        ) and not any(norm in self._context and norm not in home for norm in window[-12:])

    def _street_answer(self, document: Document, first: int, asked: Question) -> _FOUND | None:
        """A street without its type: "quinze de novembro 812", "das Flores, 120"."""
        norms, words = document.norms, self._words
        if norms[first] in words.negations or norms[first] in words.not_streets or norms[first] in self._nods:
            return None
        name = self._streets.read(document, first - 1)
        if name is None or name.end <= first:
            return None
        end = self._numbers.house(document, name.end)
        numbered = end > name.end
        if name.numeric and not numbered:
            if (
                norms[first] not in self._numerals.values
                and asked.label in ("rua", "calle")
                and self._over(document, name.end)
            ):
                return first, name.end
            return None
        if not numbered:
            street_named = asked.label in ("rua", "calle", "logradouro", "avenida") and not name.risky
            if not (street_named and (name.titled or self._over(document, name.end))):
                return None
        details = self._details.read(document, first, end if numbered else name.end)
        return first, details.pieces[0][1]
