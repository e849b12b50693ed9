"""An adapter merged into its base says what both said together."""

import json
from dataclasses import replace

import pytest
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

from insights.errors import EscutaError
from insights.fingerprint import tree_digest
from training import datasets
from training.likelihood import likelihood
from training.lora import attach
from training.merging import MERGED, check_mergeable, merge
from training.model import load_base
from training.settings import LoraSettings, ModelSettings, PrecisionSettings


@pytest.fixture
def settings(tiny_model):
    return ModelSettings(name="tiny", path=tiny_model, context_tokens=2048)


@pytest.fixture
def adapter(settings, tmp_path):
    """A LoRA that changes a lot."""
    torch.manual_seed(1)
    model = attach(
        load_base(settings, PrecisionSettings()), LoraSettings(rank=4), base_name="tiny", quantised=False
    )
    for name, weight in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.2)
    model.save_pretrained(str(tmp_path / "adapter"), save_embedding_layers=False)
    return tmp_path / "adapter"


@pytest.fixture
def examples(records_file, tiny_tokenizer):
    data = datasets.load(records_file, tiny_tokenizer, context_tokens=2048)
    return [(data[index].ids, data[index].mask) for index in range(len(data))]


def test_the_merged_model_is_base_and_adapter(settings, adapter, examples, tmp_path):
    out = tmp_path / "out" / "model"
    out.parent.mkdir()
    parity = merge(settings, PrecisionSettings(), adapter, examples, out, tolerance_nats=0.001)
    assert parity.merged.mean < 1e-5 < 0.05 < parity.adapter.mean

    merged = AutoModelForCausalLM.from_pretrained(out)
    assert merged.config.use_cache
    base = AutoModelForCausalLM.from_pretrained(settings.path)
    beside = likelihood(PeftModel.from_pretrained(base, str(adapter)), examples)
    assert likelihood(merged, examples).logprobs == pytest.approx(beside.logprobs, abs=1e-4)
    assert (out / "tokenizer.json").read_bytes() == (settings.path / "tokenizer.json").read_bytes()
    origin = json.loads((out / MERGED).read_text())
    assert origin["adapter_digest"] == tree_digest(adapter)
    assert origin["base_digest"] == tree_digest(settings.path)


def test_a_merge_that_loses_too_much_is_not_written(settings, adapter, examples, tmp_path):
    coarse = PrecisionSettings(weights="bfloat16", compute="bfloat16")
    with pytest.raises(EscutaError, match="nats a token from base and adapter"):
        merge(settings, coarse, adapter, examples, tmp_path / "model", tolerance_nats=1e-7)
    assert not list(tmp_path.glob("*model*"))


def test_four_bits_are_not_merged_into(settings, adapter, tmp_path):
    with pytest.raises(EscutaError, match="not merged into 4 bits") as refused:
        check_mergeable(settings, PrecisionSettings(weights="nf4", compute="bfloat16"), adapter)
    assert "precision=bf16" in str(refused.value)

    quantised = tmp_path / "int4"
    quantised.mkdir()
    (quantised / "config.json").write_text('{"quantization_config": {"quant_method": "compressed-tensors"}}')
    with pytest.raises(EscutaError, match="not merged into 4 bits"):
        check_mergeable(replace(settings, path=quantised), PrecisionSettings(), adapter)


@pytest.mark.parametrize(
    ("origin", "fits"),
    [
        ({"base": "tiny", "base_digest": "0" * 64}, False),
        ({"base": "tiny", "base_digest": "tiny@main"}, True),
        ({"base": "another", "base_digest": "another@main"}, False),
    ],
)
def test_the_adapter_must_be_at_home_on_the_base(settings, adapter, origin, fits):
    from insights.prompts import prompt_digest

    (adapter / "escuta.json").write_text(json.dumps({"prompt_digest": prompt_digest(), **origin}))
    if fits:
        check_mergeable(settings, PrecisionSettings(), adapter)
    else:
        with pytest.raises(EscutaError, match="trained on base"):
            check_mergeable(settings, PrecisionSettings(), adapter)
