"""The training loop: several one-thread processes that average their gradients, with checkpoints.

Length is given in minutes, not steps: what a shared machine can do in them varies. So a build is repeatable
in its recipe and its data, not to the last bit.
"""

import json
import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor
from torch.multiprocessing.spawn import start_processes

from insights.errors import EscutaError
from training.speech.batches import IGNORED, Batch, BatchMaker, group_by_length
from training.speech.examples import Example, finished_chunks, read_chunk
from training.speech.generation import CHUNKS_FOLDER, FRAGMENTS, TOKENIZER_FILE, TURNS, load_phonemes
from training.speech.model import SOURCE_POSITIONS, Outputs, SpeechShape, TinyWhisper
from training.speech.optimiser import Muon
from training.speech.tokenizer import SpeechTokenizer

CHECKPOINT_FILE = "checkpoint.pt"
LOG_FILE = "training.jsonl"
_CHUNKS_AT_ONCE = 2
_POLL_S = 2.0
_LOG_STEPS = 50
_ALIGNMENT_SLACK = 1e-4


@dataclass(frozen=True)
class TrainingPlan:
    """How to train. Shares are of the time budget, counted from its beginning.

    `positions_per_step`: padded 20 ms positions of one process's batch. Windows come longer and longer:
    fragments until `fragments_share`, turns of at most `short_positions` until `short_share`, then all.
    """

    minutes: float = 75.0
    processes: int = 2
    learning_rate: float = 2e-3
    matrix_learning_rate: float = 4e-3
    weight_decay: float = 0.02
    positions_per_step: int = 2_000
    warmup_steps: int = 150
    fragments_share: float = 0.10
    later_fragments: float = 0.08
    short_share: float = 0.45
    short_positions: int = 200
    constant_share: float = 0.40
    strong_heads_share: float = 0.5
    label_smoothing: float = 0.05
    checkpoint_s: float = 120.0
    seed: int = 7

    def __post_init__(self) -> None:
        if self.minutes <= 0 or self.processes < 1:
            raise EscutaError("minutes and processes must be positive", field="training")


@dataclass(frozen=True)
class Losses:
    """Scalars: next token, phonemes, pieces per position, alignment; and the share of tokens predicted."""

    token: Tensor
    phoneme: Tensor
    piece: Tensor
    alignment: Tensor
    accuracy: Tensor


def train(plan: TrainingPlan, shape: SpeechShape, folder: Path) -> None:
    """Train on the chunks of `folder` as they appear, from its checkpoint if there is one; returns when time
    is up.
    """
    if plan.processes == 1:
        _work(0, plan, shape, folder)
        return
    (folder / "rendezvous").unlink(missing_ok=True)
    start_processes(  # type: ignore[no-untyped-call]
        _work, args=(plan, shape, folder), nprocs=plan.processes, start_method="spawn"
    )


def losses(model: TinyWhisper, batch: Batch, label_smoothing: float) -> Losses:
    """Forward pass in bfloat16 where that helps, losses in fp32."""
    with torch.autocast("cpu", torch.bfloat16):
        outputs: Outputs = model(batch.mel, batch.positions, batch.bias, batch.tokens, batch.piece_positions)
    logits = outputs.logits.float()
    token = F.cross_entropy(
        logits.flatten(0, 1), batch.targets.flatten(), ignore_index=IGNORED, label_smoothing=label_smoothing
    )
    phoneme = F.cross_entropy(
        outputs.phonemes.float().flatten(0, 1), batch.phonemes.flatten(), ignore_index=IGNORED
    )
    piece = F.cross_entropy(
        outputs.pieces.float().flatten(0, 1), batch.pieces.flatten(), ignore_index=IGNORED
    )
    alignment = torch.zeros(())
    if len(batch.aligned):
        row, place, first, last = batch.aligned.unbind(1)
        frames = torch.arange(batch.positions.shape[1])[None]
        heard = ((frames >= first[:, None]) & (frames <= last[:, None])).float()
        for weights in outputs.alignments:
            inside = (weights[row, place] * heard).sum(-1)
            alignment = alignment - torch.log(inside + _ALIGNMENT_SLACK).mean() / len(outputs.alignments)
    with torch.no_grad():
        scored = batch.targets != IGNORED
        accuracy = (logits.argmax(-1) == batch.targets)[scored].float().mean()
    return Losses(token, phoneme, piece, alignment, accuracy)


