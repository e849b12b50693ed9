"""How long a run will take: measured on a random model of the same shapes where that is small, else from
operations.
"""

import time

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from training import attention
from training.lora import attach
from training.memory import parameters, training_flops
from training.packing import Batch
from training.settings import Architecture, Plan
from training.trainer import reply_loss

# A model of this size is made and run once in seconds on a laptop.
MEASURABLE_PARAMETERS = 30_000_000


def seconds_per_batch(
    architecture: Architecture, plan: Plan, batch: Batch, *, device_tflops: float | None
) -> float | None:
    """Seconds for forward and backward over one batch; None if the model is large and the device's speed
    not given.

    `device_tflops` is what the device sustains, in 10^12 operations per second: well below its data sheet.
    """
    if device_tflops is not None:
        return training_flops(architecture, batch.tokens) / (device_tflops * 1e12)
    if parameters(architecture) > MEASURABLE_PARAMETERS:
        return None
    return _measured(architecture, plan, batch)


def _measured(architecture: Architecture, plan: Plan, batch: Batch) -> float:
    if plan.model.attention == attention.NAME:
        attention.register()
    base = Qwen2ForCausalLM._from_config(  # type: ignore[no-untyped-call]
        Qwen2Config(
            vocab_size=max(architecture.vocab_size, int(batch.input_ids.max()) + 1),
            hidden_size=architecture.hidden_size,
            intermediate_size=architecture.intermediate_size,
            num_hidden_layers=architecture.layers,
            num_attention_heads=architecture.heads,
            num_key_value_heads=architecture.kv_heads,
            tie_word_embeddings=architecture.tied_embeddings,
        ),
        attn_implementation=plan.model.attention,
    )
    model = attach(base, plan.lora, base_name=plan.model.name, quantised=False)
    autocast = torch.autocast(
        "cpu", dtype=torch.bfloat16, enabled=plan.precision.compute == "bfloat16", cache_enabled=True
    )
    fastest = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        with autocast:
            loss = reply_loss(model, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        fastest = min(fastest, time.perf_counter() - started)
    return fastest
