"""Estimates from shapes agree with real modules and published sizes."""

import pytest
from transformers import Qwen2ForCausalLM

from insights.errors import EscutaError
from training.lora import attach, trainable_parameters
from training.memory import estimate, parameters
from training.model import architecture_of
from training.settings import (
    Architecture,
    LoraSettings,
    ModelSettings,
    OptimSettings,
    Plan,
    PrecisionSettings,
)

QWEN_14B = Architecture(
    hidden_size=5120,
    layers=48,
    heads=40,
    kv_heads=8,
    intermediate_size=13824,
    vocab_size=152064,
    tied_embeddings=False,
)


def plan(weights, compute="bfloat16", **optim):
    return Plan(
        model=ModelSettings(name="a", context_tokens=2048, architecture=QWEN_14B),
        precision=PrecisionSettings(weights=weights, compute=compute),
        lora=LoraSettings(),
        optim=OptimSettings(steps=1, lr=1e-4, batch_tokens=8192, **optim),
        seed=0,
    )


def test_counts_agree_with_a_real_model(tiny_model):
    model = Qwen2ForCausalLM.from_pretrained(tiny_model)
    architecture = architecture_of(ModelSettings(name="tiny", path=tiny_model, context_tokens=512))
    assert parameters(architecture) == sum(weight.numel() for weight in model.parameters())
    settings = LoraSettings(rank=4, targets=("q_proj", "v_proj", "down_proj"))
    adapted = attach(model, settings, base_name="tiny", quantised=False)
    trained = sum(weight.numel() for weight in adapted.parameters() if weight.requires_grad)
    assert trainable_parameters(architecture, settings) == trained


def test_qwen_14b_has_its_published_size():
    """14.8 billion parameters (model card of Qwen2.5-14B)."""
    assert parameters(QWEN_14B) == pytest.approx(14.8e9, rel=0.01)


def test_four_bits_take_a_third_of_sixteen_or_less():
    sixteen = estimate(QWEN_14B, plan("bfloat16"), row_tokens=8192, reply_tokens=500)
    four = estimate(QWEN_14B, plan("nf4"), row_tokens=8192, reply_tokens=500)
    assert four.weights < 0.36 * sixteen.weights
    assert four.trained == sixteen.trained


def test_checkpointing_saves_activations_only():
    kept = estimate(QWEN_14B, plan("bfloat16"), row_tokens=8192, reply_tokens=500)
    recomputed = estimate(
        QWEN_14B, plan("bfloat16", gradient_checkpointing=True), row_tokens=8192, reply_tokens=500
    )
    assert recomputed.activations < 0.2 * kept.activations
    assert recomputed.weights == kept.weights


@pytest.mark.parametrize("targets", [(), ("lm_head",)])
def test_unknown_targets_are_refused(targets):
    with pytest.raises(EscutaError, match=r"lora\.targets"):
        LoraSettings(targets=targets)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lr": 0},
        {"save_every_steps": 15, "log_every_steps": 10},
        {"patience": 2, "validate_every_steps": 0},
        {"steps": 0, "epochs": 0},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong):
    with pytest.raises(EscutaError, match="optim"):
        OptimSettings(**{"steps": 1, "lr": 1e-4, "batch_tokens": 100, **wrong})
