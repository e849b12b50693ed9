"""Whether letters that are said one after the other make a name: by what they make, and by what is said
before them."""

from dataclasses import dataclass

from insights.pii.letters import letter_after
from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind, fold

_CUE_TOKENS = 70
_CUE_LINES = 12
_NAMING_TOKENS = 25
_LEAST_EVERYDAY, _LEAST_CLEAR = 4, 3  # letters, where they are everyday words or not
_STANDS = words("esta estou figura viene vem sale sai aparece consta ficou quedo")
_VOWELS = frozenset("aeiouy")
MARKS = frozenset('-,.…"/;')
JOINERS = words("de da do como com con")
WITH = words("com con")
_OR = words("ou o y e")
_ARTICLES = words("la el o a na da do no del al ao os as um un")
# Values of these have letters too; what is spelled after them is no name.
_OTHER_VALUES = words(
    """
    placa placas matricula patente pasaporte passaporte curp rfc codigo codigos senha senhas clave claves
    contrasena password pix iban chave serie chassi protocolo pedido reserva localizador voo vuelo email mail
    correo pin token folio cupom cupon wifi rede red cnpj cif nif nie dni cedula cc link site pagina
    arroba eletronico electronico e-mail produto producto modelo referencia rastreio guia bloco
    """
)
_MAIL_MARKS = words("arroba @ ponto punto dot guion underline underscore")
# Of these, what nobody says alone but as a letter.
_RATHER_LETTERS = words("ele ese esse ce ve ze pe")
LEADING = words(
    "e es sim si claro ok o a ah eh bueno pois isso certo va vai asi assim ahi ai entao entonces fica ficou "
    "queda quedo :"
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """Letters said one after the other. A piece for each turn; an echo is a piece, its letters count once."""

    pieces: tuple[tuple[int, int], ...]
    letters: str
    clear: int  # of them are no everyday words
    examples: int  # of them have one: "erre de rato"

    @property
    def end(self) -> int:
        return self.pieces[-1][1]


class SpellingJudge:
    """Tells spelled names from other letters."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon) -> None:
        own = pack.identifiers
        self._pack = pack
        self._lexicon = lexicon
        self._words = pack.names
        self._nods = pack.names.nods | own.backchannels | own.fillers | own.moments
        self._numbers = frozenset(pack.numerals.values)

    def is_name(self, document: Document, index: int, said: Spelling) -> bool:
        """Whether the letters make a name: they make one of the lists, or somebody speaks of spelling."""
        norms, letters = document.norms, said.letters
        if (
            self._beside_value(document, index, said.end)
            or self._headline(letters)
            or self._either(norms, index, said.end)
        ):
            return False
        before = index - 1
        while before >= 0 and norms[before] in MARKS:
            before -= 1
        if len(letters) > 2 and before >= 0 and norms[before] == letters:
            return True  # "Lima, ele i eme a"
        bare = self._bare(document, index, said.end)
        if self._too_few(document, index, said, bare=bare):
            return False
        cue = self._cue(document, index)
        if not said.clear and not bare and cue < 3:
            return False
        article = before >= 0 and before == index - 1 and norms[before] in _ARTICLES
        if article and len(letters) < 5 and cue < 2:
            return False  # an acronym has an article, a spelled surname has none
        if cue > 1:
            if said.clear and (len(letters) > 2 or len(said.pieces) > 1):
                return True
            if cue > 2 and (said.examples > 1 or said.clear > 1):
                return True
            if cue > 2 and len(letters) > 3:
                return True
            if not self._alone(document, index, said.end):
                return False
            if said.clear or (cue > 2 and bare and (len(letters) > 1 or norms[index] in _RATHER_LETTERS)):
                return True
            more = "[]" in norms[max(0, index - 16) : index]  # letters that were said before
            return cue > 2 and more and bare
        if cue == 1 and said.clear and len(letters) > 1 and self._alone(document, index, said.end):
            return True
        if said.clear and len(letters) > 3 and cue >= 0 and self._listed(letters):
            return True
        if said.clear < 2 or (cue < 0 and not (len(letters) > 3 and self._far(norms, index))):
            return False
        if said.examples > 1:
            return True
        if letters[:1] in "ao" and norms[index] == document.raw(index, index + 1):
            letters = letters[1:]  # "o i p t u"
        vowels = sum(letter in _VOWELS for letter in letters)
        if letters[:2] in ("ab", "bc") or (len(letters) < 4 and cue < 1):
            return False  # "hepatitis A, B y C", "i.v."
        if any(self._listed(part) for part in (said.letters, letters, letters[:-1])):
            return True
        if len(letters) < 4 or not 1 <= vowels < len(letters):
            return False
        if cue == 1 or (len(letters) > 4 and self._alone(document, index, said.end)):
            return True
        return norms[index + 1 : index + 2] in (["-"], [","])

    @staticmethod
    def _either(norms: list[str], index: int, end: int) -> bool:
        """Whether one letter or another is asked for: "¿esa es ene o eme?"."""
        first, *rest = norms[index:end]
        return (
            len(rest) == 2
            and rest[0] in ("o", "ou")
            and len(first) > 1
            and len(rest[1]) > 1
            and first != rest[1]
        )

    def _too_few(self, document: Document, index: int, said: Spelling, *, bare: bool) -> bool:
        """Whether so few letters are none of a name's, whatever is spoken of."""
        if not said.clear:
            return not bare and len(said.letters) < _LEAST_EVERYDAY
        one = (
            len(said.letters) < _LEAST_CLEAR and len(said.pieces) == 1 and max(said.clear, said.examples) == 1
        )
        return one and not self._alone(document, index, said.end)

    def _headline(self, letters: str) -> bool:
        """Whether the letters make an everyday word that is no name: "R E L A T Ó R I O"."""
        bits = self._lexicon.of(letters)
        return len(letters) > 3 and bool(bits & Class.STOP and not bits & NAME)

    def _listed(self, letters: str) -> bool:
        bits = self._lexicon.of(letters)
        return len(letters) > 2 and bool(bits & NAME) and not (bits & Class.STOP and len(letters) < 4)

    @staticmethod
    def _far(norms: list[str], index: int) -> bool:
        """Whether no other value is spoken of just before."""
        return _OTHER_VALUES.isdisjoint(norms[max(0, index - 6) : index])

    def _beside_value(self, document: Document, index: int, end: int) -> bool:
        """Whether the letters are a part of an address or of a number."""
        norms, kinds = document.norms, document.kinds
        if "º" in document.raw(index, end):
            return True  # "n.º"
        for position, step in ((index - 1, -1), (end, 1)):
            while 0 <= position < len(norms) and norms[position] in ",-":
                position += step
            if not 0 <= position < len(norms):
                continue
            if kinds[position] is Kind.NUMBER or norms[position] in _MAIL_MARKS or norms[position] == "$":
                return True
            if norms[position] in self._numbers and norms[position] not in (
                "um",
                "uma",
                "un",
                "una",
                "e",
                "y",
            ):
                return True
        return False

    def _alone(self, document: Document, index: int, end: int) -> bool:
        """Whether the line holds the letters and nods only."""
        norms, kinds = document.norms, document.kinds
        position = index - 1
        while position >= 0 and kinds[position] is not Kind.BREAK:
            if (
                norms[position] not in LEADING
                and norms[position] not in self._nods
                and norms[position] not in MARKS
            ):
                norm = norms[position]
                return norm in ("solo", "so") or norm in self._words.spelling_context | self._words.dictating
            position -= 1
        return end >= len(norms) or kinds[end] is not Kind.WORD or norms[end] in self._nods

    @staticmethod
    def _bare(document: Document, index: int, end: int) -> bool:
        """Whether nothing else is in the line."""
        kinds = document.kinds
        return (index == 0 or kinds[index - 1] is Kind.BREAK) and (
            end >= len(kinds) or kinds[end] is not Kind.WORD
        )

    def _cue(self, document: Document, index: int) -> int:
        """3 where somebody speaks of spelling, 2 where of a name, 1 where something is corrected or dictated,
        -1 where the letters are another value's, 0 where nothing is known."""
        norms, kinds = document.norms, document.kinds
        if index > 1 and norms[index - 1] == "como" and norms[index - 2] in _STANDS:
            return 2  # "en la reserva está como …"
        lines = 0
        weak = 0
        position = index - 1
        stop = max(-1, index - _CUE_TOKENS)
        while position > stop and lines < _CUE_LINES:
            norm = norms[position]
            if kinds[position] is Kind.BREAK:
                lines += 1
                if lines == 1 and "como" in norms[max(0, position - 2) : position]:
                    return 2  # "Caldas como?"
                if weak and lines > 1:
                    return weak
            elif norm in self._words.spelling_context or (
                norm in self._words.naming and index - position < _NAMING_TOKENS
            ):
                value = _OTHER_VALUES.intersection(norms[max(0, position - 5) : position + 6])
                return -1 if value else 3 if norm in self._words.spelling_context else 2
            elif norm in WITH and self._letter_choice(document, position):
                return 3
            elif norm == "[]" and lines < 4 and self._lettered(document, position):
                return 3  # letters were said before
            elif norm in self._words.dictating and lines < 2:
                weak = 1
            elif norm in _OTHER_VALUES:
                # What is dictated in a line of its own is rather a name.
                return -1 if lines < 4 and not (weak and lines) else weak
            position -= 1
        return weak

    def _lettered(self, document: Document, index: int) -> bool:
        """Whether a placeholder stands for spelled letters."""
        said = fold(document.raw(index, index + 1)).replace("-", " ").replace(",", " ").split()
        spelled = self._pack.identifiers.spelled
        said = [word for k, word in enumerate(said) if word not in JOINERS and said[k - 1 : k] != ["de"]]
        return all((len(word) == 1 and word.isalpha()) or word in spelled for word in said)

    def _letter_choice(self, document: Document, position: int) -> bool:
        """ "Com y ou com i?", "con zeta o con ese", "con b de burro"."""
        norms = document.norms
        if position + 2 >= len(norms):
            return False
        length = letter_after(document, position + 1, self._pack)[1]
        if not length:
            return False
        after = norms[position + 1 + length : position + 3 + length]
        return bool(after) and (after[0] in ("?", "\n") or (after[0] in _OR or after[0] in JOINERS))
