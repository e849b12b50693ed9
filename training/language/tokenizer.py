"""The embedded model's tokenizer: byte-level BPE, one token per digit, ChatML specials.

Digits stay apart so that an amount is copied figure by figure and an unseen one costs nothing extra; bytes
make every text representable.
"""

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from insights.render import CHAT_TEMPLATE, END_OF_TURN

END_OF_TEXT = "<|endoftext|>"
START_OF_TURN = "<|im_start|>"
SPECIALS = (END_OF_TEXT, START_OF_TURN, END_OF_TURN)
MAX_TOKENS = 2048


def train_tokenizer(texts: Iterable[str], vocabulary_size: int) -> PreTrainedTokenizerFast:
    """Learn a byte-level BPE of at most `vocabulary_size` pieces, specials included.

    Qwen2 normalises to NFC as well: an accent typed as two code points is the same letter.
    """
    bpe = Tokenizer(models.BPE())
    bpe.normalizer = normalizers.NFC()
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    bpe.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=vocabulary_size,
            special_tokens=list(SPECIALS),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=bpe,
        eos_token=END_OF_TURN,
        pad_token=END_OF_TEXT,
        additional_special_tokens=[START_OF_TURN],
        model_max_length=MAX_TOKENS,
        padding_side="right",
        clean_up_tokenization_spaces=False,
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def load_tokenizer(folder: Path | str) -> PreTrainedTokenizerFast:
    """A tokenizer saved by `save_pretrained`."""
    tokenizer: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(str(folder))
    return tokenizer
