"""Passwords said or written as words: "a senha é girassol 42", "mi clave es luna arroba ciento veintitrés",
"senha: gato2024", "puse guitarra exclamación dos como contraseña"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from insights.pii.findings import Finding
from insights.pii.identifiers import roles, topics
from insights.pii.identifiers.hints import Hint
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import (
    ASKING,
    CAPITALS,
    DIALLING,
    ENTERING,
    FAILING,
    NO_PASSWORDS,
    SIGN_PARTS,
    SIGNS,
    USING,
)
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_LINK_TOKENS = 8
_CLAUSE_WORDS = 5  # "la clave que le puse al wifi es …"
_PIECE_TOKENS = 14
_MOST_WORDS = 3
_MOST_TOKENS = 30
_IDLE_TOKENS = 6
_BACK_TOKENS = 18
_AFTER_TOKENS = 14
_LEAST_WRITTEN = 4
_LEAST_WORD = 3
_TRAILING = frozenset(".,;:?!…)\"'»”")
_MARKS = frozenset("*!#_$&%+@-")
_GAP_MARKS = frozenset(",….-?")
_WHOLE = words("fue trae traz e eh es era sera seria : = fica foi son sao ficou quedo : pra para por")
_LINKS = words(
    "inicial fabrica telefonica numerica dinamica permanente de do da del la lo o a meu minha mi su tu "
    "sua tua acesso acceso wifi wi fi - internet app aplicativo conta cuenta web portal email correo "
    "e-mail atual actual nova nueva temporal provisoria provisional temporaria antiga antigua anterior "
    "velha vieja secreta casa rede red meu al agora ahora eu yo aqui"
)
_POSSESSED = words("minha mi a la tu su sua tua essa esta esa nova nueva cuya")
_CLAUSE = words("que")
_BEFORE_DAYS = words("el la los las o a os as ao al dia de do del em en es")
_TOWARDS = words("pra para por a")
_CHANGED = words("cambiada alterada redefinida trocada modificada restablecida reseteada resetada mudada a")
_PARTICIPLES = ("ada", "ida", "ado", "ido", "vel", "ble")


@dataclass(slots=True)
class _Password:
    """What was said of one, a range for each turn."""

    pieces: list[tuple[int, int]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    plain: int = 0
    signs: int = 0
    numbers: int = 0
    ends: bool = False  # nothing follows in the phrase

    @property
    def strong(self) -> bool:
        return bool(self.signs or self.numbers)

    def finding(self, score: float) -> Finding:
        return Finding(PiiType.SENHA, tuple(self.pieces), " ".join(self.words), score)


def secret_after(
    document: Document, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The password that the words around token `index`, a word for one, give away."""
    norms, kinds = document.norms, document.kinds
    count = len(norms)
    start = index + 1
    copula, plainly = False, True
    stop = min(count, index + _LINK_TOKENS)
    while start < stop:
        if norms[start] in _WHOLE:
            copula = True
            plainly = plainly and norms[start] not in _TOWARDS
        elif norms[start] in _CHANGED:
            plainly = False
        elif copula or (norms[start] not in _LINKS and (norms[start] != "," or start == index + 1)):
            break
        start += 1
    if start < stop and norms[start] in _CLAUSE and not copula:
        for after in range(start + 2, min(count, start + 3 + _CLAUSE_WORDS)):
            if kinds[after] is not Kind.WORD:
                break
            if norms[after] in _WHOLE:
                start, copula = after + 1, True
                break
    if start < count and kinds[start] in (Kind.WORD, Kind.NUMBER) and start >= document.floor:
        written = _written(document, start)
        if written is not None and not document.touches(start):
            return written
        told = _read(document, start, pack, table)
        if told is not None:
            if told.signs or (told.strong and told.plain <= 1 + copula):
                return told.finding(0.8)
            if copula and plainly and told.ends and told.plain <= 2 and _possessed(document, index):
                return told.finding(0.7)
    return _entered_before(document, index, pack, table)


