"""Passwords said or written as words: "a senha é girassol 42", "mi clave es luna arroba ciento veintitrés",
"senha: gato2024", "puse guitarra exclamación dos como contraseña"."""

from collections.abc import Callable, Mapping, Sequence

from insights.pii.findings import Finding
from insights.pii.identifiers import roles, topics
from insights.pii.identifiers.passwords import WHOLE, is_digit, read_password, written_password
from insights.pii.identifiers.sentences import Hint
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import (
    CAPITALS,
    COMMON_SIGNS,
    CONFIRMING,
    DIALLING,
    ENTERING,
    ENTRANCES,
    FAILING,
    OPENING,
    PROVISIONAL,
    SIGN_PARTS,
    SIGNS,
    USING,
)
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_LINK_TOKENS = 8
_CLAUSE_WORDS = 5  # "la clave que le puse al wifi es …"
_MOST_TOKENS = 30
_BACK_TOKENS = 18
_AFTER_TOKENS = 14
_LINKS = words(
    "inicial fabrica telefonica numerica dinamica permanente de do da del la lo o a meu minha mi su tu "
    "sua tua acesso acceso wifi wi fi - internet app aplicativo conta cuenta web portal email correo "
    "e-mail atual actual nova nueva temporal provisoria provisional temporaria antiga antigua anterior "
    "velha vieja secreta casa rede red meu al agora ahora eu yo aqui ai ahi va vai"
)
_ONE = (["una"], ["uma"], ["la"], ["otra"], ["outra"])
_POSSESSED = words("minha mi a la tu su sua tua essa esta esa nova nueva cuya")
_NOTING = words("anote anota anotar apunte apunta apuntar")  # "anote la clave luna verde"
_CLAUSE = words("que para pra")
_INFINITIVES = words("ar er ir")
_TOWARDS = words("pra para por a")
_CHANGED = words("cambiada alterada redefinida trocada modificada restablecida reseteada resetada mudada a")


