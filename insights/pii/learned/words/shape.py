"""What a run of words looks like: which lists know them, how they are written."""

from insights.pii.learned.judge import Look
from insights.pii.learned.words.runs import WordRun
from insights.pii.names.interruptions import Interruptions
from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.names.parts import starts_sentence
from insights.pii.names.surroundings import Surroundings
from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind

_ENDING = 3
# What the classes of a word beside a run are called.
_TELLING = (
    (NAME, "N"),
    (Class.TITLE, "T"),
    (Class.RELATION, "R"),
    (Class.OTHER, "O"),
    (Class.GREETING, "G"),
    (Class.TRIGGER, "Q"),
    (Class.CLOSER, "C"),
    (Class.PARTICLE, "D"),
)
_MARKED = frozenset("kwy")


class LookReader:
    """Reads it in one language."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon) -> None:
        self._of = lexicon.of
        self._products = pack.names.products
        self._around = Surroundings(pack, lexicon, Interruptions(pack))

    def read(self, document: Document, run: WordRun) -> Look:
        """Its words, their classes, how they are written."""
        return _look_of(document, run)

    def of_a_firm(self, document: Document, run: WordRun) -> bool:
        """Whether a firm bears the name, as the rules tell."""
        return self._around.firms.of_a_firm(document, run.first, run.last)

    def closer(self, document: Document, run: WordRun, size: str) -> list[str]:
        """The classes of the words beside it; whether a firm, a product or a street bears the name, as the
        rules tell."""
        out = self._beside(document, run.first, "p", size, -1)
        out += self._beside(document, run.last - 1, "a", size, 1)
        if self._around.denies(document, run.first, run.last):
            out += ("denied", f"denied/{size}")
        return out

    def _beside(self, document: Document, edge: int, side: str, size: str, step: int) -> list[str]:
        """The classes of the two words before or behind."""
        out: list[str] = []
        for place in (1, 2):
            index = edge + step * place
            if not 0 <= index < len(document) or document.kinds[index] is Kind.BREAK:
                break
            if document.kinds[index] is not Kind.WORD:
                continue
            bits = self._of(document.norms[index])
            told = "".join(sign for flag, sign in _TELLING if bits & flag)
            if document.norms[index] in self._products:
                told += "K"
            if document.capitalised(index) and not starts_sentence(document, index):
                told += "^"
            if told or not bits:
                out += (f"{side}c{place}={told}", f"{side}c{place}={told}/{size}")
        return out


def _look_of(document: Document, run: WordRun) -> Look:
    norms, kinds = document.norms, document.kinds
    words = [k for k in range(run.first, run.last) if kinds[k] is Kind.WORD]
    classes = run.classes
    best = next((kind for kind in "LGBSgbsaPdUuc" if kind in classes), "c")
    count = str(len(classes)) if len(classes) < 3 else "3+"
    size = best + count
    written = _written(document, run, words)
    out = [
        "bias",
        f"size={size}",
        f"best={best}",
        f"words={count}",
        f"classes={classes}",
        f"first={classes[0]}",
        f"last={classes[-1]}",
        f"written={written}",
        f"written={written}/{size}",
    ]
    if len(words) > len(classes):
        out += ["joined", f"joined/{size}"]
    if run.answer:
        out += ["answer", f"answer/{size}"]
    for index, kind in zip(words, classes, strict=False):
        if kind in "uUcP":
            norm = norms[index]
            out.append(f"ending={norm[-_ENDING:]}")
            if kind != "c":
                out.append(f"letters={min(len(norm), 12)}")
                if not _MARKED.isdisjoint(norm):
                    out.append("rare")
    return Look(" ".join(norms[k] for k in words), size, out)


def _written(document: Document, run: WordRun, words: list[int]) -> str:
    """With what capitals, and whether they tell anything."""
    capitals = sum(document.capitalised(k) for k in words)
    if not capitals:  # "low": a line without any
        return "small" if document.capitalised(_line_start(document, run.first)) else "low"
    if document.raw(run.first, run.last).isupper():
        line = _line_start(document, run.first)
        beside = document.text[document.ends[run.last - 1] :][:12] + document.raw(line, run.first + 1)[:-1]
        return "shouted" if any(map(str.islower, beside)) else "allcaps"
    if len(words) == 1 and starts_sentence(document, run.first):
        return "begins"
    return "title" if capitals * 2 > len(words) else "some"


def _line_start(document: Document, index: int) -> int:
    """Where the line of `index` begins, or somewhere in it."""
    kinds, line = document.kinds, index
    while line and kinds[line - 1] is not Kind.BREAK and index - line < 40:
        line -= 1
    return line
