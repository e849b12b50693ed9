"""Records → rows → batches, without one record ever seeing another.

Three layouts, equal in loss (a test compares each with records fed alone):

- `rows`: one record a row, padded on the right. Attention is causal, so no mask is needed and padding costs
  only time.
- `packed`: one long row whose position ids start again at each record. Attention keeps the records apart by
  them: a block mask under `sdpa`, sequence lengths under FlashAttention.
- `shared`: the records of one excerpt differ only in task and reply, so their common beginning stands once
  in the row and every ending sees that beginning and itself. Less than half of the tokens for four insight
  types.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from training.datasets import Dataset, Example
from training.settings import Layout

# Batches are cut from pools of this many, sorted by length: little padding, yet well mixed.
_POOL_BATCHES = 32


@dataclass(frozen=True)
class Row:
    """Records in one row of a batch: `shared` leading tokens that all have in common, then each ending in
    turn.
    """

    members: tuple[int, ...]
    shared: int
    tokens: int


@dataclass(frozen=True)
class Batch:
    """Tensors of one forward pass.

    `input_ids` (B, T). `position_ids` (B, T) or None for 0…T-1. `attention_mask` (B, 1, T, T), true where a
    token sees another, or None for causal. `keep` (B, T), true where the next token carries loss. `targets`
    (keep.sum(),); `decisions` (keep.sum(),), true where the target is a message's first token.
    """

    input_ids: torch.Tensor
    position_ids: torch.Tensor | None
    attention_mask: torch.Tensor | None
    keep: torch.Tensor
    targets: torch.Tensor
    decisions: torch.Tensor

    @property
    def tokens(self) -> int:
        return self.input_ids.numel()

    def weights(self, decision: float) -> torch.Tensor:
        """Weights of the targets in the loss: 1, and `decision` for a message's first token."""
        return torch.where(self.decisions, decision, 1.0)


def rows_of(dataset: Dataset, layout: Layout, batch_tokens: int) -> list[Row]:
    """The rows of a dataset, in file order; none exceeds `batch_tokens` unless a single record does."""
    if layout != "shared":
        return [Row((index,), 0, int(length)) for index, length in enumerate(dataset.lengths)]
    windows: dict[int, list[int]] = {}
    for index, window in enumerate(dataset.windows):
        windows.setdefault(int(window), []).append(index)
    return [row for members in windows.values() for row in _shared_rows(dataset, members, batch_tokens)]


