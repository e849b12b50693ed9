"""A random Qwen2 with a byte-level BPE, and records to ask it: no download, built in a second."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from insights.prompts import ABSTENTION, PROMPT_ID, prompt_digest, prompt_for, turn_line
from insights.records import AlertCategory, Gold, InsightType, Record, RecordMetadata, Speaker, Turn
from insights.render import CHAT_TEMPLATE, END_OF_TURN
from insights.reply import reply_text

SAMPLES = {
    "pt": ("Cliente quer cancelar o plano Família.", "Risco de cancelamento: quer cancelar o plano Família."),
    "es": ("El cliente quiere cancelar el plan Familia.", "Riesgo de cancelación: quiere cancelar el plan."),
}
SAID = {"pt": "quero cancelar o plano família", "es": "quiero cancelar el plan familia"}


def turn(text: str, number: int = 0, speaker: Speaker = Speaker.CUSTOMER) -> Turn:
    return Turn(
        turn_id=f"t{number}", speaker=speaker, start_s=5.0 * number, end_s=5.0 * number + 4, text=text
    )


def record(
    number: int,
    *,
    language: str = "pt",
    insight_type: InsightType = InsightType.PARTIAL_SUMMARY,
    has_data: bool = True,
    call: str | None = None,
    tenant: str = "telecom",
) -> Record:
    alert = insight_type is InsightType.RISK_ALERT
    message = SAMPLES[language][int(alert)] if has_data else ABSTENTION[language]
    return Record(
        prompt=prompt_for(insight_type, language).messages(
            [turn(SAID[language], i) for i in range(1 + number % 3)]
        ),
        response=reply_text(insight_type, message, 0.9),
        metadata=RecordMetadata(
            record_id=f"r{number}",
            call_id=call or f"c{number}",
            excerpt_id=f"{call or f'c{number}'}.0",
            tenant=tenant,
            language=language,
            insight_type=insight_type,
            prompt_id=PROMPT_ID,
            prompt_digest=prompt_digest(),
            source="gold",
            gold=Gold(
                has_data=has_data,
                message=message,
                category=AlertCategory.CHURN if alert and has_data else None,
            ),
        ),
    )


def records(count: int) -> list[Record]:
    """Both languages, all types, a third without data, four records a call."""
    kinds = list(InsightType)
    return [
        record(
            number,
            language=("pt", "es")[number // 4 % 2],
            insight_type=kinds[number % 4],
            has_data=number // 4 % 3 != 0,
            call=f"c{number // 4}",
            tenant=("telecom", "banco")[number // 8 % 2],
        )
        for number in range(count)
    ]


def save_model(folder: Path, *, vocabulary: int = 400, hidden: int = 32, layers: int = 2) -> Path:
    """Save a random model and its tokenizer as `from_pretrained` finds them."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    lines = [
        *(message.content for item in records(8) for message in item.prompt),
        *(item.response for item in records(8)),
        *(turn_line(turn(said)) for said in SAID.values()),
    ]
    tokenizer.train_from_iterator(
        lines,
        trainers.BpeTrainer(
            vocab_size=vocabulary,
            special_tokens=["<|endoftext|>", "<|im_start|>", END_OF_TURN],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END_OF_TURN,
        pad_token="<|endoftext|>",
        chat_template=CHAT_TEMPLATE,
    ).save_pretrained(folder)
    torch.manual_seed(0)
    Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=-(-vocabulary // 64) * 64,
            hidden_size=hidden,
            intermediate_size=2 * hidden,
            num_hidden_layers=layers,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=1024,
            tie_word_embeddings=True,
        )
    ).save_pretrained(folder)
    return folder
