"""What somebody takes back inside an address: "rua sabiá 3025, corrigindo, 3035"."""

from insights.pii.packs import LanguagePack
from insights.pii.words.pauses import CORRECTIONS
from insights.text.tokens import Document, Kind

_MOST_TOKENS = 12
_MARKS = ",.…-"
_SMALL = frozenset({"e", "es", "era", "o", "el", "la", "a", "no", "en", "em", "na", "ai", "ay"})


class CorrectionReader:
    """Reads over the words between what was wrong and what is right."""

    def __init__(self, pack: LanguagePack) -> None:
        own = pack.identifiers
        numbers = pack.numerals.values.keys()
        phrases = CORRECTIONS[pack.language]
        self._words = (
            own.corrections
            | pack.dates.corrections
            | frozenset(word for phrase in phrases for word in phrase)
        ) - numbers
        self._between = (
            (self._words | own.pauses | own.fillers | _SMALL) - numbers - pack.addresses.number_words
        )
        self._weak = _SMALL | {
            "nao",
            "ja",
            "ya",
            "quero",
            "quiero",
            "verdade",
            "verdad",
            "me",
            "he",
            "ou",
            "minha",
        }

    def over(self, document: Document, start: int) -> int:
        """One past a correction that begins at `start`; `start` where there is none."""
        norms, kinds = document.norms, document.kinds
        position = start
        told = denied = 0
        while position < len(norms) and position < start + _MOST_TOKENS:
            norm = norms[position]
            if kinds[position] is Kind.WORD and norm in self._between:
                told += norm in self._words and norm not in self._weak
                denied += norm in ("nao", "no")
            elif not (kinds[position] is Kind.PUNCT and norm in _MARKS):
                break
            position += 1
        # "no" alone is "nº", or a link: it takes back only between commas, or said twice.
        if told or denied > 1 or (denied and norms[start] in ",…" and norms[position - 1] in ",…"):
            return position
        return start