def batches_of(rows: Sequence[Row], layout: Layout, batch_tokens: int, seed: int) -> list[list[int]]:
    """One pass: every row once, in batches of at most `batch_tokens`, order fixed by `seed`."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(rows))
    if layout == "packed":
        return list(_filled(rows, order, batch_tokens, padded=False))
    mean = max(1.0, float(np.mean([row.tokens for row in rows])))
    pool = max(1, int(_POOL_BATCHES * batch_tokens / mean))
    batches: list[list[int]] = []
    for start in range(0, len(order), pool):
        chunk = sorted(order[start : start + pool], key=lambda index: rows[index].tokens)
        batches += _filled(rows, chunk, batch_tokens, padded=True)
    return [batches[index] for index in random.permutation(len(batches))]


def schedule_of(
    rows: Sequence[Row], layout: Layout, batch_tokens: int, seed: int, count: int
) -> list[list[int]]:
    """The first `count` batches of endless passes, each pass in its own order. A pure function of its
    arguments: a resumed run skips what it has done and goes on with the very same batches.
    """
    chosen: list[list[int]] = []
    epoch = 0
    while len(chosen) < count:
        chosen += batches_of(rows, layout, batch_tokens, seed * 1_000_003 + epoch)
        epoch += 1
    return chosen[:count]


def collate(dataset: Dataset, rows: Sequence[Row], layout: Layout, pad_id: int) -> Batch:
    """The tensors of some rows."""
    laid = [_lay(dataset, row) for row in rows]
    if layout == "packed":
        laid = [_joined(laid)]
    width = max(len(row.ids) for row in laid)
    shape = (len(laid), width)
    ids = np.full(shape, pad_id, dtype=np.int64)
    positions = np.zeros(shape, dtype=np.int64)
    segments = np.full(shape, -1, dtype=np.int64)
    keep = np.zeros(shape, dtype=bool)
    for number, row in enumerate(laid):
        size = len(row.ids)
        ids[number, :size] = row.ids
        positions[number, :size] = row.positions
        segments[number, :size] = row.segments
        keep[number, row.sources] = True
    targets = np.concatenate([row.targets for row in laid])
    decisions = np.concatenate([row.decisions for row in laid])
    tree = layout == "shared"
    return Batch(
        input_ids=torch.from_numpy(ids),
        position_ids=torch.from_numpy(positions) if layout != "rows" else None,
        attention_mask=_visible(torch.from_numpy(segments)) if tree else None,
        keep=torch.from_numpy(keep),
        targets=torch.from_numpy(targets),
        decisions=torch.from_numpy(decisions),
    )


@dataclass(frozen=True)
class _Laid:
    """A row as arrays: ids, positions, segments (0 = seen by later ones), loss sources, targets and which of
    these are decisions."""

    ids: NDArray[np.int64]
    positions: NDArray[np.int64]
    segments: NDArray[np.int64]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    decisions: NDArray[np.bool_]


def _lay(dataset: Dataset, row: Row) -> _Laid:
    first = dataset[row.members[0]]
    ids, positions = [first.ids[: row.shared]], [np.arange(row.shared)]
    segments = [np.zeros(row.shared, dtype=np.int64)]
    sources, targets, decisions = [], [], []
    start = row.shared
    for number, index in enumerate(row.members, start=1):
        example = dataset[index]
        size = len(example) - row.shared
        ids.append(example.ids[row.shared :])
        positions.append(np.arange(row.shared, len(example)))
        segments.append(np.full(size, number, dtype=np.int64))
        marked = np.flatnonzero(example.mask)
        # The hidden state before a token predicts it; it lies in the ending, `shared` never reaches the last
        # prompt token.
        sources.append(marked - 1 - row.shared + start)
        targets.append(example.ids[marked])
        decisions.append(marked == example.decision)
        start += size
    return _Laid(
        ids=np.concatenate(ids).astype(np.int64),
        positions=np.concatenate(positions),
        segments=np.concatenate(segments),
        sources=np.concatenate(sources),
        targets=np.concatenate(targets).astype(np.int64),
        decisions=np.concatenate(decisions),
    )


def _joined(laid: Sequence[_Laid]) -> _Laid:
    starts = np.cumsum([0, *(len(row.ids) for row in laid)])
    return _Laid(
        ids=np.concatenate([row.ids for row in laid]),
        positions=np.concatenate([row.positions for row in laid]),
        segments=np.concatenate([row.segments for row in laid]),
        sources=np.concatenate([row.sources + start for row, start in zip(laid, starts, strict=False)]),
        targets=np.concatenate([row.targets for row in laid]),
        decisions=np.concatenate([row.decisions for row in laid]),
    )


def _visible(segments: torch.Tensor) -> torch.Tensor:
    """(B, T) segments → (B, 1, T, T): earlier tokens of one's own segment and of the shared beginning."""
    seen, seer = segments[:, None, None, :], segments[:, None, :, None]
    width = segments.shape[1]
    causal = torch.ones(width, width, dtype=torch.bool).tril()
    return ((seen == seer) | (seen == 0)) & causal


def _shared_rows(dataset: Dataset, members: list[int], batch_tokens: int) -> Iterator[Row]:
    pending: list[int] = []
    for index in members:
        grown = _row(dataset, [*pending, index])
        if pending and grown.tokens > batch_tokens:
            yield _row(dataset, pending)
            pending = []
        pending.append(index)
    yield _row(dataset, pending)


def _row(dataset: Dataset, members: list[int]) -> Row:
    examples = [dataset[index] for index in members]
    shared = _common_tokens(examples) if len(examples) > 1 else 0
    return Row(tuple(members), shared, shared + sum(len(example) - shared for example in examples))


def _common_tokens(examples: Sequence[Example]) -> int:
    """Length of the common beginning, short of the last prompt token: that one predicts the reply."""
    limit = min(example.prompt_tokens for example in examples) - 1
    differs = np.zeros(limit, dtype=bool)
    for example in examples[1:]:
        differs |= example.ids[:limit] != examples[0].ids[:limit]
    return int(differs.argmax()) if differs.any() else limit


def _filled(
    rows: Sequence[Row], order: Sequence[int] | NDArray[np.int64], batch_tokens: int, *, padded: bool
) -> Iterator[list[int]]:
    batch: list[int] = []
    widest = total = 0
    for index in map(int, order):
        size = rows[index].tokens
        widest_then, total_then = max(widest, size), total + size
        cost = widest_then * (len(batch) + 1) if padded else total_then
        if batch and cost > batch_tokens:
            yield batch
            batch, widest_then, total_then = [], size, size
        batch.append(index)
        widest, total = widest_then, total_then
    if batch:
        yield batch
