"""The batches of a whole run, decided before it starts."""

import math

from torch.utils.data import Dataset as TorchDataset

from training.datasets import Dataset
from training.packing import Batch, batches_of, collate, rows_of, schedule_of
from training.settings import Layout, OptimSettings


class Batches(TorchDataset[Batch]):
    """Batches by number. `order[i]` holds the rows of batch i; tensors are made when asked for."""

    def __init__(self, dataset: Dataset, layout: Layout, batch_tokens: int, pad_id: int) -> None:
        self.dataset = dataset
        self.layout = layout
        self.batch_tokens = batch_tokens
        self.pad_id = pad_id
        self.rows = rows_of(dataset, layout, batch_tokens)
        self.order: list[list[int]] = []

    def one_pass(self, seed: int) -> "Batches":
        """Every row once."""
        self.order = batches_of(self.rows, self.layout, self.batch_tokens, seed)
        return self

    def repeated(self, seed: int, count: int) -> "Batches":
        """`count` batches, passing over the rows as often as it takes."""
        self.order = schedule_of(self.rows, self.layout, self.batch_tokens, seed, count)
        return self

    @property
    def row_tokens(self) -> int:
        """Tokens of all batches, padding left out."""
        return sum(self.rows[row].tokens for batch in self.order for row in batch)

    @property
    def records(self) -> int:
        """Records of all batches, counted as often as they come."""
        return sum(len(self.rows[row].members) for batch in self.order for row in batch)

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, index: int) -> Batch:
        if not 0 <= index < len(self.order):
            raise IndexError(index)
        return collate(self.dataset, [self.rows[row] for row in self.order[index]], self.layout, self.pad_id)


def training_batches(dataset: Dataset, optim: OptimSettings, pad_id: int, seed: int) -> Batches:
    """All batches of a run: `steps × accumulation` of them, or what `epochs` passes need."""
    batches = Batches(dataset, optim.layout, optim.batch_tokens, pad_id)
    steps = optim.steps
    if not steps:
        a_pass = len(batches.one_pass(seed))
        steps = max(1, math.ceil(optim.epochs * a_pass / optim.accumulation))
    return batches.repeated(seed, steps * optim.accumulation)


def validation_batches(dataset: Dataset, optim: OptimSettings, pad_id: int) -> Batches:
    """Every validation record once, always in the same order."""
    return Batches(dataset, optim.layout, optim.batch_tokens, pad_id).one_pass(0)
