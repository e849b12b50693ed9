"""Decoding of a batch: left-padded, grammar-constrained, finished rows leave and new rows may join.

Written out instead of `model.generate` for four things: what the grammar forces is fed with the prompt and
costs no step, rows that are done stop costing anything, new rows need not wait for the others, and the
log-probabilities are those of the unmasked distribution, as an inference server reports them.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from inference.adapters import Adapters
from inference.cache import ROOM_TOKENS, Part, Slab, filled, joined
from inference.constraint import Grammars
from inference.qwen2 import Qwen2

# Rows leave the cache when this share of them is done: copying it costs as much as several steps.
_DONE_SHARE = 0.25

# A shorter common beginning is not worth keeping.
_PREFIX_TOKENS = 16
_PREFIXES = 64


@dataclass(frozen=True)
class Completion:
    """Token ids of a reply and the natural log-probability of each; forced tokens have log-probability 0."""

    ids: tuple[int, ...]
    logprobs: tuple[float, ...]


@dataclass(eq=False, repr=False)
class Row:
    """One prompt on its way. `matcher` is its grammar's state (None: free), `ids` what it has written.

    `prefix` tokens of the prompt are common to many prompts and kept computed. `temperature` 0 takes the
    likeliest token; above it `seed` decides. `ended`: the reply is whole, not cut at `max_new_tokens`.
    """

    prompt: Sequence[int]
    max_new_tokens: int
    matcher: Any = None
    adapter: str | None = None
    prefix: int = 0
    temperature: float = 0.0
    seed: int = 0
    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    steps: int = 0
    ended: bool = False
    chance: torch.Generator | None = None

    @property
    def done(self) -> bool:
        return self.ended or self.steps >= self.max_new_tokens

    @property
    def completion(self) -> Completion:
        return Completion(tuple(self.ids), tuple(self.logprobs))


class Flight:
    """Rows that are being completed together."""

    def __init__(
        self,
        model: Any,
        *,
        pad_id: int,
        end_id: int,
        grammars: Grammars | None = None,
        adapters: Adapters | None = None,
    ) -> None:
        """`grammars` masks the rows that have a matcher; without `adapters` every row asks `model` itself."""
        self._model = model
        self._written_out = Qwen2(model) if Qwen2.fits(model) else None
        self._pad_id = pad_id
        self._end_id = end_id
        self._grammars = grammars
        self._adapters = adapters
        self._prefixes: OrderedDict[tuple[str | None, tuple[int, ...]], Part] = OrderedDict()
        self._clear()

    def __len__(self) -> int:
        return len(self._rows) - len(self._gone)

    @torch.inference_mode()
    def admit(self, rows: Sequence[Row]) -> None:
        """Read new prompts; their first token comes with the next step."""
        if not rows:
            return
        for row in rows:
            if row.matcher is not None:
                forced = list(row.matcher.compute_ff_tokens())
                row.matcher.consume_tokens(forced)
                row.ids.extend(forced)
                row.logprobs.extend([0.0] * len(forced))
        slab, logits, mask, position = self._read(rows)
        if not self._rows:
            self._slab, self._logits, self._mask, self._position = slab, logits, mask, position
        else:
            width = max(self._mask.shape[1], mask.shape[1])
            self._slab = joined(self._slab, slab)
            self._mask = torch.cat([_widened(self._mask, width), _widened(mask, width)])
            self._logits = torch.cat([self._logits, logits])
            self._position = torch.cat([self._position, position])
        self._rows.extend(rows)

    @torch.inference_mode()
    def step(self) -> list[Row]:
        """Write one token for every row; returns the rows that are done, which have left."""
        chosen = self._choose()
        done = [row for row in self._rows if row.done and row not in self._gone]
        self._gone.update(done)
        if not len(self):
            self._clear()
            return done
        if len(self._gone) >= _DONE_SHARE * len(self._rows):
            chosen = self._leave(chosen)
        self._mask = torch.cat([self._mask, self._mask.new_ones(len(self._rows), 1)], dim=1)
        self._position = self._position + 1
        self._logits = self._forward(self._rows, chosen[:, None], self._mask, self._position, self._slab)
        return done

    def drop(self, rows: Sequence[Row]) -> None:
        """Give rows up; they cost at most another step or two."""
        self._gone.update(row for row in rows if row in self._rows)
        if self._rows and not len(self):
            self._clear()

    def forget_prefixes(self, adapter: str) -> None:
        """Drop what was kept for an adapter that is unloaded."""
        for key in [key for key in self._prefixes if key[0] == adapter]:
            del self._prefixes[key]

    def _clear(self) -> None:
        empty = torch.empty(0)
        self._rows: list[Row] = []
        self._gone: set[Row] = set()  # rows whose place in the batch is not reclaimed yet
        self._logits, self._mask, self._position = empty, empty, empty
        self._slab = Slab(0)

    def _choose(self) -> torch.Tensor:
        """Next token of each row (B,), taken down in the rows that are alive."""
        logits = self._logits
        normaliser = torch.logsumexp(logits, dim=-1)
        choices = logits
        matchers = [None if row in self._gone else row.matcher for row in self._rows]
        if self._grammars is not None and any(matcher is not None for matcher in matchers):
            allowed = self._grammars.allowed(matchers).to(logits.device)
            choices = logits.masked_fill(~allowed, -torch.inf)
        chosen = choices.argmax(dim=-1)
        for index, row in enumerate(self._rows):
            if row.temperature > 0 and row not in self._gone:
                chosen[index] = _sampled(choices[index], row)
        scores = (logits.gather(1, chosen[:, None])[:, 0] - normaliser).tolist()
        for row, token, score in zip(self._rows, chosen.tolist(), scores, strict=True):
            if row in self._gone:
                continue
            row.steps += 1
            if token == self._end_id:
                row.ended = True
                continue
            row.ids.append(token)
            row.logprobs.append(score)
            if row.matcher is not None:
                row.matcher.consume_token(token)
                row.ended = row.matcher.is_stopped()
        return chosen

    def _leave(self, chosen: torch.Tensor) -> torch.Tensor:
        """Take the rows that are gone out of the batch, and columns that no row needs any more."""
        keep = torch.tensor(
            [index for index, row in enumerate(self._rows) if row not in self._gone], device=chosen.device
        )
        mask = self._mask[keep]
        unused = int(mask.any(dim=0).int().argmax())
        self._slab.select(keep, unused)
        self._mask, self._position = mask[:, unused:], self._position[keep]
        self._rows = [row for row in self._rows if row not in self._gone]
        self._gone.clear()
        return chosen[keep]

    def _read(self, rows: Sequence[Row]) -> tuple[Slab, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Cache, logits (B, V), attention mask (B, T) and last position (B, 1) after the prompts."""
        parts = [self._prefix(row) for row in rows]
        begins = [_length(part) for part in parts]
        device = self._model.device
        tokens, mask = _left_padded(
            [[*row.prompt, *row.ids][begin:] for row, begin in zip(rows, begins, strict=True)],
            self._pad_id,
            device,
        )
        start = torch.tensor(begins, device=device)[:, None]
        positions = start + (mask.cumsum(-1) - 1).clamp(min=0)  # (B, T)
        slab = Slab(self._model.config.num_hidden_layers)
        if any(begins):
            slab = filled(_complete(parts), tokens.shape[1] + ROOM_TOKENS)
            before = torch.arange(slab.length, device=device)[None, :] >= slab.length - start
            mask = torch.cat([before.to(mask.dtype), mask], dim=1)
        logits = self._forward(rows, tokens, mask, positions, slab)
        return slab, logits, mask, positions[:, -1:]

    def _forward(
        self,
        rows: Sequence[Row],
        tokens: torch.Tensor,
        mask: torch.Tensor,
        positions: torch.Tensor,
        slab: Slab,
    ) -> torch.Tensor:
        """Logits after the last token of each row. (B, V)"""
        if self._adapters is not None:
            self._adapters.use([row.adapter for row in rows])
        if self._written_out is not None:
            return self._written_out(tokens, mask, positions, slab)
        output = self._model(
            input_ids=tokens,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=slab,
            use_cache=True,
            logits_to_keep=1,
        )
        logits: torch.Tensor = output.logits[:, -1, :].float()
        return logits

    def _prefix(self, row: Row) -> Part | None:
        """The computed beginning of a prompt, if it has one worth keeping; a new one is computed once."""
        if not _PREFIX_TOKENS <= row.prefix < len(row.prompt):
            return None
        key = (row.adapter, tuple(row.prompt[: row.prefix]))
        if key in self._prefixes:
            self._prefixes.move_to_end(key)
            return self._prefixes[key]
        tokens = torch.tensor([key[1]], device=self._model.device)
        slab = Slab(self._model.config.num_hidden_layers)
        positions = torch.arange(row.prefix, device=tokens.device)[None]
        self._forward([row], tokens, torch.ones_like(tokens), positions, slab)
        self._prefixes[key] = slab.part(0)
        while len(self._prefixes) > _PREFIXES:
            self._prefixes.popitem(last=False)
        return self._prefixes[key]


