"""The speech model's tokenizer: byte-level BPE with exactly the layout that faster-whisper and CTranslate2
expect.

Order of ids: text pieces < the empty token < `<|endoftext|>` < the other specials < timestamps. faster-
whisper takes every id below `<|endoftext|>` for text and every id after `<|notimestamps|>` for a time;
CTranslate2 4.7 and later call a model multilingual when its vocabulary holds the empty token.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from faster_whisper.tokenizer import Tokenizer as WhisperTokenizer
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from insights.errors import EscutaError

SPOKEN_LANGUAGES = ("pt", "es")
LANGUAGES = (*SPOKEN_LANGUAGES, "en")  # "en" is never trained; stock code falls back on it
SPECIALS = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{language}|>" for language in LANGUAGES),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)
TIMESTAMP_STEP_S = 0.02
TIMESTAMPS = tuple(f"<|{i * TIMESTAMP_STEP_S:.2f}|>" for i in range(501))  # a window lasts at most 10 s
SPACE = "Ġ"  # how byte-level BPE writes a leading space

# faster-whisper forbids the first piece of " -", " '" and " ♪" (its non-speech tokens). Unless these are
# merges of their own that first piece is the bare space, and no word without a merged space could be written.
_FORCED_AFTER_SPACE = ("-", "'", "â", "Ã", *"abcdefghijklmnopqrstuvwxyz")


class SpeechTokenizer:
    """A trained tokenizer with its ids by name."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.vocabulary_size: int = tokenizer.get_vocab_size()
        self.end = self._id("<|endoftext|>")
        self.start = self._id("<|startoftranscript|>")
        self.transcribe = self._id("<|transcribe|>")
        self.previous = self._id("<|startofprev|>")
        self.no_speech = self._id("<|nospeech|>")
        self.no_timestamps = self._id("<|notimestamps|>")
        self.first_timestamp = self._id(TIMESTAMPS[0])
        self.languages = {language: self._id(f"<|{language}|>") for language in LANGUAGES}
        self.pieces = self.end - 1  # text pieces; the id `pieces` is the empty token

    @classmethod
    def load(cls, file: Path) -> "SpeechTokenizer":
        try:
            return cls(Tokenizer.from_file(str(file)))
        except Exception as error:  # the library raises a bare Exception for every fault
            raise EscutaError("cannot read the tokenizer", file=file, remedy="build it again") from error

    def save(self, file: Path) -> None:
        file.write_text(self.tokenizer.to_str(), encoding="utf-8")

    def encode(self, text: str) -> list[int]:
        """Ids of a text without specials; words after the first carry their space, so give " word" for a
        word.
        """
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        text: str = self.tokenizer.decode([i for i in ids if i < self.pieces])
        return text

    def piece(self, token_id: int) -> str:
        """A piece as text, its space removed; for sharing out a word's time over its pieces."""
        piece: str | None = self.tokenizer.id_to_token(token_id)
        return (piece or "").replace(SPACE, "")

    def timestamp(self, seconds: float) -> int:
        """The id of a time, to the nearest 0.1 s: finer than that this model does not hear."""
        return self.first_timestamp + min(len(TIMESTAMPS) - 1, 5 * round(seconds * 10))

    def _id(self, token: str) -> int:
        token_id: int | None = self.tokenizer.token_to_id(token)
        if token_id is None:
            raise EscutaError(f"the tokenizer has no {token}", remedy="build it again")
        return token_id


def build_tokenizer(texts: Iterable[str], pieces: int) -> SpeechTokenizer:
    """Train about `pieces` text pieces on `texts` and lay them out; see the module's text for the order."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=pieces,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        special_tokens=[],
        min_frequency=2,
        show_progress=False,
    )
    bpe.train_from_iterator((f" {text}" for text in texts), trainer)
    layout = json.loads(bpe.to_str())
    vocabulary: dict[str, int] = layout["model"]["vocab"]
    merges: list[list[str]] = [list(merge) for merge in layout["model"]["merges"]]
    for letter in _FORCED_AFTER_SPACE:
        if SPACE + letter not in vocabulary:
            vocabulary[SPACE + letter] = len(vocabulary)
            merges.append([SPACE, letter])
    vocabulary[""] = len(vocabulary)
    for token in (*SPECIALS, *TIMESTAMPS):
        vocabulary[token] = len(vocabulary)
    layout["model"]["merges"] = merges
    layout["added_tokens"] = [
        {
            "id": vocabulary[token],
            "content": token,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": token in SPECIALS,
        }
        for token in (*SPECIALS, *TIMESTAMPS)
    ]
    built = SpeechTokenizer(Tokenizer.from_str(json.dumps(layout, ensure_ascii=False)))
    check_layout(built)
    return built


def check_layout(tokenizer: SpeechTokenizer) -> None:
    """Refuse a tokenizer that stock faster-whisper or CTranslate2 would misread."""
    vocabulary = tokenizer.tokenizer.get_vocab()
    stock = WhisperTokenizer(tokenizer.tokenizer, True, task="transcribe", language="pt")
    first_special = min(vocabulary[token] for token in SPECIALS)
    faults = [
        fault
        for fault, present in (
            ("no empty token: CTranslate2 would take the model for English only", "" not in vocabulary),
            ("a text piece follows <|endoftext|>", first_special != tokenizer.end),
            ("timestamps do not follow <|notimestamps|>", stock.timestamp_begin != tokenizer.first_timestamp),
            ("the bare space is among the non-speech tokens", vocabulary[SPACE] in stock.non_speech_tokens),
            ("ids have gaps", sorted(vocabulary.values()) != list(range(tokenizer.vocabulary_size))),
        )
        if present
    ]
    if faults:
        raise EscutaError("tokenizer layout: " + "; ".join(faults), remedy="build it again")
