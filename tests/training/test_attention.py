"""Plain products give what PyTorch's own attention gives."""

import pytest
import torch
from transformers import Qwen2ForCausalLM

from training import attention, datasets
from training.packing import collate, rows_of
from training.trainer import reply_loss


@pytest.mark.parametrize("layout", ["rows", "packed", "shared"])
def test_products_equal_sdpa(layout, records_file, tiny_model, tiny_tokenizer):
    dataset = datasets.load(records_file, tiny_tokenizer, context_tokens=2048)
    rows = rows_of(dataset, layout, 4000)[:3]
    batch = collate(dataset, rows, layout, 0)
    losses = []
    for name in ("sdpa", attention.register()):
        model = Qwen2ForCausalLM.from_pretrained(tiny_model, attn_implementation=name)
        with torch.no_grad():
            model.model.layers[0].self_attn.q_proj.weight.mul_(40)
            losses.append(reply_loss(model, batch))
    torch.testing.assert_close(losses[0], losses[1], rtol=1e-5, atol=1e-4)
