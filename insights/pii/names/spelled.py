"""Names spelled by their letters: in one breath, with pauses and examples ("erre de rato"), or a few letters
a turn with nods and echoes between."""

from dataclasses import dataclass

from insights.pii.letters import PAIRS, letter_after
from insights.pii.names.interruptions import Interruptions
from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind, fold

_MOST_TOKENS = 120
_GAP_TOKENS = 14
_CUE_TOKENS = 70
_CUE_LINES = 12
_NAMING_TOKENS = 25
_ENDS = (Kind.BREAK, Kind.PUNCT)
_TWO = words("dois dos duas")
_STANDS = words("esta estou figura viene vem sale sai aparece consta ficou quedo")
_VOWELS = frozenset("aeiouy")
_MARKS = frozenset('-,.…"/;')
_JOINERS = words("de da do como com con")
_DRESSED = words(
    "acento tilde til cedilha cedilla maiusculo maiuscula mayuscula minuscula minusculo dieresis"
)
_WITH = words("com con")
_OR = words("ou o y e")
_ARTICLES = words("la el o a na da do no del al ao os as um un")
# Values of these have letters too; what is spelled after them is no name.
_OTHER_VALUES = words(
    """
    placa placas matricula patente pasaporte passaporte curp rfc codigo codigos senha senhas clave claves
    contrasena password pix iban chave serie chassi protocolo pedido reserva localizador voo vuelo email mail
    correo pin token folio cupom cupon wifi rede red cnpj cif nif nie dni cedula cc cartao link site pagina
    arroba eletronico electronico e-mail produto producto modelo referencia rastreio guia bloco
    """
)
_MAIL_MARKS = words("arroba @ ponto punto dot guion underline underscore")
# Of these, what nobody says alone but as a letter.
_RATHER_LETTERS = words("ele ese esse ce ve ze pe")
# Names of letters that are also words people say at every turn.
_EVERYDAY = {
    "pt": words("a e o de te que se ele esse ve ca ze pe ce"),
    "es": words("a e o y u de te que se ve ese"),
}
_HALTS = words("oiga oye mire mira olha olhe veja viu sabe peraí")
_LEADING = words(
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


class SpellingReader:
    """Finds spelled names."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon, interruptions: Interruptions) -> None:
        own = pack.identifiers
        self._pack = pack
        self._lexicon = lexicon
        self._words = pack.names
        self._nods = pack.names.nods | own.backchannels | own.fillers | own.moments
        self._numbers = frozenset(pack.numerals.values)
        self._repeats = pack.numerals.repeats
        self._everyday = _EVERYDAY.get(pack.language, own.word_letters)
        self._interruptions = interruptions
        self.leading = _LEADING | self._nods  # a line of letters may begin with these
        self._doubles = self._plural_letters(pack)
        letters = {word for word, bits in lexicon.known.items() if bits & Class.LETTER}
        # What may stand right after the first of several letters, and with what words spelling goes on.
        self._following = letters | _MARKS | self._repeats.keys() | _TWO
        self.seconds = self._following.union(second for _, second in PAIRS)
        self._going_on = frozenset().union(
            letters,
            own.spelled,
            self._repeats,
            _TWO,
            self._nods,
            _HALTS,
            _JOINERS,
            _WITH,
            _DRESSED,
            (word for pair in PAIRS for word in pair),
            interruptions.firsts,
        )

    @staticmethod
    def _plural_letters(pack: LanguagePack) -> dict[str, str]:
        """Letters as they are said of two: "esses", "rs"."""
        spelled = pack.identifiers.spelled
        named = {f"{word}s": letter for word, letter in spelled.items() if len(word) > 1}
        return named | {f"{letter}s": letter for letter in "bcdfgjklmnpqrtvxz"}

    def find(self, document: Document, index: int, *, line: bool) -> Spelling | None:
        """The spelled name that begins at `index`; `line` where a line begins there."""
        if line:
            index = self._skip_leading(document, index)
        if not self.begins(document, index, line=line) or self._ends_at_once(document, index):
            return None
        said = self._read(document, index)
        return said if said is not None and self._is_name(document, index, said) else None

    def begins(self, document: Document, index: int, *, line: bool) -> bool:
        """A look at the next two words, for most letters are everyday words."""
        norms = document.norms
        if index + 1 >= len(norms) or line:
            return index < len(norms) and bool(letter_after(document, index, self._pack)[1])
        following = norms[index + 1]
        return following in self._following or (norms[index], following) in PAIRS

    def _ends_at_once(self, document: Document, index: int) -> bool:
        """Whether the letter at `index` is an everyday word before a word with which no spelling goes on."""
        norms = document.norms
        follow = index + 1
        if follow >= len(norms) or len(norms[follow]) == 1 or norms[follow] in self._going_on:
            return False
        everyday = norms[index] in self._everyday and not self._clear(document, index, follow)
        return everyday and document.kinds[follow] is Kind.WORD

    def _skip_leading(self, document: Document, index: int) -> int:
        """Past "sí, es …" and "é …", as long as letters follow."""
        norms = document.norms
        start = index
        while index < min(len(norms), start + 5):
            raw = document.text[document.starts[index]]
            letter = letter_after(document, index, self._pack)[1]
            if letter and raw not in "éÉ":
                break
            if norms[index] not in _LEADING and norms[index] not in self._nods and norms[index] not in _MARKS:
                return start
            index += 1
        return index if index < len(norms) else start

    def _read(self, document: Document, index: int) -> Spelling | None:
        """The letters from `index` on."""
        kinds = document.kinds
        stop = min(len(document), index + _MOST_TOKENS)
        pieces: list[tuple[int, int]] = []
        letters: list[str] = []
        turn: list[str] = []
        clear = examples = 0
        first = last = position = index
        while position < stop:
            letter, after = self._unit(document, position)
            if after > position:
                turn.append(letter)
                clear += self._clear(document, position, after)
                examples += after - position > 2
                position = last = after
                continue
            resumed = self._resumed(document, position, stop)
            if resumed == position:
                break
            if Kind.BREAK in kinds[position:resumed]:
                pieces.append((first, last))
                letters = self._joined(letters, turn)
                turn = []
                first = resumed
            position = resumed
        pieces.append((first, last))
        letters = self._joined(letters, turn)
        return Spelling(tuple(pieces), "".join(letters), clear, examples) if letters else None

    def _clear(self, document: Document, position: int, after: int) -> bool:
        """Whether this can only be a letter: none of the everyday words, with an accent, with an example."""
        norm = document.norms[position]
        if norm not in self._everyday or after - position > 1:
            return True
        written = document.raw(position, position + 1).lower()
        return written != norm and written not in ("é", "à", "às")

    @staticmethod
    def _joined(letters: list[str], turn: list[str]) -> list[str]:
        """With what a turn adds; an echo adds nothing."""
        return letters if letters and letters[-len(turn) :] == turn else letters + turn

    def _unit(self, document: Document, position: int) -> tuple[str, int]:
        """A letter and one past it: "doble erre", "dos eles", "n de navarra", "e con acento"."""
        norms = document.norms
        if norms[position] in _TWO and norms[position + 1 : position + 2] != []:
            letter = self._doubles.get(norms[position + 1], "")
            return (letter * 2, position + 2) if letter else ("", position)
        count = self._repeats.get(norms[position], 0)
        letter, length = letter_after(document, position + bool(count), self._pack)
        if not length and count:
            count = 0
        if not length:
            letter, length = letter_after(document, position, self._pack)
        if not length:
            return "", position
        after = position + bool(count) + length
        if after + 1 < len(norms):
            word = norms[after + 1]
            if (
                (norms[after] in _WITH and word in _DRESSED)
                or (
                    norms[after] in _JOINERS
                    and document.kinds[after + 1] is Kind.WORD
                    and len(word) > 2
                    and (word[0] == letter[0] or (word[:2] == "hi" and letter == "i"))
                )
                or (word == "casa" and norms[after] in _JOINERS)
            ):
                after += 2
        while after < len(norms) and norms[after] in _DRESSED:
            after += 1
        return letter * max(count, 1), after

    def _resumed(self, document: Document, position: int, stop: int) -> int:
        """Where the letters go on after marks, pauses, nods and line ends; `position` where they do not."""
        norms, kinds = document.norms, document.kinds
        index, limit = position, min(stop, position + _GAP_TOKENS)
        careful = False
        while index < limit:
            phrase, after = self._interruptions.phrase(document, index)
            if len(phrase) > 1 or (phrase and len(phrase[0]) > 1):
                index, careful = after, True
                continue
            if index > position and letter_after(document, index, self._pack)[1]:
                if not careful or self._opens_line(document, index):
                    return index
                if norms[index] not in self._nods:
                    return position
                index += 1
                continue
            if index > position and self._unit(document, index)[0]:
                return index  # "doble ele", "dos erres"
            norm = norms[index]
            if kinds[index] is Kind.BREAK or norm == ".":
                careful = True
            elif norm not in _MARKS and norm not in "?!" and norm not in self._nods and norm not in _HALTS:
                return position
            index += 1
        return position

    def _opens_line(self, document: Document, index: int) -> bool:
        """Whether letters go on at `index`, and no sentence begins with "a", "e"."""
        norms = document.norms
        _, after = self._unit(document, index)
        if after >= len(norms) or document.kinds[after] is not Kind.WORD:
            return True
        if letter_after(document, after, self._pack)[1]:
            return (
                norms[index] not in self._everyday
                or norms[after] not in self._everyday
                or (after + 1 >= len(norms) or bool(letter_after(document, after + 1, self._pack)[1]))
            )
        return norms[index] not in self._everyday or after - index > 1

    def _is_name(self, document: Document, index: int, said: Spelling) -> bool:
        """Whether the letters make a name: they make one of the lists, or somebody speaks of spelling."""
        norms, letters = document.norms, said.letters
        if self._beside_value(document, index, said.end) or self._headline(letters):
            return False
        before = index - 1
        while before >= 0 and norms[before] in _MARKS:
            before -= 1
        if len(letters) > 2 and before >= 0 and norms[before] == letters:
            return True  # "Lima, ele i eme a"
        cue = self._cue(document, index)
        bare = self._bare(document, index, said.end)
        if not said.clear and not bare and not (cue > 2 and len(letters) > 3):
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
                norms[position] not in _LEADING
                and norms[position] not in self._nods
                and norms[position] not in _MARKS
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
            elif norm in _WITH and self._letter_choice(document, position):
                return 3
            elif norm == "[]" and lines < 4 and self._lettered(document, position):
                return 3  # letters were said before
            elif norm in self._words.dictating and lines < 2:
                weak = 1
            elif norm in _OTHER_VALUES:
                return -1 if lines < 4 else weak
            position -= 1
        return weak

    def _lettered(self, document: Document, index: int) -> bool:
        """Whether a placeholder stands for spelled letters."""
        said = fold(document.raw(index, index + 1)).replace("-", " ").replace(",", " ").split()
        spelled = self._pack.identifiers.spelled
        said = [word for k, word in enumerate(said) if word not in _JOINERS and said[k - 1 : k] != ["de"]]
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
        return bool(after) and (after[0] in ("?", "\n") or (after[0] in _OR or after[0] in _JOINERS))
