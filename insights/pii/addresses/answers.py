"""Addresses in answers ("qual o bairro?", "Jardim América")."""

from collections.abc import Sequence
from dataclasses import dataclass

from insights.pii.addresses.parts import Piece
from insights.pii.addresses.readers import Readers
from insights.pii.places import PlaceKind
from insights.pii.words.reading import words
from insights.pii.words.secrets import OTHERWISE, VERBAL
from insights.text.tokens import Document, Kind

_QUESTION_TOKENS = 26
_ANSWER_OPENERS = 9
_STATEMENT_WORDS = 4  # a longer turn without a question word asks nothing
_QUESTION_WORDS = 16  # nor does a longer one without a question mark
_WEAK_WORDS = 9
_TYPES = frozenset({"avenida", "av"})
_STREETS = frozenset({"rua", "ruas", "calle", "calles", "logradouro", "avenida"})
_AREAS = frozenset({"zona", "sector", "setor", "regiao", "vila", "rua", "calle"})
LIVES = words("mora vive reside moras vives situa situada situado localizada localizado ubicada ubicado")
WHENCE = frozenset({"onde", "donde"})
_CALLING = words(
    "fala falando liga ligando habla hablando llama llamas llaman llamando comunica esta encuentra encontra "
    "telefona escreve escrevendo escribe escribes escribiendo contacta viaja viajas viajan vuela vuelan sale "
    "salen parte parten sai saem viene vienen vem vinha venia"
)
_BEFORE_NAMES = frozenset({",", "do", "da", "de", "del", "no", "na"})
_OF = frozenset({"do", "da", "dos", "das", "del"})
SIDES = frozenset({"esquerdo", "esquerda", "direito", "direita", "izquierda", "izquierdo", "derecha"})
# Of people and of their papers.
BORN = words("nasceu nasceste nacio naciste expedida expedido expidio emitida emitido")
PARTS = frozenset({"parte", "lado"})  # "¿de qué parte me llama?"
_OF_PLACES = _CALLING | BORN  # whatever else they ask for, a place may be asked with them
_BEFORE_WHICH = frozenset({"em", "en", "a", "de", "entre", "por"})
_ARTICLES = frozenset({"a", "o", "la", "el", "as", "os", "las", "los"})
_HOW_MANY = frozenset({"quantos", "quantas", "cuantos", "cuantas"})
_WIDE = frozenset({"departamento"})  # of a country, not of a house
_DOOR_ARTICLES = frozenset({"la", "el", "a", "o"})
_OR = frozenset({"ou", "o"})
_OFFER_TOKENS = 8
_SENDS = ("entreg", "llev", "mand", "envi", "recog", "llegu", "remet", "leva", "recolh")
_SHOPS = words(
    "loja tienda exame examen consulta sucursal agencia oficina vuelo voo embarque anden plataforma menaje "
    "inspecao inspeccion prova aula reuniao reunion palestra corredor elevador "
    "ascensor cinema cine sesion sessao fila caixa"
)
# What is asked for so ends without a question mark.
_ORDERING = words(
    "informe informar informa diga digame dime decime dizer diz fala fale hable indique indica confirme "
    "confirma confirmar passa passe pase pasame dame deme da de favor preciso necesito falta faltam anote "
    "qual que cual"
)
_WEAKLY_ASKING = frozenset({"que", "seu", "sua", "su", "o", "el", "la", "a"})


@dataclass(frozen=True)
class Question:
    """What a turn asked for, by the name of a field; and whether it spoke of a home."""

    field: str
    label: str