def secret_after(
    document: Document, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The password that the words around token `index`, a word for one, give away."""
    norms, kinds = document.norms, document.kinds
    if norms[index] in PROVISIONAL and norms[index - 1 : index] not in _ONE:
        return None
    count = len(norms)
    start = index + 1
    if norms[index] in PROVISIONAL and norms[start : start + 1] == [","]:
        start += 1
    copula, plainly = not _NOTING.isdisjoint(norms[max(0, index - 3) : index]), True
    stop = min(count, index + _LINK_TOKENS)
    while start < stop:
        if norms[start] in WHOLE:
            if (
                norms[start] in _CLAUSE
                and norms[start + 1 : start + 2]
                and norms[start + 1][-2:] in _INFINITIVES
            ):
                break  # "para abrir el pdf"
            copula = True
            plainly = plainly and norms[start] not in _TOWARDS
        elif norms[start] in _CHANGED:
            plainly = False
        elif copula or (norms[start] not in _LINKS and (norms[start] != "," or start == index + 1)):
            break
        start += 1
    if start < stop and norms[start] in _CLAUSE and not copula:
        for after in range(start + 2, min(count, start + 3 + _CLAUSE_WORDS)):
            if kinds[after] is not Kind.WORD and norms[after] not in ",¿":
                break
            if norms[after] in WHOLE:
                start, copula = after + 1, True
                break
    if start < count and kinds[start] in (Kind.WORD, Kind.NUMBER) and start >= document.floor:
        written = written_password(document, start)
        if written is not None and not document.touches(start):
            return written
        told = read_password(document, start, pack, table)
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
            found = written_password(document, start)
            if found is not None:
                return found
            told = read_password(document, start, pack, table)
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
    opens = norms[index] in OPENING
    enters = norms[index] in ENTRANCES
    if (opens or enters) and start == index + 1:
        return None
    found = written_password(document, start)
    if found is None:
        told = read_password(document, start, pack, table)
        if told is None or not (told.signs or told.numbers > 1 or told.dated) or told.plain > 2:
            return None
        if told.dated and start > index + 1:
            return told.finding(0.7)  # "entro con perro verde y el año"
        found = told.finding(0.7)
    last = found.pieces[-1][1]
    if opens or (enters and norms[index - 1 : index] in (["no"], ["nao"])):
        return found
    return found if not FAILING.isdisjoint(norms[last : last + _AFTER_TOKENS]) else None


def code_entered(document: Document, index: int, table: Mapping[str, int]) -> int:
    """Where the digits begin that are entered at token `index`, "ponho 4321 e ele pede de novo", "use 4321";
    `index` for none."""
    norms = document.norms
    start = index + 1
    opens = norms[index] in OPENING
    if opens and norms[start : start + 1] not in (["con"], ["com"]):
        return index
    while start < len(norms) and norms[start] in ("o", "el", "la", "a", "con", "com"):
        start += 1
    if not is_digit(document, start, table):
        return index
    after = norms[start : start + _MOST_TOKENS]
    told = opens or norms[index] in USING or not FAILING.isdisjoint(after) or not CONFIRMING.isdisjoint(after)
    return start if told else index


def secret_again(
    document: Document, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """A password that was found before, said again from token `index` on."""
    told = read_password(document, index, pack, table)
    return told.finding(0.7) if told is not None and told.value in document.secrets else None


_PARTS = CAPITALS | SIGN_PARTS | SIGNS
_CERTAIN_PARTS = 3
_MAIL_GOES_ON = words("@ . punto ponto - _ guion underline underscore traco barra raya")
_JOINED = (["."], ["punto"], ["ponto"], ["-"], ["_"])


def secret_around(
    document: Document, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The password in which token `index`, a sign, is said: "girassol exclamação oitenta e nove"."""
    norms = document.norms
    start = index - 1
    while start > document.floor and norms[start] in _PARTS:
        start -= 1
    if start < document.floor or document.kinds[start] is not Kind.WORD or norms[start] in DIALLING:
        return None
    told = read_password(document, start, pack, table)
    if told is None or not (told.signs and told.numbers) or told.pieces[-1][1] <= index:
        return None
    if norms[index] in COMMON_SIGNS:
        after = norms[told.pieces[-1][1] :][:1]
        mail = after and (after[0] in _MAIL_GOES_ON or after[0] in pack.emails.at_words)
        few = told.numbers + told.signs < _CERTAIN_PARTS or told.plain > 1
        if mail or few or norms[start - 1 : start] in _JOINED:
            return None
    return told.finding(0.75)


def secret_asked(
    document: Document,
    start: int,
    hints_before: Callable[[Document, int], Sequence[Hint]],
    pack: LanguagePack,
    table: Mapping[str, int],
) -> Finding | None:
    """The password that begins a block, where the words before it ask for one or say that it comes.

    What is before is read only where the block may begin with one: few do."""
    norms, kinds, floor = document.norms, document.kinds, start
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
    found = written_password(document, start)
    told = None
    if found is None:
        if kinds[start] is Kind.NUMBER:
            return None
        told = read_password(document, start, pack, table)
        if told is None or not (told.signs or told.numbers > 1):
            return None
    hints = hints_before(document, floor)
    if not hints or hints[0].kind is not PiiType.SENHA or not hints[0].linked:
        return None
    if hints[0].said and not hints[0].said & topics.SECRET:
        return None  # a code: of digits
    if told is None:
        return found
    turns = norms[hints[0].index : start].count("\n")
    if told.signs or (told.numbers > 1 and told.plain == 1 and turns <= 1 + bare):
        return told.finding(0.75)
    return None


def _possessed(document: Document, index: int) -> bool:
    """ "minha senha é", "la clave del wifi es": the word is about one password, not about passwords."""
    if index > 2 and document.norms[index - 1] == "-":
        index -= 2  # "palavra-passe"
    before = document.norms[index - 1] if index else ""
    return before in _POSSESSED or not before


_OPENERS = words(
    "no nao se da te lo ya ja digo doy dou creo acho que es era e a la o el un una um uma sempre siempre con "
    "com de seguinte siguiente todo tudo veio vino llego chegou uy ui"
)
