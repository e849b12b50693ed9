"""What a word beside a value says it is, alone or with a word near it."""

from insights.pii.packs import LanguagePack
from insights.records import PiiType
from insights.text.tokens import Document


def named(document: Document, index: int, pack: LanguagePack) -> PiiType | None:
    """The kind a word names, alone or with one of the three words before or after it."""
    norm = document.norms[index]
    kind = pack.identifiers.context.get(norm)
    norms, pairs = document.norms, pack.identifiers.context_pairs
    if norm in pack.identifiers.paired_second:
        for before in range(index - 1, max(-1, index - 4), -1):
            paired = pairs.get((norms[before], norm))
            if paired is not None:
                return paired
    if kind is not None and norm in pack.identifiers.paired_first:
        for after in range(index + 1, min(len(norms), index + 4)):
            paired = pairs.get((norm, norms[after]))
            if paired is not None:
                return paired
    return kind
