"""A tiny random Qwen2 with a byte-level tokenizer, and records to feed it."""

import random

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from insights.prompts import PROMPT_ID, prompt_digest, prompt_for
from insights.records import InsightType, Record, RecordMetadata, Speaker, Turn
from insights.render import CHAT_TEMPLATE, END_OF_TURN
from insights.reply import reply_text

WORDS = [
    "quero",
    "cancelar",
    "o",
    "plano",
    "família",
    "conta",
    "fatura",
    "linha",
    "internet",
    "hoje",
    "caro",
    "obrigado",
    "não",
    "sim",
]


def save_tiny_model(folder, *, seed=0):
    """Write a random model of two layers; returns its folder."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {piece: number for number, piece in enumerate(alphabet)}
    backend = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    backend.add_special_tokens(
        [AddedToken(token, special=True) for token in ("<|endoftext|>", "<|im_start|>", END_OF_TURN)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend,
        eos_token=END_OF_TURN,
        pad_token="<|endoftext|>",
        chat_template=CHAT_TEMPLATE,
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
    )
    Qwen2ForCausalLM(config).save_pretrained(folder)
    return folder


def make_records(excerpts, *, seed=0, words=6):
    """Four records for each excerpt, one for each insight type, languages in turn."""
    chance = random.Random(seed)
    records = []
    for number in range(excerpts):
        language = ("pt", "es")[number % 2]
        turns = [
            Turn(
                turn_id=f"t{turn}",
                speaker=(Speaker.AGENT, Speaker.CUSTOMER)[turn % 2],
                start_s=turn,
                end_s=turn + 1,
                text=" ".join(chance.choices(WORDS, k=chance.randint(2, words))),
            )
            for turn in range(2)
        ]
        for kind in InsightType:
            message = " ".join(chance.choices(WORDS, k=chance.randint(1, 4)))
            records.append(
                Record(
                    prompt=prompt_for(kind, language).messages(turns),
                    response=reply_text(kind, message, 0.9),
                    metadata=RecordMetadata(
                        record_id=f"r{number}-{kind}",
                        call_id=f"c{number}",
                        excerpt_id=f"e{number}",
                        tenant="telecom",
                        language=language,
                        insight_type=kind,
                        prompt_id=PROMPT_ID,
                        prompt_digest=prompt_digest(),
                        source="gold",
                    ),
                )
            )
    return records