def decode(
    model: Any,
    prompts: Sequence[Sequence[int]],
    *,
    pad_id: int,
    end_id: int,
    max_new_tokens: int,
    grammars: Grammars | None = None,
    matchers: Sequence[Any] = (),
    stop: Callable[[], bool] = lambda: False,
) -> list[Completion]:
    """Complete each prompt until its grammar is satisfied, `end_id` comes, or `max_new_tokens` are used.

    `matchers` holds one grammar state for each prompt; without `grammars` decoding is free. `stop` is asked
    before each token: true ends all of them where they are.
    """
    flight = Flight(model, pad_id=pad_id, end_id=end_id, grammars=grammars)
    states = matchers or [None] * len(prompts)
    rows = [Row(prompt, max_new_tokens, matcher) for prompt, matcher in zip(prompts, states, strict=True)]
    flight.admit(rows)
    while len(flight) and not stop():
        flight.step()
    return [row.completion for row in rows]


def _length(part: Part | None) -> int:
    return 0 if part is None else part[0][0].shape[-2]


def _complete(parts: Sequence[Part | None]) -> list[Part]:
    """Empty parts in place of None; at least one is there."""
    some = next(part for part in parts if part is not None)
    empty = [(keys[:, :0], values[:, :0]) for keys, values in some]
    return [empty if part is None else part for part in parts]


def _sampled(choices: torch.Tensor, row: Row) -> torch.Tensor:
    if row.chance is None:
        row.chance = torch.Generator(device=choices.device).manual_seed(row.seed)
    shares = torch.softmax(choices / row.temperature, dim=-1)
    return torch.multinomial(shares, 1, generator=row.chance)[0]


def _widened(mask: torch.Tensor, width: int) -> torch.Tensor:
    return torch.nn.functional.pad(mask, (width - mask.shape[1], 0))


def _left_padded(
    rows: Sequence[Sequence[int]], pad_id: int, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and attention mask. (B, T), (B, T)"""
    width = max(map(len, rows))
    tokens = torch.tensor([[pad_id] * (width - len(row)) + list(row) for row in rows], device=device)
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows], device=device)
    return tokens, mask
