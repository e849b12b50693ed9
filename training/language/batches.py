"""Conversations → weighted token sequences → batches of similar length.

Answers carry weight 1, everything the model is merely shown a little weight: enough to learn the language of
calls. Only a share of the shown positions is scored at all (with their weight raised to match): scoring the
vocabulary is a third of the work.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import torch
from transformers import PreTrainedTokenizerBase

from insights.records import Message
from insights.render import END_OF_TURN
from training.language.tokenizer import MAX_TOKENS

SHOWN_SHARE = 0.3
REPLY_START = '{"type": '


@dataclass(frozen=True)
class Emphasis:
    """Weights of tokens in the loss.

    Tokens of an answer of `short_tokens` or more weigh 1; those of shorter ones, which are decisions, weigh
    more in proportion, up to `short_most`. Tokens that are only shown weigh `shown`.
    """

    shown: float = 0.15
    short_tokens: float = 1.0
    short_most: float = 1.0
    inside_replies: bool = False
    """Whether the message of a reply in JSON is what counts as the answer's length."""

    def answer(self, tokens: int) -> float:
        return min(self.short_most, max(1.0, self.short_tokens / tokens))


@dataclass(frozen=True)
class Sequenced:
    """One conversation: `ids`, and for each the length in tokens of the answer it is part of (0: of none)."""

    ids: tuple[int, ...]
    answered: tuple[int, ...]


@dataclass(frozen=True)
class Batch:
    """`ids` [rows, length], right-padded; `positions` [n] index the flattened next-token predictions
    [rows * (length - 1)] that count; `targets`, `weights` and `answers` (part of one?) [n] belong to them."""

    ids: torch.Tensor
    positions: torch.Tensor
    targets: torch.Tensor
    weights: torch.Tensor
    answers: torch.Tensor

    @property
    def tokens(self) -> int:
        return self.ids.numel()


def sequenced(
    conversations: Sequence[Sequence[Message]],
    tokenizer: PreTrainedTokenizerBase,
    inside_replies: bool = False,
) -> list[Sequenced]:
    """Token ids of conversations in the chat layout; those longer than the context are left out."""
    pieces: list[str] = []
    owners: list[tuple[int, bool]] = []
    for row, conversation in enumerate(conversations):
        for message in conversation:
            head = f"<|im_start|>{message.role}\n"
            body = message.content + END_OF_TURN
            if message.role == "assistant":
                pieces += [head, body, "\n"]
                owners += [(row, False), (row, True), (row, False)]
            else:
                pieces.append(f"{head}{body}\n")
                owners.append((row, False))
    encoded = tokenizer(pieces, add_special_tokens=False)["input_ids"]
    ids: list[list[int]] = [[] for _ in conversations]
    answered: list[list[int]] = [[] for _ in conversations]
    for (row, answer), part, piece in zip(owners, encoded, pieces, strict=True):
        ids[row] += part
        length = len(part) if answer else 0
        if answer and inside_replies and piece.startswith(REPLY_START):
            message = json.loads(piece.removesuffix(END_OF_TURN))["message"]
            length = 1 + len(tokenizer.encode(message, add_special_tokens=False))
        answered[row] += [length] * len(part)
    return [
        Sequenced(tuple(row), tuple(flags))
        for row, flags in zip(ids, answered, strict=True)
        if len(row) <= MAX_TOKENS
    ]


def batches(
    sequences: Iterable[Sequenced], batch_tokens: int, pad: int, rng: Random, emphasis: Emphasis
) -> list[Batch]:
    """Group by length into batches of at most `batch_tokens` ids, in random order."""
    ordered = sorted(sequences, key=lambda sequence: (len(sequence.ids), rng.random()))
    groups: list[list[Sequenced]] = []
    current: list[Sequenced] = []
    for sequence in ordered:
        if current and (len(current) + 1) * len(sequence.ids) > batch_tokens:
            groups.append(current)
            current = []
        current.append(sequence)
    if current:
        groups.append(current)
    rng.shuffle(groups)
    return [_batch(group, pad, rng, emphasis) for group in groups]


def _batch(group: Sequence[Sequenced], pad: int, rng: Random, emphasis: Emphasis) -> Batch:
    length = max(len(sequence.ids) for sequence in group)
    rows = torch.full((len(group), length), pad, dtype=torch.long)
    positions: list[int] = []
    targets: list[int] = []
    weights: list[float] = []
    answers: list[bool] = []
    for row, sequence in enumerate(group):
        rows[row, : len(sequence.ids)] = torch.tensor(sequence.ids)
        for place in range(1, len(sequence.ids)):
            answer = sequence.answered[place]
            if answer or rng.random() < SHOWN_SHARE:
                positions.append(row * (length - 1) + place - 1)
                targets.append(sequence.ids[place])
                weights.append(emphasis.answer(answer) if answer else emphasis.shown / SHOWN_SHARE)
                answers.append(answer > 0)
    return Batch(
        ids=rows,
        positions=torch.tensor(positions),
        targets=torch.tensor(targets),
        weights=torch.tensor(weights),
        answers=torch.tensor(answers),
    )
