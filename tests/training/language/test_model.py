"""The committed model: whole, small, loadable without a network, and a plain Qwen2."""

import json

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from insights.prompts import prompt_for
from insights.records import InsightType
from insights.render import CHAT_TEMPLATE, prompt_ids, render
from insights.resources import data_dir
from training.language.export import BUILD, broken_files, parameter_count

FOLDER = data_dir() / "models" / "language"
LARGEST_BYTES = 20 * 1000 * 1000


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(FOLDER)


@pytest.fixture(scope="module")
def model():
    return AutoModelForCausalLM.from_pretrained(FOLDER)


def test_files_are_whole_and_small():
    assert broken_files(FOLDER) == []
    assert (FOLDER / "model.safetensors").stat().st_size <= LARGEST_BYTES


def test_architecture_suits_the_servers(model):
    config = model.config
    assert config.model_type == "qwen2"
    assert config.tie_word_embeddings
    assert config.max_position_embeddings == 2048
    assert config.hidden_size // config.num_attention_heads in (32, 64)
    assert config.hidden_size % 32 == config.intermediate_size % 32 == 0
    assert 2_000_000 <= parameter_count(model) <= 4_000_000
    assert json.loads((FOLDER / BUILD).read_text())["parameters"] == parameter_count(model)


def test_tokenizer_is_ours(tokenizer, turns):
    assert tokenizer.chat_template == CHAT_TEMPLATE
    assert tokenizer.encode("<|im_end|>", add_special_tokens=False) == [tokenizer.eos_token_id]
    messages = prompt_for(InsightType.RISK_ALERT, "pt").messages(turns)
    example = render(messages, '{"type": "risk_alert"}', tokenizer)
    assert example.ids[: example.prompt_tokens] == prompt_ids(messages, tokenizer)


def test_it_answers_what_it_was_taught(model, tokenizer, turns):
    messages = prompt_for(InsightType.RISK_ALERT, "pt").messages(turns)
    ids = torch.tensor([prompt_ids(messages, tokenizer)])
    with torch.no_grad():
        logits = model(input_ids=ids).logits
    assert logits.shape == (1, ids.shape[1], len(tokenizer))
    assert torch.isfinite(logits).all()
