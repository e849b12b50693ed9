"""Keys and values of a batch in one piece of memory with room to grow.

transformers' own cache is copied whole for every new token; here a token is written into its place. Rows are
aligned on the right, so rows of different lengths can be put together and taken apart again.
"""

from collections.abc import Sequence
from typing import Any

import torch
from transformers.cache_utils import Cache, CacheLayerMixin

ROOM_TOKENS = 64

Part = list[tuple[torch.Tensor, torch.Tensor]]
"""Keys and values of one row, layer by layer: (H, T, D) each."""


class SlabLayer(CacheLayerMixin):  # type: ignore[no-untyped-call]
    """One layer: buffers (B, H, capacity, D), of which the first `length` tokens are in use."""

    is_sliding = False

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.length = 0

    def lazy_initialization(self, key_states: torch.Tensor, value_states: torch.Tensor) -> None:
        self.dtype, self.device = key_states.dtype, key_states.device
        rows, heads, _, size = key_states.shape
        self.keys = key_states.new_zeros(rows, heads, ROOM_TOKENS, size)
        self.values = value_states.new_zeros(rows, heads, ROOM_TOKENS, value_states.shape[-1])
        self.is_initialized = True

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *args: Any, **kwargs: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Write new tokens (B, H, n, D) and give all of them, as views."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        assert self.keys is not None
        assert self.values is not None
        end = self.length + key_states.shape[-2]
        if end > self.keys.shape[-2]:
            self.keys = _moved(self.keys[:, :, : self.length], end + ROOM_TOKENS, 0)
            self.values = _moved(self.values[:, :, : self.length], end + ROOM_TOKENS, 0)
        self.keys[:, :, self.length : end] = key_states
        self.values[:, :, self.length : end] = value_states
        self.length = end
        return self.keys[:, :, :end], self.values[:, :, :end]

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        return self.length + query_length, 0

    def get_seq_length(self) -> int:
        return self.length

    def get_max_length(self) -> int:
        return -1


class Slab(Cache):
    """A batch's cache."""

    layers: list[SlabLayer]  # type: ignore[assignment]

    def __init__(self, layers: int) -> None:
        super().__init__(layers=[SlabLayer() for _ in range(layers)])

    @property
    def length(self) -> int:
        return self.layers[0].length

    def select(self, rows: torch.Tensor, drop_tokens: int) -> None:
        """Keep these rows, without the first `drop_tokens` columns."""
        for layer in self.layers:
            assert layer.keys is not None
            assert layer.values is not None
            capacity = layer.length - drop_tokens + ROOM_TOKENS
            used = slice(drop_tokens, layer.length)
            layer.keys = _moved(layer.keys[:, :, used][rows], capacity, 0)
            layer.values = _moved(layer.values[:, :, used][rows], capacity, 0)
            layer.length -= drop_tokens

    def part(self, row: int) -> Part:
        """A copy of one row."""
        found = []
        for layer in self.layers:
            assert layer.keys is not None
            assert layer.values is not None
            found.append(
                (layer.keys[row, :, : layer.length].clone(), layer.values[row, :, : layer.length].clone())
            )
        return found


def filled(rows: Sequence[Part], room_tokens: int) -> Slab:
    """A cache of rows that `Slab.part` gave, aligned on the right, with room for `room_tokens` more."""
    length = max(row[0][0].shape[-2] for row in rows)
    slab = Slab(len(rows[0]))
    for number, layer in enumerate(slab.layers):
        layer.keys = _stacked([row[number][0] for row in rows], length, room_tokens)
        layer.values = _stacked([row[number][1] for row in rows], length, room_tokens)
        layer.dtype, layer.device = layer.keys.dtype, layer.keys.device
        layer.length, layer.is_initialized = length, True
    return slab


def joined(first: Slab, second: Slab) -> Slab:
    """The rows of both, aligned on the right."""
    length = max(first.length, second.length)
    slab = Slab(len(first.layers))
    for layer, one, other in zip(slab.layers, first.layers, second.layers, strict=True):
        layer.keys = _joined(one.keys, one.length, other.keys, other.length)
        layer.values = _joined(one.values, one.length, other.values, other.length)
        layer.dtype, layer.device = layer.keys.dtype, layer.keys.device
        layer.length, layer.is_initialized = length, True
    return slab


def _moved(tokens: torch.Tensor, capacity: int, begin: int) -> torch.Tensor:
    """A new buffer that holds (B, H, n, D) from column `begin` on."""
    rows, heads, length, size = tokens.shape
    buffer = tokens.new_zeros(rows, heads, capacity, size)
    buffer[:, :, begin : begin + length] = tokens
    return buffer


def _stacked(rows: list[torch.Tensor], length: int, room_tokens: int) -> torch.Tensor:
    heads, _, size = rows[0].shape
    buffer = rows[0].new_zeros(len(rows), heads, length + room_tokens, size)
    for place, row in zip(buffer, rows, strict=True):
        place[:, length - row.shape[-2] : length] = row
    return buffer


def _joined(
    one: torch.Tensor | None, one_length: int, other: torch.Tensor | None, other_length: int
) -> torch.Tensor:
    assert one is not None
    assert other is not None
    length = max(one_length, other_length)
    rows = one.shape[0] + other.shape[0]
    buffer = one.new_zeros(rows, one.shape[1], length + ROOM_TOKENS, one.shape[3])
    buffer[: one.shape[0], :, length - one_length : length] = one[:, :, :one_length]
    buffer[one.shape[0] :, :, length - other_length : length] = other[:, :, :other_length]
    return buffer
