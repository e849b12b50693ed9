"""How fast the project's own training goes on this machine: `training.trainer` on random weights and records.

Tokens are those of records, padding left out. Operations are the model's (Chowdhery et al. 2022,
arXiv:2204.02311, appendix B), for a frozen base: forward, and back through activations only; what
checkpointing does twice counts once.
"""

import gc
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np

from insights.errors import EscutaError
from training.settings import Architecture, Layout, LoraSettings, ModelSettings, OptimSettings, Plan
from training.settings import PrecisionSettings as Precision

Attention = Literal["sdpa", "flash_attention_2"]
Records = Literal["whole", "short"]

# Short records are those of 30 to 60 seconds of a call: prompt, excerpt and reply, in tokens.
SHORT_TOKENS = (150, 600)


@dataclass(frozen=True)
class Cell:
    """One measurement. `records`: whole ones fill a row of `tokens` each; short ones share it (packed) or
    stand below each other with padding (rows)."""

    weights: Literal["bfloat16", "nf4", "float32"]
    tokens: int
    attention: Attention = "sdpa"
    checkpointing: bool = False
    records: Records = "whole"
    layout: Layout = "rows"
    reply_share: float = 0.1

    @property
    def name(self) -> str:
        checkpointing = "checkpointing" if self.checkpointing else "no checkpointing"
        parts = [self.weights, f"{self.tokens} tokens", self.attention, checkpointing]
        return ", ".join([*parts, f"{self.records} {self.layout}", f"loss on {self.reply_share:.0%}"])


@dataclass(frozen=True)
class Measured:
    """Medians over runs; `spread` are the slowest and the fastest. `flops_per_s` are the model's."""

    tokens_per_s: float
    spread: tuple[float, float]
    step_s: float
    flops_per_s: float
    peak_memory_bytes: int | None
    runs: int
    steps: int
    padding_share: float


@dataclass(frozen=True)
class Budget:
    """Each run warms up for `warm_steps`, then times `steps`."""

    runs: int = field(metadata={"help": "runs of each measurement; the median counts"})
    warm_steps: int = field(metadata={"help": "training: steps before the clock starts, in each run"})
    steps: int = field(metadata={"help": "training: steps timed in each run"})

    def __post_init__(self) -> None:
        for name in ("runs", "warm_steps", "steps"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"budget.{name}")


def cells(weights: Sequence[Any], lengths: Sequence[int], attentions: Sequence[Any]) -> Iterator[Cell]:
    """For each format and length the plain case, and beside it one choice changed at a time."""
    for held in weights:
        for tokens in lengths:
            first = Cell(held, tokens, attentions[0])
            yield first
            yield from (Cell(held, tokens, other) for other in attentions[1:])
            yield Cell(held, tokens, attentions[0], checkpointing=True)
            yield Cell(held, tokens, attentions[0], reply_share=1.0)
            for attention in attentions:
                yield Cell(held, tokens, attention, records="short", layout="packed")
            yield Cell(held, tokens, attentions[0], records="short")


def step_flops(architecture: Architecture, tokens: int, reply_tokens: int, squares: float) -> float:
    """The model's operations in one step. `squares` is the sum of the squared record lengths: attention looks
    back half of its record on average."""
    from training.memory import training_flops

    queries = architecture.heads * architecture.head_size
    # Scores and mixing: 2 products of 2 operations, over half of the pairs; once forward, twice back.
    attention = 3 * 2 * 2 * queries * architecture.layers * squares / 2
    # Forward, and back to the hidden states: the head is frozen.
    head = 2 * 2 * architecture.hidden_size * architecture.vocab_size * reply_tokens
    return training_flops(architecture, tokens) + attention + head


