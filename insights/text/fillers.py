"""Fillers and stutters out: "é… eu eu quero, tipo, can- cancelar" → "eu quero cancelar".

Only words that carry nothing go. Words that may mean something ("tipo de plano", "este plano", "bueno el
servicio") stay unless the punctuation or the neighbours show that they are fillers.
"""

import re
from itertools import pairwise
from operator import eq

from insights.text.numerals import NUMERALS
from insights.text.stutters import cut_off, pause_at, phrase_at, repairs, repetitions
from insights.text.tokens import Document, Kind, fold, tokenise
from insights.text.words.fillers import PACKS, FillerPack

_WORD = re.compile(r"[^\W\d_]+")
_PAUSE = re.compile(r"…|\.\.\.")
_CUT = re.compile(r"\w(?:-|…|\.\.\.)\s")
_ENDS = ".?!…\n"
_FARTHEST_OPENING = 40


def remove_fillers(text: str, language: str) -> str:
    """The text without hesitations and stutters; other languages come back as they are. Idempotent."""
    pack = PACKS.get(language)
    if pack is None:
        return text
    while _may_have_fillers(text, pack):
        # Each round shortens the text or ends; a second one is rare.
        shorter = _once(text, language, pack)
        if len(shorter) >= len(text):
            break
        text = shorter
    return text


def _may_have_fillers(text: str, pack: FillerPack) -> bool:
    """A quick look, so that plain text need not be cut into tokens."""
    words = _WORD.findall(fold(text))
    signs = pack.comma_signs if "," in text or "?" in text else pack.plain_signs
    if not signs.isdisjoint(words) or any(map(eq, words, words[1:])) or _PAUSE.search(text):
        return True
    pairs = list(pairwise(words))
    return any(any(map(eq, pairs, pairs[size:])) for size in (2, 3, 4)) or bool(_CUT.search(text))


def _once(text: str, language: str, pack: FillerPack) -> str:
    document = tokenise(text, language)
    dropped, full_stops = _fillers(document, pack)
    dropped |= repetitions(document, pack) | cut_off(document, pack) | repairs(document, pack)
    return _without(document, dropped, full_stops, pack) if dropped else text


def _fillers(document: Document, pack: FillerPack) -> tuple[set[int], set[int]]:
    """Tokens to drop, and question marks that become full stops."""
    norms, kinds = document.norms, document.kinds
    dropped: set[int] = set()
    full_stops: set[int] = set()
    for index, norm in enumerate(norms):
        if norm not in pack.first_words or kinds[index] is not Kind.WORD or index in dropped:
            continue
        if _glued(document, index):
            continue
        length = _filler_at(document, index, pack)
        if length:
            dropped.update(range(index, index + length))
            continue
        first, last, attention = _tag_at(document, index, pack)
        if last > first:
            dropped.update(range(first, last))
            if attention:
                full_stops.add(last)
    return dropped, full_stops


def _filler_at(document: Document, index: int, pack: FillerPack) -> int:
    """How many tokens the filler at `index` has, its pause among them; 0 when the word means something."""
    norms = document.norms
    norm = norms[index]
    before = norms[index - 1] if index else "\n"
    length = phrase_at(document, index, pack.always)
    last = index + length
    bare = before in pack.answers and last < len(norms) and document.kinds[last] is Kind.WORD
    bare = bare or (norm in pack.measures and index > 0 and document.kinds[index - 1] is Kind.NUMBER)
    because = (before, norm) in pack.bound and _at(norms, last) != ","
    if length and not bare and not because and not _either(document, index):
        return length
    if document.raw(index, index + 1).lower() in pack.spelled:
        return 1
    pause = pause_at(document, index + 1)
    if pause and norm in pack.before_pause:
        return 1 + pause
    after = norms[index + 1] if index + 1 < len(norms) else "\n"
    if norm in pack.paused and (pause or after == "," or _among_numbers(document, index)):
        return 1
    if norm in pack.loose and _says_nothing(document, index, pack):
        return 1
    length = phrase_at(document, index, pack.asides)
    if length and before in ",…" and _at(norms, index + length) in ",….\n":
        return length
    length = phrase_at(document, index, pack.openers)
    if length and before in _ENDS:
        follow = _at(norms, index + length)
        if follow in pack.speakers or (
            follow in ",…"
            and len(norms) > index + length + 1
            and _at(norms, index + length + 1) not in pack.not_after_opener
            and document.kinds[index + length + 1] is Kind.WORD
        ):
            return length
    return 0


