"""Batches of examples: padding that stands for faster-whisper's, masked features, and decoder sequences.

faster-whisper pads every window to 30 s, which would cost three times a training step. Here a few padding
positions stand for all of them: they carry positions drawn from the padded span, and a bias on their
attention scores makes each count for as many as it stands for. So the model is at home in any window, from a
few seconds to thirty.
"""

import math
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from training.speech.examples import Example
from training.speech.model import MEL_BINS, SOURCE_POSITIONS, TARGET_POSITIONS
from training.speech.tokenizer import SpeechTokenizer

IGNORED = -100
TIMESTAMPS_SHARE = 0.3
PREVIOUS_SHARE = 0.05
_LARGEST_BATCH = 64
_PIECE_STRIDE = 3


@dataclass(frozen=True)
class Batch:
    """Tensors of a step. `B` examples, `T` positions of 20 ms, `L` tokens.

    `mel` (B, 80, 2T), `positions` (B, T), `bias` (B, T), `phonemes` (B, T), `tokens` and `targets` (B, L);
    `pieces` (B, T/3) are the targets of every third position from `piece_offset` on (all of them would cost
    more than they teach); `aligned` (n, 4): row, token position, first and last 20 ms position of n pieces.
    """

    mel: Tensor
    positions: Tensor
    bias: Tensor
    phonemes: Tensor
    pieces: Tensor
    piece_offset: int
    tokens: Tensor
    targets: Tensor
    aligned: Tensor

    @property
    def piece_positions(self) -> slice:
        return slice(self.piece_offset, None, _PIECE_STRIDE)


class BatchMaker:
    """Turns examples into batches; all randomness comes from the two generators given."""

    def __init__(
        self, tokenizer: SpeechTokenizer, rng: Random, noise: Generator, augment: bool = True
    ) -> None:
        self._tokenizer = tokenizer
        self._rng = rng
        self._noise = noise
        self._augment = augment

    def make(self, examples: list[Example]) -> Batch:
        rng, count = self._rng, len(examples)
        positions = max(example.positions for example in examples) + rng.randint(12, 28)
        mel = np.zeros((count, 2 * positions, MEL_BINS), np.float32)
        bias = np.zeros((count, positions), np.float32)
        places = np.zeros((count, positions), np.int64)
        phonemes = np.full((count, positions), IGNORED, np.int64)
        pieces = np.full((count, positions), IGNORED, np.int64)
        timestamps = rng.random() < TIMESTAMPS_SHARE
        previous = self._augment and rng.random() < PREVIOUS_SHARE
        sequences = [self._sequence(example, examples, timestamps, previous) for example in examples]
        length = max(len(tokens) for tokens, _, _ in sequences)
        tokens = np.full((count, length), self._tokenizer.end, np.int64)
        targets = np.full((count, length), IGNORED, np.int64)
        aligned: list[tuple[int, int, int, int]] = []
        for row, (example, (ids, wanted, places_of_pieces)) in enumerate(
            zip(examples, sequences, strict=True)
        ):
            heard = example.positions
            mel[row, : len(example.features)] = self._masked(example.features)
            window = max(positions, rng.choice((SOURCE_POSITIONS, SOURCE_POSITIONS, 1000, 500, positions)))
            padding = positions - heard
            bias[row, heard:] = math.log((window - heard) / padding)
            places[row, :heard] = np.arange(heard)
            places[row, heard:] = np.sort(
                self._noise.choice(np.arange(heard, window), padding, replace=False)
            )
            phonemes[row, :heard] = example.labels.phonemes
            pieces[row, :heard] = example.labels.pieces
            tokens[row, : len(ids)] = ids
            targets[row, : len(wanted)] = wanted
            aligned += [(row, *place) for place in places_of_pieces]
        offset = rng.randrange(_PIECE_STRIDE)
        return Batch(
            mel=torch.from_numpy(mel.transpose(0, 2, 1).copy()),
            positions=torch.from_numpy(places),
            bias=torch.from_numpy(bias),
            phonemes=torch.from_numpy(phonemes),
            pieces=torch.from_numpy(pieces[:, offset::_PIECE_STRIDE].copy()),
            piece_offset=offset,
            tokens=torch.from_numpy(tokens),
            targets=torch.from_numpy(targets),
            aligned=torch.tensor(aligned, dtype=torch.int64).reshape(-1, 4),
        )

    def _masked(self, features: NDArray[np.float16]) -> NDArray[np.float32]:
        """SpecAugment, lightly: a level shift, two short stretches of time and one band flattened."""
        mel = np.array(features, dtype=np.float32)
        if not self._augment or not len(mel):
            return mel
        rng = self._rng
        mel += rng.uniform(-0.12, 0.12)
        mean = float(mel.mean())
        for _ in range(2):
            if rng.random() < 0.5:
                width = rng.randint(1, 10)
                start = rng.randint(0, max(0, len(mel) - width))
                mel[start : start + width] = mean
        if rng.random() < 0.5:
            width = rng.randint(1, 10)
            start = rng.randint(0, MEL_BINS - width)
            mel[:, start : start + width] = mean
        return mel

    def _sequence(
        self, example: Example, others: list[Example], timestamps: bool, previous: bool
    ) -> tuple[list[int], list[int], list[tuple[int, int, int]]]:
        """Decoder input, targets, and per piece (position that predicts it, first and last 20 ms heard)."""
        known, labels = self._tokenizer, example.labels
        prefix = self._previous(others) if previous else []
        speech = len(labels.tokens) > 0
        language = known.languages[labels.language]
        ids = [*prefix, known.start, language, known.transcribe]
        wanted = [IGNORED] * len(prefix) + [language if speech else known.no_speech, IGNORED]
        if not timestamps:
            ids.append(known.no_timestamps)
            wanted.append(IGNORED)
        said: list[int] = []
        places: list[tuple[int, int, int]] = []
        if timestamps and not speech:
            said.append(known.first_timestamp)
        for start_s, end_s, first, last in labels.passages.tolist():
            if timestamps:
                said.append(known.timestamp(start_s))
            for index in range(int(first), int(last)):
                begin_s, finish_s = labels.times[index].tolist()
                places.append((len(ids) + len(said) - 1, round(begin_s * 50 - 2), round(finish_s * 50 + 2)))
                said.append(int(labels.tokens[index]))
            if timestamps:
                said.append(known.timestamp(end_s))
        return ids + said, [*wanted, *said, known.end], places

    def _previous(self, others: list[Example]) -> list[int]:
        """Text of other windows as a prompt, so that a prompt neither helps nor harms."""
        wanted = self._rng.randint(5, 40)
        text = [
            token for other in self._rng.sample(others, len(others)) for token in other.labels.tokens.tolist()
        ]
        return [self._tokenizer.previous, *text[: min(wanted, TARGET_POSITIONS // 4)]]


def group_by_length(examples: list[Example], positions: int, rng: Random) -> list[list[Example]]:
    """Shuffled groups of examples of similar length whose padded size stays under `positions`."""
    keyed = sorted(((example.positions + 15 * rng.random(), index) for index, example in enumerate(examples)))
    groups: list[list[Example]] = []
    current: list[Example] = []
    longest = 0
    for _, index in keyed:
        size = examples[index].positions + 20
        if current and (
            max(longest, size) * (len(current) + 1) > positions or len(current) >= _LARGEST_BATCH
        ):
            groups.append(current)
            current, longest = [], 0
        current.append(examples[index])
        longest = max(longest, size)
    if current:
        groups.append(current)
    rng.shuffle(groups)
    return groups
