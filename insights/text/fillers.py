"""Fillers and immediate repetitions out: "é… eu eu quero, tipo, cancelar" → "eu quero cancelar".

Only words that carry nothing go. Words that may mean something ("tipo de plano", "este plano") stay
unless the
punctuation or the neighbours show that they are hesitations. Numbers and letters are never taken for
repetitions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from insights.text.numerals import NUMERALS
from insights.text.tokens import Document, Kind, tokenise

_LONGEST_REPETITION = 3
# Somebody spelling says a letter twice on purpose.
_LETTER_NAMES = frozenset(
    [
        "be",
        "ce",
        "cu",
        "efe",
        "ge",
        "aga",
        "hache",
        "jota",
        "ka",
        "ca",
        "ele",
        "eme",
        "ene",
        "pe",
        "erre",
        "esse",
        "ese",
        "te",
        "uve",
        "ve",
        "xis",
        "equis",
        "ze",
        "zeta",
    ]
)


@dataclass(frozen=True)
class FillerPack:
    """Words of hesitation of a language; folded."""

    always: frozenset[tuple[str, ...]]
    before_pause: frozenset[str]  # only when a pause is written after them
    loose: Mapping[
        str, tuple[frozenset[str], frozenset[str]]
    ]  # word → words before and after which it means something
    word_letters: frozenset[str]  # one-letter words, which may be stuttered


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split(","))


_PT_DETERMINERS = frozenset(
    [
        "que",
        "qual",
        "o",
        "um",
        "esse",
        "este",
        "aquele",
        "outro",
        "algum",
        "nenhum",
        "cada",
        "mesmo",
        "do",
        "de",
        "no",
        "ao",
        "esse",
        "seu",
        "meu",
        "ultimo",
        "primeiro",
        "novo",
        "certo",
        "todo",
        "so",
        "unico",
        "os",
    ]
)

PACKS: Mapping[str, FillerPack] = MappingProxyType(
    {
        "pt": FillerPack(
            always=_phrases("ahn,ahm,ham,hum,hmm,hm,uh,uhm,eh,ehh,humm,ne,tipo assim,ah bom"),
            before_pause=frozenset({"e", "o", "a", "ah", "eu", "que", "assim", "entao", "tipo"}),
            loose=MappingProxyType({"tipo": (_PT_DETERMINERS, frozenset({"de", "do", "da", "b", "a"}))}),
            word_letters=frozenset("aoe"),
        ),
        "es": FillerPack(
            always=_phrases("eh,ehh,em,ehm,mm,mmm,mmmm,hum,hmm,uh,o sea,pues"),
            before_pause=frozenset({"este", "esto", "e", "y", "a", "ah", "bueno", "que", "digamos"}),
            loose=MappingProxyType({}),
            word_letters=frozenset("aoyeu"),
        ),
    }
)


def remove_fillers(text: str, language: str) -> str:
    """The text without hesitations and stutters; other languages come back as they are. Idempotent."""
    pack = PACKS.get(language)
    if pack is None:
        return text
    while True:
        # Each round shortens the text or ends; a second one is rare.
        shorter = _once(text, language, pack)
        if len(shorter) >= len(text):
            return text
        text = shorter


def _once(text: str, language: str, pack: FillerPack) -> str:
    document = tokenise(text, language)
    dropped = _fillers(document, pack) | _repetitions(document, language, pack)
    if not dropped:
        return text
    return _without(document, dropped)


def _fillers(document: Document, pack: FillerPack) -> set[int]:
    norms, kinds = document.norms, document.kinds
    dropped: set[int] = set()
    count = len(norms)
    for index, norm in enumerate(norms):
        if kinds[index] is not Kind.WORD or index in dropped:
            continue
        after = norms[index + 1] if index + 1 < count else ""
        before = norms[index - 1] if index else ""
        if (document.touches(index) and before in ("-", "'", "@", ".")) or _glued(document, index):
            continue
        if (norm, after) in pack.always:
            dropped |= {index, index + 1}
        elif (norm,) in pack.always:
            dropped.add(index)
        elif norm in pack.before_pause and after == "…":
            dropped |= {index, index + 1}
        elif norm in pack.before_pause and after == "." and norms[index + 1 : index + 4] == [".", ".", "."]:
            dropped |= {index, index + 1, index + 2, index + 3}
        elif norm in pack.loose:
            means_after, means_before = pack.loose[norm]
            if before not in means_after and after not in means_before:
                dropped.add(index)
        elif norm == "este" and before == "," and after == ",":
            dropped.add(index)
    return dropped


def _glued(document: Document, index: int) -> bool:
    """Whether the word goes on without a space: "pues-to", an address."""
    follow = index + 1
    return (
        follow < len(document)
        and document.touches(follow)
        and document.norms[follow] in ("-", "'", "@", "_", "/")
    )


def _repetitions(document: Document, language: str, pack: FillerPack) -> set[int]:
    """Words said twice in a row, alone or as a phrase of up to three: the first saying goes."""
    numerals = NUMERALS[language]
    kept = [
        index
        for index, kind in enumerate(document.kinds)
        if not (kind is Kind.PUNCT and document.norms[index] in (",", "…"))
    ]
    norms = [document.norms[index] for index in kept]
    plain = [
        document.kinds[index] is Kind.WORD
        and not numerals.is_number(document.norms[index])
        and document.norms[index] not in _LETTER_NAMES
        and (len(document.norms[index]) > 1 or document.norms[index] in pack.word_letters)
        for index in kept
    ]
    dropped: set[int] = set()
    position = 0
    while position < len(kept):
        for size in range(_LONGEST_REPETITION, 0, -1):
            middle, end = position + size, position + 2 * size
            if (
                end <= len(kept)
                and norms[position:middle] == norms[middle:end]
                and all(plain[position:end])
                and not _spelling(norms, position, end)
            ):
                first, last = kept[position], kept[middle]
                dropped.update(range(first, last))
                break
        position += 1
    return dropped


def _spelling(norms: list[str], first: int, last: int) -> bool:
    """Whether letters stand around: "s o u z a a" is no stutter."""
    if any(len(norm) > 1 for norm in norms[first:last]):
        return False
    around = norms[max(0, first - 1) : first] + norms[last : last + 1]
    return any(len(norm) == 1 for norm in around)


def _groups(document: Document, dropped: set[int]) -> list[tuple[int, int]]:
    """Stretches `[i, j)` of dropped tokens with only commas and pauses between them."""
    groups: list[tuple[int, int]] = []
    for index in sorted(dropped):
        if groups and all(document.norms[k] in ",…" for k in range(groups[-1][1], index)):
            groups[-1] = (groups[-1][0], index + 1)
        else:
            groups.append((index, index + 1))
    return groups


def _without(document: Document, dropped: set[int]) -> str:
    """The text without some tokens, and without the commas and pauses that set them off."""
    norms = document.norms
    drop = set(dropped)
    count = len(norms)
    for first, last in _groups(document, drop):
        opens = first == 0 or norms[first - 1] in ".?!…\n"
        comma_before = first > 0 and norms[first - 1] == ","
        comma_after = last < count and norms[last] in ",…"
        ends = last >= count or norms[last] in ".?!…\n"
        drop.update(range(first, last))
        if comma_after and (opens or comma_before):
            drop.add(last)
        if comma_before and (comma_after or ends):
            drop.add(first - 1)
    text = document.text
    out: list[str] = []
    position = 0
    for index in sorted(drop):
        out.append(text[position : document.starts[index]])
        position = document.ends[index]
        if not out[-1] or out[-1].endswith((" ", "\t")):
            while position < len(text) and text[position] in " \t":
                position += 1
        closes = index + 1 < count and index + 1 not in drop
        if (
            closes
            and out[-1].endswith(" ")
            and text[position : position + 1] in (",", ".", "?", "!", ";", ":", "…")
        ):
            out[-1] = out[-1].rstrip(" ")
    out.append(text[position:])
    result = "".join(out)
    if 0 in drop and text[:1].isupper():
        result = result[:1].upper() + result[1:] if len(result[:1].upper()) == 1 else result
    return result.rstrip(" ") if count and count - 1 in drop else result