class AnswerReader:
    """Reads what was asked for, and what answers it."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._places = readers.places
        self._numbers = readers.numbers
        self._streets = readers.streets
        self._names = readers.names
        self._complements = readers.complements
        self._details = readers.details
        self._said = readers.said
        self._context = readers.pack.identifiers.context
        self._common = readers.pack.names.not_names
        self._numerals = readers.pack.numerals
        self._letters = readers.pack.identifiers.spelled.keys()
        self._titles = readers.pack.names.titles
        self._nods = readers.pack.identifiers.backchannels
        self._field_words = frozenset().union(
            self._words.fields,
            self._words.quarters,
            self._words.complements,
            LIVES,
            WHENCE,
            PARTS,
            SIDES,
            BORN,
            ("complemento",),
        )
        self._silent = self._words.openers | self._nods | readers.pack.identifiers.pauses | {"?"}
        self._asking = words(
            "qual quais cual cuales onde donde informe informar informa diga digame indique confirme "
            "confirma confirmar passa dame deme favor me"
        )
        asking = self._asking | _WEAKLY_ASKING | _ARTICLES
        self._telling = asking.union(self._field_words, self._context)

    def asked(self, document: Document, turn: int) -> Question | None:
        """What was asked in the turn that ends before the turn's first token `turn`."""
        norms, kinds = document.norms, document.kinds
        position = turn - 1
        while position >= 0 and kinds[position] is Kind.BREAK:
            position -= 1
        last = position
        if self._field_words.isdisjoint(norms[max(0, last - _QUESTION_TOKENS) : last + 1]):
            return None
        found: Question | None = None
        question = marked = weak = False
        stated = last >= 0 and norms[last] == "." and kinds[last] is Kind.PUNCT
        count = units = 0
        while position >= 0 and kinds[position] is not Kind.BREAK and last - position < _QUESTION_TOKENS:
            norm = norms[position]
            if norm == "?":
                marked = True
            elif (
                norm in ".!"
                and kinds[position] is Kind.PUNCT
                and position < last
                and (found or marked)
                and norms[position + 1] not in ".?"
            ):
                break
            elif kinds[position] is Kind.WORD:
                count += 1
                if norm not in self._telling:
                    position -= 1
                    continue
                question = question or norm in self._asking or self._which(norms, position)
                weak = weak or norm in _WEAKLY_ASKING
                if (
                    norm in self._context
                    and norm not in self._words.fields
                    and norm not in self._words.complements
                    and norm not in _OF_PLACES
                    and self._words.fields.get(norms[position - 2]) != "place"  # "a cidade do atendimento"
                ):
                    return found if marked or question else None
                field = self._words.fields.get(norm)
                if field is None and norm in self._words.quarters:
                    field = "place"
                if field is None and norm in LIVES:
                    field = "home"
                if (
                    field is None
                    and norm in SIDES
                    and {"ou", "o", "y", "e"} & {*norms[position - 1 : position + 2]}
                ):
                    field = "unit"
                if field is None and norm in BORN:
                    field = "country"
                if (
                    field is None
                    and (norm in WHENCE or (norm in PARTS and norms[position - 1] == "que"))
                    and not _CALLING.isdisjoint(norms[max(0, position - 2) : last + 1])
                ):
                    field, question = "country", True  # a place that is known: "de onde fala?"
                elif field is None and norm in WHENCE and self._sends(norms[position : last + 1]):
                    field, question = "street", True  # "¿dónde se lo entregamos?"
                if field is None and norm in self._words.complements and len(norm) > 3 and norm != "lado":
                    field = "unit"
                units += field == "unit"
                if norm == "complemento":
                    found = Question("unit", norm)
                elif field and (found is None or (found.field in ("number", "state") and field != "number")):
                    if found is not None and found.field == "number" and field in ("street", "unit"):
                        found = Question("number", norm)
                    else:
                        found = Question(field, norm)
            elif kinds[position] is Kind.PLACEHOLDER and (
                found is not None
                or not (self._called(norms, position) or self._hailed(document, position, last))
            ):
                break
            position -= 1
        if stated and count > _STATEMENT_WORDS and _ORDERING.isdisjoint(norms[position + 1 : last]):
            return None  # "A rua está em obras, não há onde estacionar."
        counted = not _HOW_MANY.isdisjoint(norms[position + 1 : last + 1])
        elsewhere = counted or not _SHOPS.isdisjoint(norms[position + 1 : last + 1])
        if found is not None and found.field in ("unit", "number") and elsewhere:
            return None  # "¿cuántos son en casa?", "qual é o andar da loja?"
        if found is not None and not question:
            # "supermercados avenida agradece", "¿hay corte en la zona?"
            if found.label in _TYPES and not (marked or count < 3):
                return None
            if found.label in _AREAS and count > 3:
                return None
        asks = (
            marked
            or units > 1
            or count <= (_QUESTION_WORDS if question else _WEAK_WORDS if weak else _STATEMENT_WORDS)
        )
        return found if asks else None

    @staticmethod
    def _sends(norms: Sequence[str]) -> bool:
        return any(norm.startswith(_SENDS) for norm in norms)

    def _called(self, norms: Sequence[str], index: int) -> bool:
        """Whether a name there only says who is asked, or of what: "e a cidade, dona …?", "a rua do …?"."""
        before = norms[index - 1] if index else ""
        return before in _BEFORE_NAMES or before in self._titles

    def _hailed(self, document: Document, index: int, last: int) -> bool:
        """Whether a question ends with the name of whom it is asked of: "fala de onde, …?"."""
        over = index == last or document.norms[index + 1] == "?"
        return over and not document.people.isdisjoint(self._said.words(document, index))

    @staticmethod
    def _which(norms: Sequence[str], index: int) -> bool:
        """ "em que rua", "e a rua": asks, though no word of it alone does."""
        before = norms[index - 1] if index else ""
        if norms[index] == "que":
            return before in _BEFORE_WHICH
        return norms[index] in _ARTICLES and before in ("e", "y")

    def begun(self, document: Document) -> list[tuple[int, int]]:
        """Where the block goes on with a turn that said nothing yet ("deixa eu ver…"), and where it began."""
        floor, norms, kinds = document.floor, document.norms, document.kinds
        turn = floor
        while turn and kinds[turn - 1] is not Kind.BREAK and floor - turn < _ANSWER_OPENERS:
            if kinds[turn - 1] is not Kind.PUNCT and norms[turn - 1] not in self._silent:
                return []
            turn -= 1
        return [(floor, turn)] if turn < floor and turn and kinds[turn - 1] is Kind.BREAK else []

    def answer(self, document: Document, turn: int, asked: Question) -> Piece | None:
        """What answers at the beginning of the turn at `turn`."""
        norms, kinds, words = document.norms, document.kinds, self._words
        first = turn
        if norms[first : first + 1] in (["nao"], ["no"]) and {*norms[first + 1 : first + 3]} & {
            "en",
            "em",
            "no",
            "na",
        }:
            first += 1  # "no, en Tacna"
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
        ground = asked.field == "unit" and norms[first + 1 : first + 3] == ["/", "c"]
        if norms[first] in words.street_types and kinds[first] is Kind.WORD and not ground:
            return None  # read as a street
        if asked.field in ("place", "state", "country", "home"):
            return self._place_answer(document, first, asked)
        if asked.field == "unit":
            place = self._places.match(norms, first, len(norms))[0] if asked.label in _WIDE else first
            if place > first and self._over(document, place):
                return self._place_answer(document, first, asked)
            spelled = self._door(document, turn, first)
            if spelled is not None:
                return spelled
            after = self._complements.read(document, first, first)
            if after == first + 1 and self._chosen(document, turn):
                return None
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

    def _chosen(self, document: Document, turn: int) -> bool:
        """Whether the question before names two kinds of homes: "casa ou apartamento?"."""
        norms = document.norms
        return any(
            norms[position] in _OR
            and norms[position - 1] in self._words.complements
            and norms[position + 1] in self._words.complements
            for position in range(max(1, turn - _OFFER_TOKENS), turn - 1)
        )

    def _door(self, document: Document, turn: int, first: int) -> Piece | None:
        """A door by the name of its letter, or its place in the row: "la be", "el cuatro", "a segunda"."""
        norms = document.norms
        told = first > turn and norms[first - 1] in _DOOR_ARTICLES and self._over(document, first + 1)
        if not told or document.kinds[first] is not Kind.WORD:
            return None
        if norms[first] in self._letters:
            return first - 1, first + 1
        return (first, first + 1) if norms[first] in self._words.complement_values else None

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

    def _place_answer(self, document: Document, first: int, asked: Question) -> Piece | None:
        norms, words = document.norms, self._words
        if document.kinds[first] is not Kind.WORD:
            return None
        if norms[first + 1 : first + 2] == ["comercial"]:
            return None  # "en el centro comercial"
        end, kind = self._places.match(norms, first, len(norms))
        if end > first and kind is PlaceKind.CODE and asked.field != "state":
            return None
        if end <= first and norms[first] in words.districts:
            end = self._names.district(document, first)
        if end <= first:
            if asked.field in ("state", "country"):
                return None
            end = self._names.loose_place(document, first)
            if end <= first or norms[first] in words.negations or norms[first] in self._nods:
                return None
            if norms[first] in words.not_streets or norms[first] in words.institutions:
                return None
            if norms[first] in self._common and norms[first] not in words.street_words:
                return None
            if end == first + 1 and (norms[first] in OTHERWISE or norms[first].endswith(VERBAL)):
                return None
            if len(norms[first]) == 1 or self._streets.happened(document, end - 1):
                return None
            over = self._over(document, end) or norms[end] in (
                "e",
                "y",
                "em",
                "en",
                "no",
                "que",
                "mas",
                "pero",
            )
            if not over and not self._streets.titled(document, first):
                return None
        else:
            longer = self._names.written_place(document, first)
            end = max(end, longer)
        details = self._details.read(document, first, end)
        return first, max(end, details.end if not details.codes else details.pieces[0][1])

    def _number_answer(self, document: Document, first: int, asked: Question) -> Piece | None:
        if asked.label in self._words.complements:
            floor = self._complements.read(document, first, first)
            if floor > first + 1 and self._over(document, floor):
                return first, floor  # "número de piso?", "5º b"
        end = self._numbers.plain(document, first)
        if end == first or self._numbers.measured(document, end):
            return None
        if document.kinds[first] is Kind.NUMBER and len(document.norms[first]) > 5:
            return None
        letter = "" if end >= len(document) else document.norms[end]
        if len(letter) == 1 and letter.isalpha() and self._over(document, end + 1):
            end += 1  # "oitenta e um A"
        if not (self._over(document, end) or self._complements.read(document, end, end)):
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

    def _street_answer(self, document: Document, first: int, asked: Question) -> Piece | None:
        """A street without its type: "quinze de novembro 812", "das Flores, 120"."""
        norms, words = document.norms, self._words
        several = asked.label in ("ruas", "calles")
        if several and norms[first] == "entre" and first + 1 < len(norms):
            first += 1
        if norms[first] in words.fields:
            return None  # a form: "Localidad/ Provincia: …"
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
            street_named = asked.label in _STREETS and not name.risky
            ends = self._over(document, name.end) or (several and norms[name.end] in ("e", "y"))
            if not (street_named and (name.titled or ends)):
                return None
        details = self._details.read(document, first, end if numbered else name.end)
        last = details.pieces[0][1]
        if document.norms[first - 1] in _OF:
            first -= 1  # "rua?", "do sol"
        if several and norms[last : last + 1] in (["e"], ["y"]):
            other = self._streets.read(document, last)  # "entre Olazábal y Mendoza"
            last = other.end if other is not None else last
        return first, last
