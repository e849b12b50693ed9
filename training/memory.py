"""Memory and time of a run, estimated from shapes: no weights are loaded, nothing is fetched. Bytes and
seconds.

Estimates, not promises: they leave out allocator fragmentation and the runtime's own memory.
"""

from dataclasses import dataclass

from training.lora import trainable_parameters
from training.settings import PROJECTIONS, Architecture, Plan

_BYTES = {"float32": 4.0, "bfloat16": 2.0, "float16": 2.0}
# NF4 with double quantisation: 4 bits and 0.127 bit of constants a weight (Dettmers et al. 2023,
# arXiv:2305.14314).
_NF4_BYTES = 4.127 / 8
# LoRA weights, gradients and two AdamW moments, all float32.
_TRAINED_BYTES = 4 * 4
# One logit: in the compute format's place float32, its softmax and its gradient.
_LOGIT_BYTES = 3 * 4


@dataclass(frozen=True)
class Memory:
    """Estimated bytes by purpose."""

    weights: float
    trained: float
    activations: float
    logits: float

    @property
    def total(self) -> float:
        return self.weights + self.trained + self.activations + self.logits


def parameters(architecture: Architecture) -> int:
    """Numbers in the base model: linear layers with the biases of q, k, v, norms, embeddings."""
    return _linear_parameters(architecture) + _other_parameters(architecture)


def estimate(architecture: Architecture, plan: Plan, *, row_tokens: int, reply_tokens: int) -> Memory:
    """Memory of one forward and backward pass over `row_tokens` tokens; `reply_tokens` carry loss."""
    compute = _BYTES[plan.precision.compute]
    return Memory(
        weights=_weight_bytes(architecture, plan),
        trained=_TRAINED_BYTES * trainable_parameters(architecture, plan.lora),
        activations=compute * row_tokens * _activations_per_token(architecture, plan),
        logits=_LOGIT_BYTES * reply_tokens * architecture.vocab_size,
    )


def training_flops(architecture: Architecture, tokens: int) -> float:
    """Operations for forward and backward over `tokens` with a frozen base: 4 per weight and token, not 6,
    because no gradient of the frozen weights is computed.
    """
    return 4.0 * _linear_parameters(architecture) * tokens


def _weight_bytes(architecture: Architecture, plan: Plan) -> float:
    if plan.precision.weights == "nf4":
        other = _BYTES[plan.precision.compute] * _other_parameters(architecture)
        return _NF4_BYTES * _linear_parameters(architecture) + other
    return _BYTES[plan.precision.weights] * parameters(architecture)


def _activations_per_token(architecture: Architecture, plan: Plan) -> int:
    """Numbers kept for the backward pass, per token. Per layer: two norm inputs and outputs, q, k, v,
    attention's output, and gate, up, their activation and product. With checkpointing: each layer's input,
    and one layer's rest.
    """
    keys = architecture.kv_heads * architecture.head_size
    layer = 6 * architecture.hidden_size + 2 * keys + 4 * architecture.intermediate_size
    if plan.optim.gradient_checkpointing:
        return architecture.layers * architecture.hidden_size + layer
    return architecture.layers * layer


def _linear_parameters(architecture: Architecture) -> int:
    shapes = (architecture.projection_shape(name) for name in PROJECTIONS)
    return architecture.layers * sum(rows * columns for rows, columns in shapes)


def _other_parameters(architecture: Architecture) -> int:
    biases = sum(architecture.projection_shape(name)[1] for name in ("q_proj", "k_proj", "v_proj"))
    norms = 2 * architecture.hidden_size
    embeddings = (
        architecture.vocab_size * architecture.hidden_size * (1 if architecture.tied_embeddings else 2)
    )
    return architecture.layers * (biases + norms) + architecture.hidden_size + embeddings
