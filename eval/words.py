"""The tokenizer behind ROUGE: Unicode words, case folded, accents kept: "não" and "nao" differ."""

import re
import unicodedata

NAME = "unicode-words/v1"

_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """NFC-normalised, case-folded runs of letters, digits, underscores; `[NOME_1]` is the word `nome_1`."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


class WordTokenizer:
    """The interface that `rouge_score.RougeScorer` asks for."""

    def tokenize(self, text: str) -> list[str]:
        return words(text)
