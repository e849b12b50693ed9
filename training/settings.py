"""What a training run is made of, as frozen settings: no file is read here, nothing is decided here.

Units are in the names. `help` in a field's metadata is what `--help` shows.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from insights.errors import EscutaError

Layout = Literal["rows", "packed", "shared"]
Weights = Literal["float32", "bfloat16", "float16", "nf4"]
Compute = Literal["float32", "bfloat16", "float16"]
Schedule = Literal["linear", "cosine", "constant", "wsd"]

ATTENTION_PROJECTIONS = ("q_proj", "k_proj", "v_proj", "o_proj")
MLP_PROJECTIONS = ("gate_proj", "up_proj", "down_proj")
PROJECTIONS = ATTENTION_PROJECTIONS + MLP_PROJECTIONS


def _help(text: str) -> dict[str, Any]:
    return {"help": text}


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """Shapes of a Qwen2-style decoder; enough to count parameters and memory without its weights."""

    hidden_size: int = field(metadata=_help("width of the residual stream"))
    layers: int = field(metadata=_help("decoder layers"))
    heads: int = field(metadata=_help("query heads"))
    kv_heads: int = field(metadata=_help("key/value heads"))
    intermediate_size: int = field(metadata=_help("width inside the MLP"))
    vocab_size: int = field(metadata=_help("rows of the embedding"))
    tied_embeddings: bool = field(metadata=_help("is the output head the embedding?"))

    @property
    def head_size(self) -> int:
        return self.hidden_size // self.heads

    def projection_shape(self, name: str) -> tuple[int, int]:
        """(input, output) features of a linear layer inside a decoder layer; an unknown name is an
        `EscutaError`.
        """
        queries, keys = self.heads * self.head_size, self.kv_heads * self.head_size
        shapes = {
            "q_proj": (self.hidden_size, queries),
            "k_proj": (self.hidden_size, keys),
            "v_proj": (self.hidden_size, keys),
            "o_proj": (queries, self.hidden_size),
            "gate_proj": (self.hidden_size, self.intermediate_size),
            "up_proj": (self.hidden_size, self.intermediate_size),
            "down_proj": (self.intermediate_size, self.hidden_size),
        }
        if name not in shapes:
            raise EscutaError(
                f"no linear layer named '{name}'",
                field="lora.targets",
                remedy=f"choose from: {', '.join(PROJECTIONS)}",
            )
        return shapes[name]


@dataclass(frozen=True, kw_only=True)
class ModelSettings:
    """A base model: the public name that goes into adapters, and where its files are."""

    name: str = field(
        metadata=_help("public name, written into the adapter; also the hub id when path is null")
    )
    path: Path | None = field(
        default=None, metadata=_help("folder with the weights; null: take them from the hub by name")
    )
    revision: str | None = field(default=None, metadata=_help("hub revision to pin; null: the newest"))
    context_tokens: int = field(metadata=_help("longest record, prompt and reply together, in tokens"))
    attention: Literal["sdpa", "products", "eager", "flash_attention_2"] = field(
        default="sdpa",
        metadata=_help("attention implementation; products: two plain products, fastest on CPUs"),
    )
    architecture: Architecture | None = field(
        default=None, metadata=_help("shapes, for estimates; null: read config.json of path")
    )


@dataclass(frozen=True, kw_only=True)
class PrecisionSettings:
    """How weights are held and in what format products are computed; LoRA weights are always float32."""

    weights: Weights = field(
        default="float32", metadata=_help("format of the frozen base (nf4: 4-bit QLoRA, GPU only)")
    )
    compute: Compute = field(default="float32", metadata=_help("format of matrix products (autocast)"))


@dataclass(frozen=True, kw_only=True)
class LoraSettings:
    """A plain LoRA: only linear layers, never whole modules: a serving engine loads it as it is."""

    rank: int = field(default=16, metadata=_help("rank of each update"))
    alpha: float = field(default=32, metadata=_help("scale: alpha / rank (alpha / sqrt(rank) with rslora)"))
    dropout: float = field(default=0.0, metadata=_help("dropout before the update, 0 to 1"))
    rslora: bool = field(default=False, metadata=_help("rank-stabilised scale"))
    targets: tuple[str, ...] = field(default=PROJECTIONS, metadata=_help("linear layers that get an update"))

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise EscutaError("must be at least 1", field="lora.rank")
        if not 0 <= self.dropout < 1:
            raise EscutaError("must be from 0 up to, not including, 1", field="lora.dropout")
        unknown = sorted(set(self.targets) - set(PROJECTIONS))
        if unknown or not self.targets:
            problem = f"no linear layer named '{unknown[0]}'" if unknown else "no target layers"
            raise EscutaError(problem, field="lora.targets", remedy=f"choose from: {', '.join(PROJECTIONS)}")


@dataclass(frozen=True, kw_only=True)
class OptimSettings:
    """Optimiser, schedule and batches. The budget is in steps, never in seconds, so that runs can be
    repeated.
    """

    steps: int = field(metadata=_help("optimiser steps; 0: as many as `epochs` passes need"))
    epochs: float = field(default=1.0, metadata=_help("passes over the training records, when steps is 0"))
    lr: float = field(metadata=_help("highest learning rate"))
    schedule: Schedule = field(default="cosine", metadata=_help("shape of the learning rate after warm-up"))
    decay_share: float = field(
        default=0.5, metadata=_help("share of the steps that decay (schedule wsd only)")
    )
    warmup_steps: int = field(default=10, metadata=_help("steps of linear warm-up"))
    weight_decay: float = field(default=0.0, metadata=_help("AdamW weight decay"))
    beta1: float = field(default=0.9, metadata=_help("AdamW first moment"))
    beta2: float = field(default=0.98, metadata=_help("AdamW second moment"))
    max_grad_norm: float = field(default=1.0, metadata=_help("gradients are clipped to this norm"))
    decision_weight: float = field(
        default=1.0,
        metadata=_help(
            "weight in the loss of a message's first token, which settles what is said, if anything"
        ),
    )
    batch_tokens: int = field(metadata=_help("tokens of one forward pass, padding included"))
    accumulation: int = field(default=1, metadata=_help("forward passes per optimiser step"))
    layout: Layout = field(
        default="rows",
        metadata=_help(
            "rows: one record a row; packed: one long row; shared: records of one excerpt share its tokens"
        ),
    )
    gradient_checkpointing: bool = field(
        default=False, metadata=_help("recompute activations: less memory, about a third slower")
    )
    log_every_steps: int = field(default=10, metadata=_help("steps between points of the learning curve"))
    save_every_steps: int = field(
        default=100, metadata=_help("steps between checkpoints, a multiple of log_every_steps")
    )
    validate_every_steps: int = field(
        default=100, metadata=_help("steps between validation losses; 0: at the end only")
    )
    patience: int = field(
        default=0,
        metadata=_help("stop after this many validations without improvement, keep the best; 0: never"),
    )
    improvement: float = field(
        default=0.0, metadata=_help("smallest fall of the validation loss that counts as one")
    )

    def __post_init__(self) -> None:
        for name in (
            "lr",
            "decision_weight",
            "batch_tokens",
            "accumulation",
            "log_every_steps",
            "save_every_steps",
        ):
            if getattr(self, name) <= 0:
                raise EscutaError("must be above 0", field=f"optim.{name}")
        if self.steps < 0 or (self.steps == 0 and self.epochs <= 0):
            raise EscutaError("no training budget", field="optim.steps", remedy="set steps or epochs above 0")
        if self.save_every_steps % self.log_every_steps:
            raise EscutaError(
                f"{self.save_every_steps} is not a multiple of log_every_steps={self.log_every_steps}",
                field="optim.save_every_steps",
                remedy="a resumed run could not repeat the curve; choose a multiple",
            )
        if self.patience and (
            not self.validate_every_steps or self.validate_every_steps != self.save_every_steps
        ):
            raise EscutaError(
                "early stopping needs a checkpoint at every validation",
                field="optim.patience",
                remedy="set validate_every_steps equal to save_every_steps",
            )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that decides the weights of an adapter, beside the data."""

    model: ModelSettings
    precision: PrecisionSettings
    lora: LoraSettings
    optim: OptimSettings
    seed: int