def _tag_at(document: Document, index: int, pack: FillerPack) -> tuple[int, int, bool]:
    """The tokens of a tag question at `index` up to its question mark, and whether the mark goes too."""
    norms = document.norms
    nothing = (index, index, False)
    length = phrase_at(document, index, pack.tags)
    attention = bool(length)
    if not length:
        length = phrase_at(document, index, pack.questions)
    last = index + length
    if not length or _at(norms, last) != "?":
        return nothing
    opened = index > 0 and norms[index - 1] == "¿"
    first = index - 1 if opened else index
    if first < 2 or norms[first - 1] in ".?!…\n" or (norms[first - 1] != "," and not opened):
        return nothing
    if not attention:
        return (first, last, False) if opened else nothing
    asked = any(norm == "¿" for norm in norms[max(0, first - _FARTHEST_OPENING) : first])
    if _at(norms, last + 1) == ",":
        return first, last + 1, False
    return first, last, not asked


def _close_up(out: list[str]) -> None:
    """No blanks before the punctuation that follows."""
    while out:
        last = out.pop().rstrip(" ")
        if last:
            out.append(last)
            return


def _at(norms: list[str], index: int) -> str:
    return norms[index] if index < len(norms) else "\n"


def _either(document: Document, index: int) -> bool:
    """ "sea hoy o sea mañana"."""
    return document.norms[index] == "o" and "sea" in document.norms[max(0, index - 5) : index]


def _among_numbers(document: Document, index: int) -> bool:
    values = NUMERALS[document.language].values
    if not 0 < index < len(document) - 1:
        return False
    return all(
        document.kinds[k] is Kind.NUMBER or document.norms[k] in values for k in (index - 1, index + 1)
    )


def _says_nothing(document: Document, index: int, pack: FillerPack) -> bool:
    norms = document.norms
    follow = index + 1
    if follow < len(norms) and (
        norms[follow] in pack.means_before
        or document.kinds[follow] is Kind.NUMBER
        or (norms[follow] in NUMERALS[document.language].values and norms[follow] not in ("um", "uma"))
    ):
        return False
    return index == 0 or norms[index - 1] not in pack.means_after


def _glued(document: Document, index: int) -> bool:
    """Whether the word is part of another or of an address: "pues-to", "www.ne"."""
    follow = index + 1
    if document.touches(index) and document.norms[index - 1] in "-'@._/":
        return True
    if follow >= len(document) or not document.touches(follow):
        return False
    norm = document.norms[follow]
    inside = norm == "." and document.touches(follow + 1) if follow + 1 < len(document) else False
    return norm in ("-", "'", "@", "_", "/") or (inside and document.norms[follow + 1].isalnum())


def _groups(document: Document, dropped: set[int]) -> list[tuple[int, int]]:
    """Stretches `[i, j)` of dropped tokens with only commas and pauses between them."""
    groups: list[tuple[int, int]] = []
    for index in sorted(dropped):
        if groups and all(document.norms[k] in ",…" for k in range(groups[-1][1], index)):
            groups[-1] = (groups[-1][0], index + 1)
        else:
            groups.append((index, index + 1))
    return groups


def _without(document: Document, dropped: set[int], full_stops: set[int], pack: FillerPack) -> str:
    """The text without some tokens, and without the commas and pauses that set them off."""
    norms, text = document.norms, document.text
    drop = set(dropped)
    count = len(norms)
    capitals: set[int] = set()
    for first, last in _groups(document, drop):
        opens = first == 0 or norms[first - 1] in _ENDS
        comma_before = first > 0 and norms[first - 1] == ","
        comma_after = last < count and norms[last] in ",…"
        ends = last >= count or norms[last] in _ENDS
        drop.update(range(first, last))
        if comma_after and (opens or comma_before):
            drop.add(last)
        if comma_before and (ends or (comma_after and norms[first - 2] not in pack.answers)):
            drop.add(first - 1)
        if opens and document.capitalised(first):
            capitals.add(next((k for k in range(last, count) if k not in drop and norms[k] not in "¿¡"), 0))
    out: list[str] = []
    position = 0
    for index in sorted(drop | full_stops | capitals):
        out.append(text[position : document.starts[index]])
        position = document.ends[index]
        if index not in drop:
            out.append("." if index in full_stops else _capital(document.raw(index, index + 1)))
            continue
        if not out[-1]:
            out.pop()
        if not out or out[-1].endswith((" ", "\t")):
            while position < len(text) and text[position] in " \t":
                position += 1
        closes = index + 1 < count and index + 1 not in drop
        if closes and text[position : position + 1] in (*",.?!;:…",):
            _close_up(out)
    out.append(text[position:])
    result = "".join(out)
    return result.rstrip(" ") if count and count - 1 in drop else result


def _capital(word: str) -> str:
    first = word[:1].upper()
    return first + word[1:] if len(first) == 1 else word
