"""What a speaker began and said again: "eu eu quero", "can- cancelar", "a segunda, digo, a terceira via".

Indices of tokens that may go. Numbers, letters that are spelled and placeholders are never among them.
"""

from insights.text.numerals import NUMERALS, Numerals
from insights.text.tokens import Document, Kind
from insights.text.words.fillers import LETTER_NAMES, FillerPack

_LONGEST_REPETITION = 4
_LONGEST_REPAIR = 4


def pause_at(document: Document, index: int) -> int:
    """How many tokens the pause at `index` has: "…" or "..."; 0 for none."""
    norms = document.norms
    if index >= len(norms):
        return 0
    if norms[index] == "…":
        return 1
    return 3 if norms[index] == "." and norms[index + 1 : index + 3] == [".", "."] else 0


def repetitions(document: Document, pack: FillerPack) -> set[int]:
    """Words said twice in a row, alone or as a phrase: the first saying goes."""
    numerals = NUMERALS[document.language]
    kept: list[int] = []
    index = 0
    while index < len(document):
        pause = pause_at(document, index)
        if pause or document.norms[index] == ",":
            index += pause or 1
            continue
        kept.append(index)
        index += 1
    norms = [document.norms[index] for index in kept]
    plain = [_plain(document, index, numerals, pack) for index in kept]
    dropped: set[int] = set()
    for position in range(len(kept)):
        if not plain[position]:
            continue
        for size in range(_LONGEST_REPETITION, 0, -1):
            middle, end = position + size, position + 2 * size
            if (
                end <= len(kept)
                and norms[position] == norms[middle]
                and not _names(document, kept[position], kept[middle])
                and norms[position:middle] == norms[middle:end]
                and all(plain[position:end])
                and _same(document, kept[position:middle], kept[middle:end])
                and not _spelling(norms, position, end)
                and not (size == 1 and norms[position] in pack.echoes)
            ):
                dropped.update(range(kept[position], kept[middle]))
                break
    return dropped


def cut_off(document: Document, pack: FillerPack) -> set[int]:
    """Beginnings of the word that follows: "can- cancelar", "quie… quiero"."""
    norms, kinds = document.norms, document.kinds
    dropped: set[int] = set()
    for index in range(len(norms) - 2):
        if kinds[index] is not Kind.WORD or norms[index + 1] not in "-…." or not document.touches(index + 1):
            continue
        dash = norms[index + 1] == "-"
        follow = index + 1 + (1 if dash else pause_at(document, index + 1))
        if follow == index + 1 or follow >= len(norms) or document.touches(follow):
            continue
        if index and document.touches(index):
            continue
        begun, word = norms[index], norms[follow]
        if (
            kinds[follow] is Kind.WORD
            and len(word) > len(begun)
            and word.startswith(begun)
            and (dash or (len(begun) > 1 and begun not in pack.whole))
        ):
            dropped.update(range(index, follow))
    return dropped


def repairs(document: Document, pack: FillerPack) -> set[int]:
    """A phrase taken back, when the one that replaces it begins with the same word: "a segunda, digo, a"."""
    norms, kinds = document.norms, document.kinds
    numerals = NUMERALS[document.language]
    dropped: set[int] = set()
    for index in range(2, len(norms) - 2):
        if norms[index - 1] != ",":
            continue
        length = phrase_at(document, index, pack.repairs)
        follow = index + length + 1
        if not length or follow + 1 >= len(norms) or norms[follow - 1] != ",":
            continue
        head = norms[follow]
        if head not in pack.heads or not _plain(document, follow + 1, numerals, pack):
            continue
        for start in range(index - 2, max(-1, index - 2 - _LONGEST_REPAIR), -1):
            if kinds[start] is not Kind.WORD or (numerals.is_number(norms[start]) and norms[start] != head):
                break
            if norms[start] == head and start < index - 2:
                dropped.update(range(start, follow))
                break
    return dropped


def phrase_at(document: Document, index: int, options: frozenset[tuple[str, ...]]) -> int:
    """How many words the longest of some phrases has at `index`; 0 for none."""
    for size in (5, 4, 3, 2, 1):
        phrase = tuple(document.norms[index : index + size])
        if phrase in options:
            return len(phrase)
    return 0


def _plain(document: Document, index: int, numerals: Numerals, pack: FillerPack) -> bool:
    norm = document.norms[index]
    return (
        document.kinds[index] is Kind.WORD
        and (len(norm) > 1 or norm in pack.word_letters)
        and norm not in LETTER_NAMES
        and not numerals.is_number(norm)
    )


def _same(document: Document, first: list[int], second: list[int]) -> bool:
    """With accents too: "esta está" and "nós nos" are two words."""
    return all(
        document.raw(a, a + 1).lower() == document.raw(b, b + 1).lower()
        for a, b in zip(first, second, strict=True)
    )


def _names(document: Document, first: int, second: int) -> bool:
    """ "Apellidos: García García", "Ciudad Real, Ciudad Real": capitals within a sentence."""
    within = first > 0 and document.norms[first - 1] not in ".?!…\n"
    return within and document.capitalised(first) and document.capitalised(second)


def _spelling(norms: list[str], first: int, last: int) -> bool:
    """Whether letters stand around: "s o u z a a" is no stutter."""
    if any(len(norm) > 1 for norm in norms[first:last]):
        return False
    around = norms[max(0, first - 1) : first] + norms[last : last + 1]
    return any(len(norm) == 1 for norm in around)
