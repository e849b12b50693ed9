"""Greedy decoding of a batch: left-padded, grammar-constrained, finished rows leave the batch.

Written out instead of `model.generate` for three things: what the grammar forces is fed with the prompt
and costs no step, rows that are done stop costing anything, and the log-probabilities are those of the
unmasked distribution, as an inference server reports them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from eval.constraint import Grammars

# Rows leave the cache when this share of them is done: copying it costs as much as several steps.
_DONE_SHARE = 0.25


@dataclass(frozen=True)
class Completion:
    """Token ids of a reply and the natural log-probability of each; forced tokens have log-probability 0."""

    ids: tuple[int, ...]
    logprobs: tuple[float, ...]


@torch.inference_mode()
def decode(
    model: Any,
    prompts: Sequence[Sequence[int]],
    *,
    pad_id: int,
    end_id: int,
    max_new_tokens: int,
    grammars: Grammars | None = None,
    matchers: Sequence[Any] = (),
) -> list[Completion]:
    """Complete each prompt until its grammar is satisfied, `end_id` comes, or `max_new_tokens` are used.

    `matchers` holds one grammar state for each prompt; without `grammars` decoding is free.
    """
    forced = [list(matcher.compute_ff_tokens()) for matcher in matchers] or [[] for _ in prompts]
    for matcher, ids in zip(matchers, forced, strict=True) if matchers else ():
        matcher.consume_tokens(ids)
    ids_out = [list(ids) for ids in forced]
    logprobs_out = [[0.0] * len(ids) for ids in forced]

    device = model.device
    tokens, mask = _left_padded([[*p, *f] for p, f in zip(prompts, forced, strict=True)], pad_id, device)
    positions = (mask.cumsum(-1) - 1).clamp(min=0)  # (B, T)
    output = model(
        input_ids=tokens, attention_mask=mask, position_ids=positions, use_cache=True, logits_to_keep=1
    )
    position = positions[:, -1:]
    rows = list(range(len(prompts)))  # which prompt each row of the batch belongs to
    live = [True] * len(rows)
    for _ in range(max_new_tokens):
        logits = output.logits[:, -1, :].float()  # (B, V)
        normaliser = torch.logsumexp(logits, dim=-1)
        choices = logits
        if grammars is not None:
            allowed = grammars.allowed([matchers[row] for row in rows]).to(device)
            choices = logits.masked_fill(~allowed, -torch.inf)
        chosen = choices.argmax(dim=-1)  # (B,)
        scores = (logits.gather(1, chosen[:, None])[:, 0] - normaliser).tolist()
        for index, (row, token) in enumerate(zip(rows, chosen.tolist(), strict=True)):
            if not live[index]:
                continue
            if token == end_id:
                live[index] = False
                continue
            ids_out[row].append(token)
            logprobs_out[row].append(scores[index])
            if grammars is not None:
                matchers[row].consume_token(token)
                live[index] = not matchers[row].is_stopped()
        if not any(live):
            break
        cache = output.past_key_values
        if sum(live) <= (1 - _DONE_SHARE) * len(live):
            keep = torch.tensor([i for i, alive in enumerate(live) if alive], device=device)
            cache.batch_select_indices(keep)
            chosen, mask, position = chosen[keep], mask[keep], position[keep]
            rows = [rows[i] for i in keep.tolist()]
            live = [True] * len(rows)
        mask = torch.cat([mask, mask.new_ones(len(rows), 1)], dim=1)
        position = position + 1
        output = model(
            input_ids=chosen[:, None],
            attention_mask=mask,
            position_ids=position,
            past_key_values=cache,
            use_cache=True,
        )
    return [Completion(tuple(i), tuple(p)) for i, p in zip(ids_out, logprobs_out, strict=True)]


def _left_padded(
    rows: Sequence[Sequence[int]], pad_id: int, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and attention mask. (B, T), (B, T)"""
    width = max(map(len, rows))
    tokens = torch.tensor([[pad_id] * (width - len(row)) + list(row) for row in rows], device=device)
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows], device=device)
    return tokens, mask
