"""Names spelled by their letters: in one breath, with pauses and examples ("erre de rato"), or a few letters
a turn with nods and echoes between."""

from insights.pii.letters import PAIRS, letter_after
from insights.pii.names.interruptions import Interruptions
from insights.pii.names.lexicon import Class, Lexicon
from insights.pii.names.spelling import JOINERS, LEADING, MARKS, WITH, Spelling, SpellingJudge
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_MOST_TOKENS = 120
_GAP_TOKENS = 14
_LEAST_DOTTED = 5
_TWO = words("dois dos duas")
_DRESSED = words(
    "acento tilde til cedilha cedilla maiusculo maiuscula mayuscula minuscula minusculo dieresis"
)
# Names of letters that are also words people say at every turn.
_EVERYDAY = {
    "pt": words("a e o de te que se ele esse ve ca ze pe ce d n q c"),
    "es": words("a e o y u de te que se ve ese d n q"),
}
_HALTS = words("oiga oye mire mira olha olhe veja viu sabe peraí")


class SpellingReader:
    """Finds spelled names."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon, interruptions: Interruptions) -> None:
        own = pack.identifiers
        self._pack = pack
        self._nods = pack.names.nods | own.backchannels | own.fillers | own.moments
        self._repeats = pack.numerals.repeats
        self._everyday = _EVERYDAY.get(pack.language, own.word_letters)
        self._interruptions = interruptions
        self._judge = SpellingJudge(pack, lexicon)
        self.leading = LEADING | self._nods  # a line of letters may begin with these
        self._doubles = self._plural_letters(pack)
        letters = {word for word, bits in lexicon.known.items() if bits & Class.LETTER}
        # What may stand right after the first of several letters, and with what words spelling goes on.
        self._following = letters | MARKS | self._repeats.keys() | _TWO
        self.seconds = self._following.union(second for _, second in PAIRS)
        self._going_on = frozenset().union(
            letters,
            own.spelled,
            self._repeats,
            _TWO,
            self._nods,
            _HALTS,
            JOINERS,
            WITH,
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
        if said is not None and len(said.letters) < _LEAST_DOTTED and self._dotted(document, index):
            return None
        return said if said is not None and self._judge.is_name(document, index, said) else None

    @staticmethod
    def _dotted(document: Document, index: int) -> bool:
        """Whether letters are an abbreviation: "s.m.j."."""
        following = document.norms[index + 1 : index + 2]
        return (
            following == ["."]
            and index + 2 < len(document)
            and document.touches(index + 1)
            and document.touches(index + 2)
        )

    def begins(self, document: Document, index: int, *, line: bool) -> bool:
        """A look at the next two words, for most letters are everyday words."""
        norms = document.norms
        if index + 1 >= len(norms) or line:
            return index < len(norms) and bool(letter_after(document, index, self._pack)[1])
        following = norms[index + 1]
        return following in self._following or (norms[index], following) in PAIRS

    def _ends_at_once(self, document: Document, index: int) -> bool:
        """Whether one or two letters at `index` are everyday words before a word with which no spelling goes
        on."""
        norms = document.norms
        for follow in range(index + 1, min(index + 3, len(norms))):
            if norms[follow - 1] not in self._everyday or self._clear(document, follow - 1, follow):
                return False
            if len(norms[follow]) > 1 and norms[follow] not in self._going_on:
                return document.kinds[follow] is Kind.WORD
            if norms[follow] in JOINERS:
                return False  # an example may come: "a de Ana"
        return False

    def _skip_leading(self, document: Document, index: int) -> int:
        """Past "sí, es …" and "é …", as long as letters follow."""
        norms = document.norms
        start = index
        while index < min(len(norms), start + 5):
            raw = document.text[document.starts[index]]
            letter = letter_after(document, index, self._pack)[1]
            if letter and raw not in "éÉ":
                break
            if norms[index] not in LEADING and norms[index] not in self._nods and norms[index] not in MARKS:
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
                (norms[after] in WITH and word in _DRESSED)
                or (
                    norms[after] in JOINERS
                    and document.kinds[after + 1] is Kind.WORD
                    and len(word) > 2
                    and (word[0] == letter[0] or (word[:2] == "hi" and letter == "i"))
                )
                or (word == "casa" and norms[after] in JOINERS)
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
            elif norm not in MARKS and norm not in "?!" and norm not in self._nods and norm not in _HALTS:
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
