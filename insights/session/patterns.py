"""Patterns over the words of a turn, as rules and topic cues write them.

    quero|queria ... cancelar|encerrar

`a|b` is a choice of words or of `several_words`, `word*` a beginning, `word?` may be missing, `...` up to
three words of any kind (`...8`: up to eight), `@name` a list of words defined in the file. Case and accents
do not count; a match never crosses the end of a sentence. Time is linear in the words said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from insights.text.tokens import Kind, fold, tokenise

_GAP = re.compile(r"\.\.\.([1-9]?)")
_GAP_WORDS = 3
_LONGEST_TURN = 400


def words_of(text: str) -> str:
    """A text as rules see it: folded words, each after a space; `,` and `.` where a clause or sentence ends.

    Only the last words of an endless turn are read.
    """
    document = tokenise(text, "")
    words: list[str] = []
    for norm, kind in zip(document.norms, document.kinds, strict=True):
        if kind is Kind.PUNCT:
            mark = "." if norm in ".?!…;" else "," if norm in ",:" else ""
            if mark and words and words[-1] not in (".", ","):
                words.append(mark)
        elif kind is not Kind.BREAK:
            words.append(norm)
    return "".join(f" {word}" for word in words[-_LONGEST_TURN:])


def folded(word: str) -> str:
    return fold(word).strip()


def compiled(pattern: str, lists: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """The regular expression of a pattern. No repetition is nested, so matching cannot run away."""
    parts = []
    elements = pattern.split()
    if not elements or elements[0].startswith("...") or elements[-1].startswith("..."):
        raise ValueError(f"pattern {pattern!r}: a word must come first and last")
    for element in elements:
        if gap := _GAP.fullmatch(element):
            parts.append(rf"(?: [^ .]+){{0,{gap.group(1) or _GAP_WORDS}}}?")
            continue
        optional = element.endswith("?")
        choices = _choices(element.removesuffix("?"), lists, pattern)
        parts.append(f"(?:(?: ,)?(?: (?:{'|'.join(choices)})))" + ("?" if optional else ""))
    return re.compile("".join(parts) + r"(?![^ ])")


def _choices(element: str, lists: Mapping[str, Sequence[str]], pattern: str) -> Iterable[str]:
    for choice in element.split("|"):
        if choice.startswith("@"):
            if choice[1:] not in lists:
                raise ValueError(f"pattern {pattern!r}: no list {choice!r}")
            yield from (_word(word) for word in lists[choice[1:]])
        else:
            yield _word(folded(choice))


def _word(word: str) -> str:
    beginning = word.endswith("*")
    words = re.escape(word.removesuffix("*").replace("_", " ")).replace(r"\ ", " ")
    return words + ("[^ ]*" if beginning else "(?![^ ])")
