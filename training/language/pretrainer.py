"""Pre-training on one CPU or GPU: Muon for the hidden matrices, AdamW for the rest, exact resume.

The stream of examples is a function of seed and pool number only, and the learning rate of the step number
only, so an interrupted run goes on as if nothing had happened.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import PreTrainedTokenizerBase, Qwen2Config, Qwen2ForCausalLM

from insights.errors import EscutaError
from insights.fingerprint import data_digest
from insights.records import Message
from training.attention import register
from training.language.batches import Batch, Emphasis, batches, sequenced
from training.language.tokenizer import MAX_TOKENS

Pools = Callable[[int], tuple[Sequence[Sequence[Message]], Emphasis]]
"""The conversations of pool number n, always the same ones, and the weights of their tokens."""

HEAD_SIZE = 64
CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True)
class Size:
    """Shape of the network; widths are multiples of 64, so that heads and INT4 groups fit."""

    width: int = 192
    layers: int = 4
    inner_width: int = 512
    key_value_heads: int = 3

    def __post_init__(self) -> None:
        if self.width % HEAD_SIZE or self.inner_width % HEAD_SIZE:
            raise EscutaError(
                f"width and inner_width must be multiples of {HEAD_SIZE}",
                field="size",
                remedy="for example size.width=192 size.inner_width=512",
            )
        if (self.width // HEAD_SIZE) % self.key_value_heads:
            raise EscutaError(
                f"{self.width // HEAD_SIZE} heads cannot share {self.key_value_heads} key-value heads",
                field="size.key_value_heads",
                remedy=f"choose a divisor of {self.width // HEAD_SIZE}",
            )


@dataclass(frozen=True)
class Round:
    """A further round of training: its length, and its highest rates as a share of the peaks."""

    steps: int
    share: float


@dataclass(frozen=True)
class Schedule:
    """How long and how fast. Rates are peaks; they hold until the last `decay_steps`, then fall linearly.

    Further rounds may follow, each up to a share of the peaks and down once more.
    """

    steps: int = 2000
    decay_steps: int = 1000
    rounds: tuple[Round, ...] = ()
    batch_tokens: int = 3072
    warmup_steps: int = 40
    floor_share: float = 0.02
    muon_rate: float = 0.02
    adamw_rate: float = 3e-3
    muon_decay: float = 0.02
    adamw_decay: float = 0.01
    clip_norm: float = 1.0
    checkpoint_every: int = 200

    @property
    def total_steps(self) -> int:
        return self.steps + sum(further.steps for further in self.rounds)

    def share_of_peak(self, step: int) -> float:
        """Factor on the learning rates at a step, counted from 0."""
        first = self.steps
        for further in self.rounds:
            if first <= step < first + further.steps:
                warmup = min(1.0, (step - first + 1) / max(1, self.warmup_steps))
                return max(self.floor_share, further.share * warmup * (1 - (step - first) / further.steps))
            first += further.steps
        warmup = min(1.0, (step + 1) / max(1, self.warmup_steps))
        left = (self.steps - step) / max(1, self.decay_steps)
        return warmup * max(self.floor_share, min(1.0, left))


@dataclass(frozen=True)
class Progress:
    """Where a run stands after a step. Losses are nats per token; `answer_loss` counts answers only."""

    step: int
    loss: float
    answer_loss: float
    tokens: int
    seconds: float


def new_model(size: Size, tokenizer: PreTrainedTokenizerBase, seed: int) -> Qwen2ForCausalLM:
    """A freshly initialised network with tied embeddings."""
    torch.manual_seed(seed)
    return Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(tokenizer),
            hidden_size=size.width,
            intermediate_size=size.inner_width,
            num_hidden_layers=size.layers,
            num_attention_heads=size.width // HEAD_SIZE,
            num_key_value_heads=size.key_value_heads,
            max_position_embeddings=MAX_TOKENS,
            rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
            tie_word_embeddings=True,
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


class Pretrainer:
    """One run: network, optimisers and the place in the stream of examples."""

    def __init__(
        self,
        model: Qwen2ForCausalLM,
        tokenizer: PreTrainedTokenizerBase,
        pools: Pools,
        schedule: Schedule,
        *,
        seed: int,
        settings: Mapping[str, Any],
        device: str = "cpu",
    ) -> None:
        network: Any = model  # transformers' own types for `to` are wrong
        self.model: Any = network.to(device)
        if device == "cpu":
            self.model.set_attn_implementation(register())
        self.tokenizer = tokenizer
        self.pools = pools
        self.schedule = schedule
        self.seed = seed
        self.device = device
        self.fingerprint = data_digest([dict(settings), _early(schedule), len(tokenizer)])
        self.step = 0
        self.tokens = 0
        self.seconds = 0.0
        hidden = [p for name, p in model.named_parameters() if p.ndim == 2 and "embed" not in name]
        matrices = {id(p) for p in hidden}
        others = [p for p in model.parameters() if id(p) not in matrices]
        self.optimisers: tuple[torch.optim.Optimizer, ...] = (
            torch.optim.Muon(
                hidden, lr=schedule.muon_rate, momentum=0.95, weight_decay=schedule.muon_decay, ns_steps=5
            ),
            torch.optim.AdamW(
                others, lr=schedule.adamw_rate, betas=(0.9, 0.98), weight_decay=schedule.adamw_decay
            ),
        )
        self._peaks = (schedule.muon_rate, schedule.adamw_rate)
        self._stream = self._batches(0, 0)
        self._place = (0, 0)

    def run(self, folder: Path | None = None, *, until: int | None = None) -> Iterator[Progress]:
        """Train to the end of the schedule (or step `until`), reporting steps; checkpoints go to `folder`."""
        started = time.perf_counter() - self.seconds
        last = self.schedule.total_steps if until is None else min(until, self.schedule.total_steps)
        self.model.train()
        while self.step < last:
            loss, answer_loss = self._advance()
            self.seconds = time.perf_counter() - started
            if folder is not None and (self.step % self.schedule.checkpoint_every == 0 or self.step == last):
                self.save(folder)
            yield Progress(self.step, loss, answer_loss, self.tokens, self.seconds)
        self.model.eval()
        self.model.set_attn_implementation("sdpa")

    def save(self, folder: Path) -> None:
        """Write the checkpoint atomically."""
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f"{CHECKPOINT}.partial"
        torch.save(
            {
                "fingerprint": self.fingerprint,
                "model": self.model.state_dict(),
                "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
                "step": self.step,
                "length": (self.schedule.steps, self.schedule.decay_steps),
                "tokens": self.tokens,
                "seconds": self.seconds,
                "place": self._place,
            },
            partial,
        )
        os.replace(partial, folder / CHECKPOINT)

    def resume(self, folder: Path) -> bool:
        """Go on from the checkpoint in `folder`; False if there is none, an error if of other settings.

        Until the rates begin to fall a run does not depend on its length: there a longer or shorter one may
        go on from it.
        """
        path = folder / CHECKPOINT
        if not path.is_file():
            return False
        state = torch.load(path, map_location=self.device, weights_only=True)
        length = (self.schedule.steps, self.schedule.decay_steps)
        falling = state["step"] > min(a - b for a, b in (length, tuple(state["length"])))
        if state["fingerprint"] != self.fingerprint or (falling and tuple(state["length"]) != length):
            raise EscutaError(
                "the checkpoint belongs to other settings",
                file=path,
                remedy="repeat the settings it was started with, or choose another folder",
            )
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step, self.tokens, self.seconds = state["step"], state["tokens"], state["seconds"]
        self._place = tuple(state["place"])
        self._stream = self._batches(*self._place)
        return True

    def _advance(self) -> tuple[float, float]:
        factor = self.schedule.share_of_peak(self.step)
        for optimiser, peak in zip(self.optimisers, self._peaks, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = peak * factor
        batch = next(self._stream)
        loss, answer_loss = self._loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), self.schedule.clip_norm)
        for optimiser in self.optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += batch.tokens
        return float(loss.detach()), float(answer_loss)

    def _loss(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Weighted mean loss, and the plain mean over answers. Padding is at the right: no mask is needed."""
        with torch.autocast(self.device, dtype=torch.bfloat16):
            hidden = self.model.model(input_ids=batch.ids.to(self.device), use_cache=False).last_hidden_state
            scored = hidden[:, :-1].reshape(-1, hidden.shape[-1])[batch.positions.to(self.device)]
            logits = self.model.lm_head(scored)
        losses = functional.cross_entropy(logits.float(), batch.targets.to(self.device), reduction="none")
        weights = batch.weights.to(self.device)
        loss = (losses * weights).sum() / weights.sum()
        return loss, losses.detach()[batch.answers.to(self.device)].mean()

    def _batches(self, pool: int, skipped: int) -> Iterator[Batch]:
        """Batches from number `skipped` of a pool on, pool after pool."""
        pad = self.tokenizer.pad_token_id
        while True:
            rng = Random(f"pretraining:{self.seed}:{pool}")
            conversations, emphasis = self.pools(pool)
            sequences = sequenced(conversations, self.tokenizer, emphasis.inside_replies)
            found = batches(sequences, self.schedule.batch_tokens, pad, rng, emphasis)
            for number, batch in enumerate(found[skipped:], start=skipped + 1):
                self._place = (pool, number)
                yield batch
            pool, skipped = pool + 1, 0


def _early(schedule: Schedule) -> dict[str, float]:
    """What of a schedule matters before the rates fall; how often a checkpoint is written never does."""
    later = ("steps", "decay_steps", "rounds", "checkpoint_every")
    return {name: value for name, value in asdict(schedule).items() if name not in later}
