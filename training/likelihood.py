"""How likely a model finds known replies: what tells whether two forms of a model say the same.

Natural logarithms (nats), over the reply tokens only, each record alone and whole. Imports torch and numpy
and nothing of transformers, so that other environments than ours can measure with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

Example = tuple[NDArray[np.int32], NDArray[np.uint8]]
"""Token ids (T,) of prompt and reply, and 1 where they belong to the reply."""


@dataclass(frozen=True)
class Likelihood:
    """`logprobs` (N,) float32 of the reply tokens of all examples; `best` (N,) the token preferred there."""

    logprobs: NDArray[np.float32]
    best: NDArray[np.int64]

    @property
    def mean(self) -> float:
        return float(self.logprobs.mean(dtype=np.float64))


@dataclass(frozen=True)
class Distance:
    """Two forms of a model on the same replies. Nats per reply token; `same_best`: share of the places
    where both prefer the same token. `fall` is how much less likely the second finds the replies."""

    mean: float
    largest: float
    fall: float
    same_best: float
    tokens: int


@torch.no_grad()
def likelihood(
    model: Any, examples: Sequence[Example], *, each: Callable[[], object] = lambda: None
) -> Likelihood:
    """Log-probabilities of every reply token under `model`, on its device. `each` is told of each example."""
    logprobs, best = [], []
    model.eval()
    for ids, mask in examples:
        replied = np.flatnonzero(mask)
        tokens = torch.from_numpy(ids.astype(np.int64)).to(model.device)[None]
        # The hidden state before a token predicts it.
        keep = torch.from_numpy(replied - 1).to(model.device)
        logits = model(input_ids=tokens, use_cache=False, logits_to_keep=keep).logits[0].float()
        told = logits.log_softmax(-1).gather(1, tokens[0, torch.from_numpy(replied).to(model.device), None])
        logprobs.append(told[:, 0].cpu().numpy())
        best.append(logits.argmax(-1).cpu().numpy())
        each()
    return Likelihood(np.concatenate(logprobs), np.concatenate(best))


def distance(first: Likelihood, second: Likelihood) -> Distance:
    """How far the second is from the first."""
    difference = np.abs(first.logprobs.astype(np.float64) - second.logprobs)
    return Distance(
        mean=float(difference.mean()),
        largest=float(difference.max()),
        fall=first.mean - second.mean,
        same_best=float((first.best == second.best).mean()),
        tokens=len(difference),
    )