class Bench:
    """The random model in one format, with fresh LoRA layers, measured cell by cell."""

    def __init__(self, folder: Path, architecture: Architecture, weights: str, lora: LoraSettings) -> None:
        import torch

        from training.lora import attach
        from training.model import load_base

        # What was measured before must be gone: there is room for one model.
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        self._architecture, self._lora, self._folder = architecture, lora, folder
        # Where the weights are 32 bits, so is the arithmetic: the dry run on a CPU.
        compute: Any = "float32" if weights == "float32" else "bfloat16"
        self._precision = Precision(weights=weights, compute=compute)  # type: ignore[arg-type]
        torch.manual_seed(0)
        base = load_base(self._settings("sdpa", 0), self._precision)
        self._model: Any = attach(base, lora, base_name="random", quantised=weights == "nf4")

    def measure(self, cell: Cell, budget: Budget) -> Measured:
        """Raises `EscutaError` for what this machine cannot do, torch's error when memory is short."""
        import torch

        if cell.attention == "flash_attention_2":
            require_flash()
        self._model.activation_checkpointing_disable()
        self._model.set_attn_implementation(cell.attention)
        found = torch.cuda.is_available()
        if found:
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
        runs = [self._run(cell, budget, seed) for seed in range(budget.runs)]
        speeds = sorted(run.tokens / run.seconds for run in runs)
        return Measured(
            tokens_per_s=statistics.median(speeds),
            spread=(speeds[0], speeds[-1]),
            step_s=statistics.median(run.seconds / budget.steps for run in runs),
            flops_per_s=statistics.median(run.flops / run.seconds for run in runs),
            peak_memory_bytes=torch.cuda.max_memory_allocated() if found else None,
            runs=budget.runs,
            steps=budget.steps,
            padding_share=1 - sum(run.tokens for run in runs) / sum(run.places for run in runs),
        )

    def _run(self, cell: Cell, budget: Budget, seed: int) -> "_Run":
        from training.batches import training_batches
        from training.trainer import train

        plan = self._plan(cell, budget, seed)
        data = random_records(cell, self._architecture.vocab_size, plan.optim.steps, seed)
        batches = training_batches(data, plan.optim, 0, seed)
        stamps: list[float] = []

        def observe(step: int, metrics: Mapping[str, float]) -> None:
            # Told after the loss has been read: all work of the step is done then.
            if "train_loss" in metrics and step >= budget.warm_steps:
                stamps.append(time.perf_counter())

        with TemporaryDirectory() as folder:
            train(self._model, batches, None, plan, Path(folder), observe=observe)
        timed = range(budget.warm_steps, budget.warm_steps + budget.steps)
        rows = [batches.rows[row] for index in timed for row in batches.order[index]]
        lengths = np.array([row.tokens for row in rows], dtype=np.float64)
        replies = sum(len(batches[index].targets) for index in timed)
        return _Run(
            seconds=stamps[-1] - stamps[0],
            tokens=int(lengths.sum()),
            places=sum(batches[index].tokens for index in timed),
            flops=step_flops(
                self._architecture, int(lengths.sum()), replies, float((lengths * lengths).sum())
            ),
        )

    def _plan(self, cell: Cell, budget: Budget, seed: int) -> Plan:
        steps = budget.warm_steps + budget.steps
        return Plan(
            model=self._settings(cell.attention, cell.tokens),
            precision=self._precision,
            lora=self._lora,
            optim=OptimSettings(
                steps=steps,
                lr=1e-5,
                schedule="constant",
                warmup_steps=0,
                batch_tokens=cell.tokens,
                layout=cell.layout,
                gradient_checkpointing=cell.checkpointing,
                log_every_steps=1,
                save_every_steps=steps,
                validate_every_steps=0,
            ),
            seed=seed,
        )

    def _settings(self, attention: Attention, tokens: int) -> ModelSettings:
        return ModelSettings(name="random", path=self._folder, context_tokens=tokens, attention=attention)


@dataclass(frozen=True)
class _Run:
    seconds: float
    tokens: int
    places: int
    flops: float


def random_records(cell: Cell, vocabulary: int, steps: int, seed: int) -> Any:
    """Records of random tokens, enough for `steps` batches."""
    from training.datasets import Dataset

    random = np.random.default_rng(seed)
    wanted = cell.tokens * steps
    if cell.records == "whole":
        lengths = np.full(steps, cell.tokens)
    else:
        low, high = (min(bound, cell.tokens) for bound in SHORT_TOKENS)
        lengths = random.integers(low, high + 1, size=max(1, 2 * wanted // (low + high)) + 1)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    mask = np.zeros(offsets[-1], dtype=np.uint8)
    replies = np.maximum(1, np.minimum(lengths - 1, (lengths * cell.reply_share).astype(int)))
    for end, reply in zip(offsets[1:], replies, strict=True):
        mask[end - reply : end] = 1
    return Dataset(
        ids=random.integers(3, vocabulary, size=offsets[-1]).astype(np.int32),
        mask=mask,
        offsets=offsets.astype(np.int64),
        windows=np.arange(len(lengths)),
        decisions=lengths - replies,
        read=len(lengths),
        dropped={},
    )


def require_flash() -> None:
    """Raise `EscutaError` where FlashAttention cannot run."""
    from importlib.util import find_spec

    import torch

    if not torch.cuda.is_available():
        raise EscutaError("FlashAttention needs a CUDA GPU", field="attention")
    if find_spec("flash_attn") is None:
        raise EscutaError("flash-attn is not installed", field="attention", remedy="pip install flash-attn")