def rate(plan: TrainingPlan, step: int, spent: float) -> float:
    """Factor on the learning rates: warm-up by steps, constant, then a cosine down to 1% at the end of the
    budget.
    """
    warm = min(1.0, (step + 1) / plan.warmup_steps)
    if spent < plan.constant_share:
        return warm
    progress = min(1.0, (spent - plan.constant_share) / (1 - plan.constant_share))
    return warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))


class ChunkReader:
    """Examples of the finished chunks, the least used first; processes read different chunks."""

    def __init__(self, folder: Path, prefix: str, rank: int, world: int, positions: int, rng: Random) -> None:
        self._folder, self._prefix = folder, prefix
        self._rank, self._world = rank, world
        self._positions, self._rng = positions, rng
        self._uses: dict[str, int] = {}
        self._groups: list[list[Example]] = []
        self._longest_positions = 0

    def group(self, longest_positions: int) -> list[Example]:
        """The next batch's examples, none longer than asked; waits for the generator where there is no chunk
        yet.
        """
        if longest_positions != self._longest_positions:
            self._groups, self._longest_positions = [], longest_positions
        while not self._groups:
            for name in self._names()[self._rank :: self._world]:
                self._uses.setdefault(name, 0)
            if not self._uses:
                time.sleep(_POLL_S)
                continue
            chosen = sorted(self._uses, key=lambda name: (self._uses[name], self._rng.random()))[
                :_CHUNKS_AT_ONCE
            ]
            examples: list[Example] = []
            for name in chosen:
                self._uses[name] += 1
                chunk = read_chunk(self._folder, name)
                examples += [example for example in chunk if example.positions <= longest_positions]
            self._groups = group_by_length(examples, self._positions, self._rng)
        return self._groups.pop()

    def _names(self) -> list[str]:
        return finished_chunks(self._folder, self._prefix)


def _work(rank: int, plan: TrainingPlan, shape: SpeechShape, folder: Path) -> None:
    """One process of the training."""
    torch.set_num_threads(1)
    world = plan.processes
    if world > 1:
        if sys.platform == "linux":  # the processes share a machine, whose own name may not resolve
            os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        meeting = (folder / "rendezvous").resolve().as_uri()
        dist.init_process_group(
            "gloo", init_method=meeting, rank=rank, world_size=world, timeout=timedelta(minutes=30)
        )
    try:
        _Run(rank, plan, shape, folder).run()
    finally:
        if world > 1:
            dist.destroy_process_group()


