"""Qwen2's forward pass written out: the same numbers as transformers', for a fraction of its bookkeeping.

With a base of a few million parameters a token costs less arithmetic than the Python around it. Here that is
some sixty calls instead of several hundred; what only the last token needs is computed for it alone; queries
and keys turn together. Linear layers are the model's own modules, so adapters stay where they are.
"""

from typing import Any

import torch
from torch.nn import functional

from inference.cache import Slab


class Qwen2:
    """Of one `Qwen2ForCausalLM`. Not for several threads at once."""

    def __init__(self, model: Any) -> None:
        config = model.config
        self._model = model
        self._eps = float(config.rms_norm_eps)
        self._heads = int(config.num_attention_heads)
        self._shared = int(config.num_key_value_heads) != self._heads
        every = torch.arange(int(config.max_position_embeddings), device=model.device)[None]
        weight = model.model.embed_tokens.weight
        cos, sin = model.model.rotary_emb(weight[:0, None], every)
        self._cos, self._sin = cos[0, :, None], sin[0, :, None]  # (T, 1, D)

    @staticmethod
    def fits(model: Any) -> bool:
        """Is the model one whose pass is written out here?"""
        config: Any = getattr(model, "config", None)
        rope = getattr(config, "rope_parameters", None) or {}
        return (
            type(model).__name__ == "Qwen2ForCausalLM"
            and set(getattr(config, "layer_types", None) or ["?"]) == {"full_attention"}
            and rope.get("rope_type") == "default"
            and config.hidden_act == "silu"
        )

    def __call__(
        self, tokens: torch.Tensor, mask: torch.Tensor, positions: torch.Tensor, slab: Slab
    ) -> torch.Tensor:
        """Logits after the last token. (B, T), (B, S) with S = cached + T, (B, T) → (B, V)"""
        inner = self._model.model
        bias = _bias(mask, tokens.shape[1], inner.norm.weight.dtype)
        cos, sin = self._cos[positions], self._sin[positions]  # (B, T, 1, D)
        hidden = functional.embedding(tokens, inner.embed_tokens.weight)  # (B, T, C)
        last = len(inner.layers) - 1
        for number, layer in enumerate(inner.layers):
            queries, keys, values = self._turned(layer, hidden, cos, sin)
            keys, values = slab.layers[number].update(keys, values)
            if number == last:
                hidden, queries, bias = hidden[:, -1:], queries[:, :, -1:], bias[:, :, -1:]
            heard = functional.scaled_dot_product_attention(
                queries, keys, values, attn_mask=bias, enable_gqa=self._shared
            )
            hidden = hidden + layer.self_attn.o_proj(heard.transpose(1, 2).flatten(2))
            normed = self._normed(hidden, layer.post_attention_layernorm)
            mlp = layer.mlp
            hidden = hidden + mlp.down_proj(functional.silu(mlp.gate_proj(normed)) * mlp.up_proj(normed))
        logits: torch.Tensor = self._model.lm_head(self._normed(hidden[:, -1], inner.norm))
        return logits.float()

    def _turned(
        self, layer: Any, hidden: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Queries, keys and values, the first two turned by their positions. (B, H, T, D) each"""
        normed = self._normed(hidden, layer.input_layernorm)
        attention = layer.self_attn
        both = torch.cat([attention.q_proj(normed), attention.k_proj(normed)], dim=-1)
        heads = (*hidden.shape[:2], -1, cos.shape[-1])
        both = both.view(heads)  # (B, T, H, D)
        one, other = both.chunk(2, dim=-1)
        both = both * cos + torch.cat([-other, one], dim=-1) * sin
        values = attention.v_proj(normed).view(heads)
        both = both.transpose(1, 2)
        return both[:, : self._heads], both[:, self._heads :], values.transpose(1, 2)

    def _normed(self, hidden: torch.Tensor, norm: Any) -> torch.Tensor:
        return functional.rms_norm(hidden, norm.weight.shape, norm.weight, self._eps)


def _bias(mask: torch.Tensor, tokens: int, dtype: torch.dtype) -> torch.Tensor:
    """What is added to attention: 0 for what a token may see, else -inf. (B, S) → (B, 1, T, S)

    Each token sees itself, padding too: a row of nothing but -inf would be no number.
    """
    seen = mask.bool()[:, None, None, :]
    if tokens > 1:
        width = mask.shape[1]
        ones = torch.ones(tokens, width, dtype=torch.bool, device=mask.device)
        before = ones.tril(width - tokens)
        seen = (seen & before) | (before & ones.triu(width - tokens))
    return torch.zeros(seen.shape, dtype=dtype, device=mask.device).masked_fill_(~seen, -torch.inf)