def _entered_before(
    document: Document, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """ "puse girasol 123 como clave", "entrei com lua_7 e bloqueou a senha"."""
    norms = document.norms
    for verb in range(index - 2, max(document.floor, index - _BACK_TOKENS) - 1, -1):
        if document.kinds[verb] is Kind.BREAK:
            return None
        if norms[verb] in ENTERING:
            start = verb + 1
            while start < index and norms[start] in ("con", "com", "a", "o", "la", "el"):
                start += 1
            found = _written(document, start)
            if found is not None:
                return found
            told = _read(document, start, pack, table)
            if told is None or not told.strong or told.pieces[-1][1] > index:
                return None
            return told.finding(0.75)
    return None


def secret_entered(
    document: Document, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """ "entrei com girassol 42 e diz que não existe": after token `index`, a word for entering one, where the
    turn tells that it did not work."""
    norms = document.norms
    start = index + 1
    while start < len(norms) and norms[start] in ("con", "com"):
        start += 1
    found = _written(document, start)
    if found is None:
        told = _read(document, start, pack, table)
        if told is None or not (told.signs or told.numbers > 1) or told.plain > 2:
            return None
        found = told.finding(0.7)
    last = found.pieces[-1][1]
    return found if not FAILING.isdisjoint(norms[last : last + _AFTER_TOKENS]) else None


def code_entered(document: Document, index: int, table: Mapping[str, int]) -> int:
    """Where the digits begin that are entered at token `index`, "ponho 4321 e ele pede de novo", "use 4321";
    `index` for none."""
    norms = document.norms
    start = index + 1
    while start < len(norms) and norms[start] in ("o", "el", "la", "a"):
        start += 1
    if not _digit(document, start, table):
        return index
    told = norms[index] in USING or not FAILING.isdisjoint(norms[start : start + _MOST_TOKENS])
    return start if told else index


def secret_around(
    document: Document, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The password in which token `index`, a sign, is said: "girassol exclamação oitenta e nove"."""
    norms = document.norms
    start = index - 1
    while start > document.floor and norms[start] in CAPITALS | SIGN_PARTS:
        start -= 1
    if start < document.floor or document.kinds[start] is not Kind.WORD or norms[start] in DIALLING:
        return None
    told = _read(document, start, pack, table)
    if told is None or not (told.signs and told.numbers) or told.pieces[-1][1] <= index:
        return None
    return told.finding(0.75)


def secret_asked(
    document: Document, start: int, hints: Sequence[Hint], pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The password that begins a block, where the words before it ask for one or say that it comes."""
    norms, kinds = document.norms, document.kinds
    if not hints or hints[0].kind is not PiiType.SENHA or not hints[0].linked:
        return None
    if hints[0].said and not hints[0].said & topics.SECRET:
        return None  # a code: of digits
    count = min(len(norms), start + _LINK_TOKENS + 3)
    skipped = roles.LINK | roles.COPULA | roles.FILLER | roles.PAUSE | roles.CONTEXT
    bare = True
    while start < count and (
        kinds[start] is Kind.BREAK
        or norms[start] in ".,:!¿?…"
        or (
            kinds[start] is Kind.WORD
            and (table.get(norms[start], 0) & skipped or norms[start] in ENTERING or norms[start] in _OPENERS)
            and not table.get(norms[start], 0) & roles.NUMBER
        )
    ):
        bare = bare and kinds[start] is not Kind.WORD
        start += 1
    if start >= count or kinds[start] not in (Kind.WORD, Kind.NUMBER):
        return None
    found = _written(document, start)
    if found is not None:
        return found
    if kinds[start] is Kind.NUMBER:
        return None
    told = _read(document, start, pack, table)
    if told is None:
        return None
    turns = norms[hints[0].index : start].count("\n")
    if told.signs or (told.numbers > 1 and told.plain == 1 and turns <= 1 + bare):
        return told.finding(0.75)
    # One word and nothing else, to a question.
    around = norms[max(0, hints[0].index - _LINK_TOKENS) : document.floor]
    asks = "?" in around or not ASKING.isdisjoint(around)
    alone = bare and asks and told.ends and told.plain == 1 and not told.numbers
    alone = (
        alone
        and turns == 1
        and kinds[document.floor - 1] is Kind.BREAK
        and norms[told.pieces[-1][1] :][:1] != ["?"]
    )
    return (
        told.finding(0.6)
        if alone and not table.get(norms[start], 0) and len(norms[start]) > _LEAST_WORD
        else None
    )


def _written(document: Document, start: int) -> Finding | None:
    """A password written in one piece: letters with digits or marks."""
    if start >= len(document) or document.kinds[start] not in (Kind.WORD, Kind.NUMBER):
        return None
    end = _piece(document, start)
    raw = document.raw(start, end)
    letters = sum(char.isalpha() for char in raw)
    marked = any(char.isdigit() for char in raw) or any(char in _MARKS for char in raw[1:])
    mail = "@" in raw and "." in raw[raw.index("@") :]
    if not marked or letters < 2 or len(raw) < _LEAST_WRITTEN or mail:
        return None
    if document.norms[start].isdecimal() and document.norms[end - 1].isalpha() and end - start > 3:
        return None  # "6 a 8", a date
    if not any(char.isdigit() for char in raw) and "-" in raw:
        return None  # "wi-fi"
    return Finding(PiiType.SENHA, ((start, end),), raw, 0.85)


def _piece(document: Document, start: int) -> int:
    """One past what is written without a blank from `start` on."""
    end = start + 1
    while end < min(len(document), start + _PIECE_TOKENS) and document.touches(end):
        if document.kinds[end] in (Kind.BREAK, Kind.PLACEHOLDER):
            break
        end += 1
    while end > start + 1 and document.norms[end - 1] in _TRAILING:
        end -= 1
    return end


def _possessed(document: Document, index: int) -> bool:
    """ "minha senha é", "la clave del wifi es": the word is about one password, not about passwords."""
    if index > 2 and document.norms[index - 1] == "-":
        index -= 2  # "palavra-passe"
    before = document.norms[index - 1] if index else ""
    return before in _POSSESSED or not before


def _digit(document: Document, index: int, table: Mapping[str, int]) -> bool:
    if index >= len(document):
        return False
    return document.kinds[index] is Kind.NUMBER or bool(table.get(document.norms[index], 0) & roles.NUMBER)


def _read(document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]) -> _Password | None:
    """One to three words with signs and digits after them, pauses and corrections between."""
    norms, kinds = document.norms, document.kinds
    count = len(norms)
    refused, connector = pack.identifiers.not_secrets, pack.numerals.connector
    said = _Password()
    position = start
    first = end = start
    idle = 0
    between = roles.FILLER | roles.PAUSE | roles.CORRECTION | roles.MOMENT
    while position < min(count, start + _MOST_TOKENS) and idle <= _IDLE_TOKENS:
        norm, kind = norms[position], kinds[position]
        role = table.get(norm, 0)
        position += 1
        idle += 1
        if kind is Kind.BREAK:
            if said.numbers > 1:
                break
            if end > first:
                said.pieces.append((first, end))
            first = end = position
            continue
        if kind is Kind.NUMBER or (role & roles.NUMBER and said.plain):
            if not norm.isdecimal() and kind is Kind.NUMBER:
                break
            if idle > 1 and not said.numbers and norms[position - 2] in _BEFORE_DAYS:
                break  # "el técnico pasa el 28"
            if role & roles.ARTICLE and not _digit(document, position, table) and not said.numbers:
                break
            # "vinte e", "2019": more than one digit
            said.numbers += 2 if len(norm) > 1 and (norm.isdecimal() or pack.numerals.values[norm] > 9) else 1
        elif said.plain and norm in SIGNS:
            said.signs += 1
        elif said.plain and norm in SIGN_PARTS and norms[position - 2] in SIGNS | SIGN_PARTS:
            pass
        elif said.plain and norm in CAPITALS:
            said.signs += norm[:1] == "m"
            if norm[:1] != "m":
                continue
        elif (said.numbers and norm == connector) or (
            said.plain and (role & between or norm in pack.identifiers.moments) and not role & roles.CONTEXT
        ):
            continue
        elif kind is Kind.PUNCT and norm in _GAP_MARKS and said.plain:
            if norm in ".?" and position < count and kinds[position] is not Kind.BREAK:
                break
            continue
        elif (
            kind is Kind.WORD
            and not (said.strong or idle > 1)
            and said.plain < _MOST_WORDS
            and norm not in refused
            and norm not in NO_PASSWORDS
            and norm not in _WHOLE
            and (said.plain or norm not in DIALLING)
            and not role & (roles.NUMBER | roles.CONTEXT | roles.UNIT | roles.AMOUNT | roles.EXPIRY)
        ):
            said.plain += 1
        else:
            break
        idle = 0
        said.words.append(norm)
        first = position - 1 if end == first else first
        end = position
    if end > first:
        said.pieces.append((first, end))
    if not said.plain or not said.pieces or len(norms[start]) < _LEAST_WORD:
        return None
    if norms[start].endswith(_PARTICIPLES):
        return None
    last = said.pieces[-1][1]
    if said.numbers and last < count and table.get(norms[last], 0) & roles.UNIT and not said.signs:
        return None
    said.ends = last >= count or kinds[last] in (Kind.BREAK, Kind.PUNCT)
    return said


_OPENERS = words(
    "se da te lo ya ja digo doy dou creo acho que es era e a la o el un una um uma sempre siempre con "
    "com de seguinte siguiente todo tudo"
)
