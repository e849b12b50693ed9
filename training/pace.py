"""How long a run will take: measured on a random model of the same shapes where that is small, else from
operations.
"""

import time
from dataclasses import replace

import torch

from training.lora import attach
from training.memory import parameters, training_flops
from training.model import random_base
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
    vocabulary = max(architecture.vocab_size, int(batch.input_ids.max()) + 1)
    base = random_base(replace(architecture, vocab_size=vocabulary), attention_name=plan.model.attention)
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
