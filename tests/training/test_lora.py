"""Going on from an earlier adapter's weights."""

import pytest
import torch
from transformers import Qwen2ForCausalLM

from insights.errors import EscutaError
from training.lora import attach
from training.settings import LoraSettings

RANK_4 = LoraSettings(rank=4, alpha=8, targets=("q_proj", "v_proj"))


def attached(folder, settings=RANK_4, start_from=None):
    base = Qwen2ForCausalLM.from_pretrained(folder)
    return attach(base, settings, base_name="tiny", quantised=False, start_from=start_from)


@pytest.fixture
def earlier(tiny_model, tmp_path):
    """An adapter that has learnt something, and its weights."""
    model = attached(tiny_model)
    torch.manual_seed(3)
    weights = {name: tensor for name, tensor in model.named_parameters() if tensor.requires_grad}
    with torch.no_grad():
        for tensor in weights.values():
            tensor.normal_()
    model.save_pretrained(tmp_path / "adapter")
    return tmp_path / "adapter", weights


def test_it_begins_with_the_earlier_weights_and_learns_on(tiny_model, earlier):
    folder, weights = earlier
    model = attached(tiny_model, start_from=folder)
    found = {name: tensor for name, tensor in model.named_parameters() if tensor.requires_grad}
    assert found.keys() == weights.keys()
    assert all(torch.equal(found[name], weights[name]) for name in weights)


def test_an_adapter_of_other_shapes_is_refused(tiny_model, earlier):
    with pytest.raises(EscutaError, match="another rank") as refused:
        attached(tiny_model, LoraSettings(rank=8, targets=("q_proj", "v_proj")), earlier[0])
    assert "lora.rank=4 lora.alpha=8" in str(refused.value)
