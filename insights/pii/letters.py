"""Letters by name: "efe", "i griega", "cê"; and stretches of them, as people spell a surname."""

from collections.abc import Mapping

from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind

PAIRS: Mapping[tuple[str, str], str] = {
    ("i", "griega"): "y",
    ("i", "grega"): "y",
    ("uve", "doble"): "w",
    ("doble", "u"): "w",
    ("doble", "ve"): "w",
    ("ve", "doble"): "w",
    ("ve", "corta"): "v",
    ("be", "larga"): "b",
    ("i", "latina"): "i",
    ("doble", "v"): "w",
    ("doble", "uve"): "w",
    ("v", "doble"): "w",
    ("v", "corta"): "v",
    ("v", "chica"): "v",
    ("ve", "chica"): "v",
    ("ve", "baja"): "v",
    ("b", "larga"): "b",
    ("b", "grande"): "b",
    ("be", "grande"): "b",
    ("be", "alta"): "b",
    ("duplo", "v"): "w",
    ("duplo", "ve"): "w",
    ("ve", "duplo"): "w",
}


def letter_after(document: Document, index: int, pack: LanguagePack) -> tuple[str, int]:
    """The letter that starts at token `index` and how many tokens it takes; ("", 0) for anything else."""
    norms, kinds = document.norms, document.kinds
    if not 0 <= index < len(norms) or kinds[index] is not Kind.WORD:
        return "", 0
    norm = norms[index]
    if index + 1 < len(norms):
        pair = PAIRS.get((norm, norms[index + 1]))
        if pair is not None:
            return pair, 2
    if len(norm) == 1:
        return norm, 1
    letter = pack.identifiers.spelled.get(norm)
    return (letter, 1) if letter else ("", 0)


def letter_before(document: Document, index: int, pack: LanguagePack) -> tuple[str, int]:
    """The letter that ends before token `index`, as `letter_after`."""
    if index >= 2 and (document.norms[index - 2], document.norms[index - 1]) in PAIRS:
        return PAIRS[document.norms[index - 2], document.norms[index - 1]], 2
    if index >= 3 and document.norms[index - 2] in ("de", "como"):
        letter, length = letter_before(document, index - 2, pack)
        if letter and len(document.norms[index - 1]) > 1 and document.norms[index - 1][0] == letter:
            return letter, length + 2  # "ese de sol"
    letter, length = letter_after(document, index - 1, pack)
    return (letter, 1) if length == 1 else ("", 0)