class _Run:
    def __init__(self, rank: int, plan: TrainingPlan, shape: SpeechShape, folder: Path) -> None:
        self.rank, self.plan, self.shape, self.folder = rank, plan, shape, folder
        torch.manual_seed(plan.seed)
        self.tokenizer = SpeechTokenizer.load(folder / TOKENIZER_FILE)
        self.model = TinyWhisper(
            shape, self.tokenizer.vocabulary_size, self.tokenizer.pieces, load_phonemes(folder).size
        )
        matrices, others = split_parameters(self.model)
        self.muon = Muon(matrices, plan.matrix_learning_rate, weight_decay=plan.weight_decay)
        self.adam = torch.optim.AdamW(
            [
                {"params": [p for p in others if p.ndim > 1], "weight_decay": plan.weight_decay},
                {"params": [p for p in others if p.ndim < 2], "weight_decay": 0.0},
            ],
            lr=plan.learning_rate,
            betas=(0.9, 0.98),
            fused=True,
        )
        self.parameters = [*matrices, *others]
        self.step = 0
        self.spent_s = 0.0  # of earlier runs, all processes alike
        self.audio_s = 0.0
        self._resume()

    def run(self) -> None:
        plan = self.plan
        began = saved = time.monotonic()
        before_s = self.spent_s
        means: list[float] = []
        for batch in self._batches():
            found = losses(self.model, batch, plan.label_smoothing)
            heads = 0.5 if self.spent_s < plan.strong_heads_share * plan.minutes * 60 else 0.2
            total = found.token + heads * (found.phoneme + found.piece + found.alignment)
            for parameter in self.parameters:
                parameter.grad = None
            total.backward()  # type: ignore[no-untyped-call]
            self.spent_s = before_s + self._average(time.monotonic() - began)
            factor = rate(plan, self.step, self.spent_s / (plan.minutes * 60))
            for group in self.muon.param_groups:
                group["lr"] = plan.matrix_learning_rate * factor
            for group in self.adam.param_groups:
                group["lr"] = plan.learning_rate * factor
            torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
            self.muon.step()
            self.adam.step()
            self.step += 1
            self.audio_s += float((batch.targets.shape[0] * batch.positions.shape[1]) / 50)
            values = [float(getattr(found, name).detach()) for name in Losses.__dataclass_fields__]
            means = values if not means else [0.97 * m + 0.03 * v for m, v in zip(means, values, strict=True)]
            if self.rank == 0 and self.step % _LOG_STEPS == 0:
                self._log(means, factor)
            if self.spent_s >= plan.minutes * 60:
                break
            if self.rank == 0 and time.monotonic() - saved > plan.checkpoint_s:
                saved = time.monotonic()
                self._save()
        if self.rank == 0:
            self._log(means, 0.0)
            self._save()

    def _batches(self) -> Iterator[Batch]:
        plan = self.plan
        seed = plan.seed * 1_000_003 + self.step * 101 + self.rank
        rng = Random(seed)
        maker = BatchMaker(self.tokenizer, rng, np.random.default_rng(seed))
        chunks = self.folder / CHUNKS_FOLDER
        fragments, turns = (
            ChunkReader(chunks, prefix, self.rank, plan.processes, plan.positions_per_step, rng)
            for prefix in (FRAGMENTS, TURNS)
        )
        while True:
            spent = self.spent_s / (plan.minutes * 60)
            early = spent < plan.fragments_share
            reader = fragments if early or rng.random() < plan.later_fragments else turns
            yield maker.make(
                reader.group(plan.short_positions if spent < plan.short_share else SOURCE_POSITIONS)
            )

    def _average(self, elapsed_s: float) -> float:
        """Average gradients over the processes, and the time spent, so that all stop after the same step."""
        for parameter in self.parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        if self.plan.processes == 1:
            return elapsed_s
        gradients = [parameter.grad for parameter in self.parameters if parameter.grad is not None]
        flat = torch.cat([*(gradient.flatten() for gradient in gradients), torch.tensor([elapsed_s])])
        dist.all_reduce(flat)
        flat /= self.plan.processes
        position = 0
        for gradient in gradients:
            gradient.copy_(flat[position : position + gradient.numel()].view_as(gradient))
            position += gradient.numel()
        return float(flat[-1])

    def _save(self) -> None:
        partial = self.folder / f".{CHECKPOINT_FILE}"
        torch.save(
            {
                "shape": asdict(self.shape),
                "model": self.model.state_dict(),
                "muon": self.muon.state_dict(),
                "adam": self.adam.state_dict(),
                "step": self.step,
                "spent_s": self.spent_s,
                "audio_s": self.audio_s,
            },
            partial,
        )
        partial.replace(self.folder / CHECKPOINT_FILE)

    def _resume(self) -> None:
        file = self.folder / CHECKPOINT_FILE
        if not file.is_file():
            return
        stored: dict[str, Any] = torch.load(file, weights_only=True)
        if stored["shape"] != asdict(self.shape):
            raise EscutaError(
                "the checkpoint has another shape",
                file=file,
                remedy="delete it, or give the shape it was begun with",
            )
        self.model.load_state_dict(stored["model"])
        self.muon.load_state_dict(stored["muon"])
        self.adam.load_state_dict(stored["adam"])
        self.step, self.spent_s, self.audio_s = stored["step"], stored["spent_s"], stored["audio_s"]

    def _log(self, means: list[float], factor: float) -> None:
        row = {
            "step": self.step,
            "minutes": round(self.spent_s / 60, 2),
            "audio_hours": round(self.audio_s * self.plan.processes / 3600, 2),
            "rate": round(factor, 3),
            **dict(zip(Losses.__dataclass_fields__, (round(mean, 4) for mean in means), strict=True)),
        }
        with (self.folder / LOG_FILE).open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")


def split_parameters(model: TinyWhisper) -> tuple[list[Tensor], list[Tensor]]:
    """(matrices inside encoder and decoder layers, everything else)."""
    matrices: list[Tensor] = []
    others: list[Tensor] = []
    for name, parameter in model.named_parameters():
        (matrices if ".layers." in name and parameter.ndim == 2 else others).append(parameter)
    return matrices, others
