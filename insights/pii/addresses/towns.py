"""Towns and quarters that are known, told by the words around them: "en deusto no hay cobertura",
"chegando em odivelas", "transferir o curso pra osasco", "entonces almería, correcto"."""

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.addresses.said import Part
from insights.pii.addresses.told_towns import ToldTownReader
from insights.pii.places import PlaceKind
from insights.pii.signs import Sign
from insights.pii.words.addresses.nouns import NOUNS
from insights.pii.words.addresses.told_towns import OWNING
from insights.pii.words.reading import words
from insights.pii.words.zones import LOOSE
from insights.text.tokens import Document, Kind

_ARTICLES = words("a o as os el la los las lo")
_IN = words("en em")
_INSIDE = words("no na nos nas por desde")
_ARRIVING = words(
    "llegando saliendo entrando entrada salida rumbo pasando chegando saindo indo voltando passando "
    "vengo venimos vienen vine venho vimos vem camino caminho saida salio salimos sali salieron "
    "saiu saimos sairam perto cerca afueras arredores alrededores "
    "proximo proxima lados junto"
)
_TOWARDS = words("a al ao para pra pro em en de do da del hasta ate por desde")
_STRANDED = words("tirado tirada varado varada parado parada quieto quieta atascado atascada")
_MOVING = words(
    "mando mande mandei mandou mandaram enviem "
    "mandem manden mandar enviar envie envien vir transferir transfira transfere transferencia "
    "mudar mudanca mudei mudamos mude mudarme mudarnos mudo trasladar trasladarme trasladen traslado "
    "trasladaron mudanza mudaron paso pasar passar levar llevar mandelo mandalo mandemelo envielo "
    "enviemelo passagem passagens pasaje pasajes billete billetes boleto boletos volto volta voltar "
    "vuelvo volver regreso regresar fui foi fomos foram vou vamos fue fuimos fueron voy"
)
_SERVING = words("atendem atende cobrem cobre cubren cubre cubris")
_PUTTING = words("colocou colocaram botou botaram puseram puso pusieron anotaron anotou anotaram")
_BEING = words("es son e sao era eran eram")
_KIN = words(
    "madre padre padres mujer marido hijo hija hijos hermano hermana abuelo abuela suegra suegro novia novio "
    "esposa esposo menina menino familia mae pai pais mulher filho filha filhos irmao irma avo sogra sogro "
    "namorada namorado"
)
_KIN_TOKENS = 6
_ORIGIN = words("de desde")
_GOAL = words("a ao para pra pro ate hasta")
_MOVING_TOKENS = 10
# Where somebody trades, travels or feasts says nothing of where anybody lives.
_ELSEWHERE = words(
    "sucursal sucursales tienda tiendas loja lojas agencia agencias filial oficina oficinas vuelo "
    "vuelos voo voos avion aviao tren trem autobus onibus viajo viaje viagem viajar estudar estudiar "
    "fiesta fiestas festa feriado jogo partido entregam hacen envios sede universidad universidade "
    "hotel congreso congresso comboio comboios "
    "autocarro autocarros estacao estacion abrimos abren abrem abriu"
)
_TO_CODES = words("el al del en")
_CODE_DIGITS = 5
_LOOSE_TOKENS, _BACK_TOKENS = 7, 4
_LABELS = words("ciudad cidade municipio concelho freguesia localidad localidade comuna barrio bairro")
_BIRTH = words("nacimiento nascimento naturalidade natalidad")
_BIRTH_TOKENS = 6
_AROUND_TOKENS = 9
_CODE_TOKENS = 5
_OF = words("de do da em del en")
_AND = words("e y")
_CONFIRMING = words(
    "poe ponha ponga pon alias mudou mejor melhor eh disse diz dijo dice digo confere confirma "
    "confirmo confirmado correcto correto certo cierto exacto exato verdad verdade verifico entonces "
    "entao seria queda quedo fica ficou quedaria checando isso eso es e era no nao si sim con usted "
    "ustedes senhora senhor senor senora como asi assim ne y el la o a listo tengo anoto anotei puse "
    "pus me so bueno vale ciudad cidade sea ou mas arriba abajo cima baixo ahi ai leo numero figura "
    "consta aqui pra entendi bien direito foi repito repita ajuda ese este esse essa um poco pouco em en "
    "aparece sale surge mesmo mesma"
)
_SURELY = words(
    "isso eso poe ponha ponga disse dijo confere confirma correcto correto certo cierto verdad "
    "verifico entonces entao quedo checando ciudad cidade queda quedaria anotei anoto entendi figura "
    "dice ne aparece sale surge"
)
_CONFIRMING_TOKENS = 9
_IS_IT_SO = (["certo"], ["correto"], ["cierto"], ["correcto"], ["verdad"], ["verdade"])


class TownReader:
    """Reads them at their first word."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._places = readers.places
        self._names = readers.names
        self._common = readers.pack.names.not_names | NOUNS
        self._numbers = readers.numbers
        self._streets = readers.streets
        self._details = readers.details
        self._around = readers.around
        self._said = readers.said
        self._told = ToldTownReader(readers)
        self.first_words = frozenset(
            tail[0] if first in OWNING else first
            for first, tails in readers.places.names.items()
            for tail, kind in tails
            if kind in (PlaceKind.TOWN, PlaceKind.DISTRICT, PlaceKind.STATE)
            and (tail if first in OWNING else len(first) > 2 and first not in _ARTICLES)
        )

    def read(self, document: Document, index: int) -> Details | None:
        norms = document.norms
        if index > document.floor and norms[index - 1] in OWNING:
            longer, _ = self._places.match(norms, index - 1, len(norms))
            index -= longer > index and not self._told.everyday(document, index - 1, longer)  # "la serena"
        end, kind = self._places.match(norms, index, len(norms))
        if end == index or kind in (PlaceKind.COUNTRY, PlaceKind.CODE):
            return None
        everyday = end == index + 1 and norms[index] in self._words.ambiguous_places
        before = norms[index - 1] if index else ""
        if self._streets.titled(document, index):
            longer = self._names.written_place(document, index)
            if longer > end:
                return None  # "Casa Nova Seguros"
        coded = self._coded(document, index, end)
        if coded is not None:
            return coded
        titled = bool(index) and self._streets.titled(document, index)
        plain = everyday and not (titled and norms[index] != "centro")
        inside = before in _IN and norms[index] not in NOUNS
        if (
            self._confirmed(document, index, end, everyday=everyday)
            or self._of_code(document, index)
            or (not plain and self._reached(document, index, end))
            or (not plain and self._between(document, index, end))
            or (not (plain and not inside) and self._located(document, index, end, everyday=everyday))
            or (not everyday and self._served(document, index, end))
            or (everyday and self._entered(document, index, end))
            or self._told.told(document, index, end, kind)
        ):
            return self._details.read(document, index, end)
        return None

    def _coded(self, document: Document, index: int, end: int) -> Details | None:
        """A town with its postal code: "el 28010 de Madrid", "Godoy Cruz, 5501"."""
        norms, kinds = document.norms, document.kinds
        code = index - 2
        named = code > document.floor and norms[index - 1] == "de" and norms[code - 1] in _TO_CODES
        if named and norms[code].isdecimal() and len(norms[code]) == _CODE_DIGITS:
            return Details([(index, end)], [(code, code + 1)])
        if self._beside_code(document, index, end):
            return self._details.read(document, index, end)
        if not self._begins(document, index) or norms[end : end + 1] != [","]:
            return None
        after = self._numbers.code_run(document, end + 1)
        over = after > end + 1 and (after >= len(norms) or kinds[after] in (Kind.BREAK, Kind.PUNCT))
        return Details([(index, end)], [(end + 1, after)]) if over else None

    def _beside_code(self, document: Document, index: int, end: int) -> bool:
        """Whether its postal code was found just before or a few words after it: "de [lleida], bueno, de las
        afueras, el …"."""
        if not document.near & Sign.PLACEHOLDER:
            return False
        norms, kinds = document.norms, document.kinds
        plain = norms[index] in self._words.ambiguous_places and not document.capitalised(index)
        follows = end < len(norms) and kinds[end] in (Kind.PLACEHOLDER, Kind.WORD) and norms[end] not in LOOSE
        if plain and follows and end == index + 1:
            return False  # "para [1000-001]", "[1000] para confirmar"
        before = index - 1
        while before > 0 and index - before < _BACK_TOKENS and norms[before] in LOOSE:
            before -= 1
        after = end
        while after < len(norms) and after < end + _LOOSE_TOKENS and norms[after] in LOOSE:
            after += 1
        return any(
            0 <= position < len(norms)
            and kinds[position] is Kind.PLACEHOLDER
            and self._said.code(document, position)
            and self._around.phrase_ends(document, max(position + 1, end))
            for position in (before, after)
        )

    def _reached(self, document: Document, index: int, end: int) -> bool:
        """Whether somebody comes from there, goes or moves there."""
        norms = document.norms
        before = norms[index - 1] if index else ""
        if before not in _TOWARDS or self._elsewhere(document, index, end):
            return False
        if not _ARRIVING.isdisjoint(norms[max(0, index - 3) : index]):
            return True
        if before in _ORIGIN and norms[index - 2] in _BEING:
            return not _KIN.isdisjoint(norms[max(0, index - _KIN_TOKENS) : index - 2])
        left = before in _ORIGIN and norms[end : end + 1] and norms[end] in _GOAL
        return (before in _GOAL or bool(left)) and not _MOVING.isdisjoint(
            norms[max(0, index - _MOVING_TOKENS) : index]
        )

    @staticmethod
    def _elsewhere(document: Document, index: int, end: int) -> bool:
        lowest, most = max(0, index - _AROUND_TOKENS), min(len(document), end + _AROUND_TOKENS)
        return not _ELSEWHERE.isdisjoint(document.norms[lowest:most])

    def _of_code(self, document: Document, index: int) -> bool:
        """Whether it is said whose postal code that is: "esse cep é de vitória"."""
        norms = document.norms
        return (
            index > 1
            and norms[index - 1] in _OF
            and not self._words.postcodes.isdisjoint(norms[max(0, index - _CODE_TOKENS) : index - 1])
        )

    def _between(self, document: Document, index: int, end: int) -> bool:
        """Whether something lies between it and another: "entre setúbal e montijo"."""
        norms = document.norms
        if self._elsewhere(document, index, end):
            return False
        if norms[index - 1 : index] == ["entre"]:
            other = end + 1
            joined = norms[end : end + 1] and norms[end] in _AND and other < len(norms)
            return bool(joined) and self._places.match(norms, other, len(norms))[0] > other
        start = index - 1
        while start > max(0, index - _CODE_TOKENS) and norms[start] != "entre":
            start -= 1
        told = index > 1 and norms[index - 1] in _AND and norms[start] == "entre"
        return told and self._places.match(norms, start + 1, index - 1)[0] == index - 1

    def _located(self, document: Document, index: int, end: int, *, everyday: bool) -> bool:
        """Whether somebody is there, or it is called a town."""
        norms = document.norms
        before = norms[index - 1] if index else ""
        if before in _LABELS or not _BIRTH.isdisjoint(norms[max(0, index - _BIRTH_TOKENS) : index]):
            return True
        if not _STRANDED.isdisjoint(norms[max(0, index - 3) : index]) and before in _IN:
            return True
        if self._elsewhere(document, index, end):
            return False
        inner = before in _IN and not everyday and not self._begins(document, index - 1)
        if inner and (end > index + 1 or norms[index] not in self._common):
            return end >= len(norms) or norms[end] not in self._words.institutions
        inside = before in _IN or (before in _INSIDE and self._begins(document, index - 1))
        return inside and self._around.phrase_ends(document, end)

    def _entered(self, document: Document, index: int, end: int) -> bool:
        """Whether somebody just comes to it or leaves it: "entrando a león", though it is a word as well."""
        reached = (
            index > 1 and document.norms[index - 2] in _ARRIVING and document.norms[index - 1] in _TOWARDS
        )
        return reached and self._around.phrase_ends(document, end)

    def _served(self, document: Document, index: int, end: int) -> bool:
        """Whether it is served, or somebody wrote it down: "vocês atendem …", "colocou … no cadastro"."""
        before = document.norms[index - 1] if index else ""
        if before not in _SERVING and before not in _PUTTING:
            return False
        return self._around.phrase_ends(document, end) and not self._elsewhere(document, index, end)

    @staticmethod
    def _begins(document: Document, index: int) -> bool:
        return index == 0 or document.kinds[index - 1] in (Kind.BREAK, Kind.PUNCT)

    def _confirmed(self, document: Document, index: int, end: int, *, everyday: bool) -> bool:
        """Whether the turn holds nothing else but words that confirm."""
        norms, kinds = document.norms, document.kinds
        if self._checked(document, index, end):
            return True
        sure, words = False, 0
        for position, step in ((index - 1, -1), (end, 1)):
            while 0 <= position < len(norms) and kinds[position] is not Kind.BREAK:
                if kinds[position] is Kind.WORD:
                    words += 1
                    sure = sure or norms[position] in _SURELY
                    if norms[position] not in _CONFIRMING or words > _CONFIRMING_TOKENS:
                        return False
                elif kinds[position] is not Kind.PUNCT:
                    return False
                position += step
        sure = sure or self._denies(document, index)
        near = not everyday or self._around.in_context(document, index) or self._follows_code(document, index)
        return sure and near

    def _checked(self, document: Document, index: int, end: int) -> bool:
        """Whether somebody begins with it and asks whether it is so: "Campinas, certo? E termina como?"."""
        norms = document.norms
        after = end + (norms[end : end + 1] == [","])
        if not self._begins(document, index) or norms[after : after + 1] not in _IS_IT_SO:
            return False
        follow = after + 1
        return follow >= len(norms) or document.kinds[follow] is not Kind.WORD or norms[follow] in ("e", "y")

    def _follows_code(self, document: Document, index: int) -> bool:
        """Whether the turn before ends with a postal code."""
        last = self._said_last(document, index)
        return last is not None and self._said.code(document, last)

    def _denies(self, document: Document, index: int) -> bool:
        """Whether another place was said just before: "me dice viña del mar", "no, valparaíso"."""
        last = self._said_last(document, index)
        return last is not None and self._said.part(self._said.words(document, last)) == Part.PLACE

    @staticmethod
    def _said_last(document: Document, index: int) -> int | None:
        """The placeholder that the turn before ends with."""
        kinds = document.kinds
        turn = index
        while turn and kinds[turn - 1] is not Kind.BREAK:
            turn -= 1
        last = turn - 2
        while last > 0 and kinds[last] is Kind.PUNCT:
            last -= 1
        return last if last >= 0 and kinds[last] is Kind.PLACEHOLDER else None
