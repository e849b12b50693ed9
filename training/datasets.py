"""records.jsonl → token ids and loss mask, through `insights.render` only; whatever is left out is counted.

Tokens lie in two flat arrays, so that 100,000 records cost 5 bytes a token and no Python objects.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from insights.errors import EscutaError
from insights.grammar import reply_head
from insights.jsonl import loads, open_text
from insights.labelling import unit_hash
from insights.prompts import prompt_digest
from insights.records import InsightType, Record
from insights.render import Tokenizer, render

TooLong = Literal["error", "drop"]

TO_REVIEW = "to_review"
TOO_LONG = "too_long"
EMPTY_REPLY = "empty_reply"
SURPLUS = "surplus_without_alert"


@dataclass(frozen=True)
class Example:
    """One rendered record. `ids` (T,) int32; `mask` (T,) uint8, 1 where the loss counts; `window` groups
    excerpts; `decision` is the place of the message's first token, which settles what is said, if anything.
    """

    ids: NDArray[np.int32]
    mask: NDArray[np.uint8]
    window: int
    decision: int

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def prompt_tokens(self) -> int:
        return int(self.mask.argmax())


@dataclass(frozen=True)
class Dataset:
    """Rendered records in file order. `windows[i]` is equal for records of one excerpt; `decisions[i]` counts
    from the record's first token."""

    ids: NDArray[np.int32]
    mask: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    windows: NDArray[np.int64]
    decisions: NDArray[np.int64]
    read: int
    dropped: dict[str, int]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> Example:
        start, end = self.offsets[index], self.offsets[index + 1]
        return Example(
            self.ids[start:end], self.mask[start:end], int(self.windows[index]), int(self.decisions[index])
        )

    def sample(self, count: int, seed: int) -> "Dataset":
        """At most `count` records, drawn by `seed`, in file order."""
        if count >= len(self):
            return self
        chosen = np.sort(np.random.default_rng(seed).permutation(len(self))[:count])
        rows = [self[int(index)] for index in chosen]
        return replace(
            self,
            ids=np.concatenate([row.ids for row in rows]),
            mask=np.concatenate([row.mask for row in rows]),
            offsets=np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64),
            windows=self.windows[chosen],
            decisions=self.decisions[chosen],
        )

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each record, (N,)."""
        return np.diff(self.offsets)

    @property
    def tokens(self) -> int:
        return len(self.ids)

    @property
    def reply_tokens(self) -> int:
        return int(self.mask.sum(dtype=np.int64))


def numbered_records(path: Path) -> Iterator[tuple[int, Record]]:
    """(line number, record) of a records file; a malformed line is an `EscutaError`."""
    with open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, loads(Record, line, file=path, number=number)


def load(
    path: Path,
    tokenizer: Tokenizer,
    *,
    context_tokens: int,
    too_long: TooLong = "error",
    alert_share: float | None = None,
) -> Dataset:
    """Render a file. Nothing is ever truncated: a record beyond the context stops the run or is dropped and
    counted.

    With `alert_share`, records that ask for an alert and have none are thinned, by hash of their id, until
    about this share has one: a small model that sees mostly silence learns to be silent.
    """
    kept = _kept_without_alert(path, alert_share) if alert_share is not None else {}
    return _collect(_checked(path), path, tokenizer, context_tokens, too_long, kept)


def _kept_without_alert(path: Path, alert_share: float) -> dict[str, float]:
    """By language, the share of records without an alert that stays."""
    counts: Counter[tuple[str, bool]] = Counter()
    for _, record in numbered_records(path):
        if (alert := _alert(record)) is not None:
            counts[record.metadata.language, alert] += 1
    return {
        language: min(1.0, counts[language, True] * (1 - alert_share) / alert_share / count)
        for (language, alert), count in counts.items()
        if not alert and counts[language, True]
    }


def _alert(record: Record) -> bool | None:
    """Does a record that asks for an alert have one? None for other records."""
    metadata = record.metadata
    if metadata.insight_type is not InsightType.RISK_ALERT or metadata.gold is None:
        return None
    return metadata.gold.has_data


def _checked(path: Path) -> Iterator[tuple[int, Record]]:
    digest = prompt_digest()
    for number, record in numbered_records(path):
        if record.metadata.prompt_digest != digest:
            raise EscutaError(
                f"made with prompts {record.metadata.prompt_digest}, production now sends {digest}",
                file=path,
                line=number,
                field="metadata.prompt_digest",
                remedy="run pipelines.label again, so that training sees the prompts of production",
            )
        yield number, record


def _collect(
    records: Iterable[tuple[int, Record]],
    path: Path,
    tokenizer: Tokenizer,
    context_tokens: int,
    too_long: TooLong,
    kept_without_alert: Mapping[str, float],
) -> Dataset:
    ids: list[NDArray[np.int32]] = []
    masks: list[NDArray[np.uint8]] = []
    windows: list[int] = []
    decisions: list[int] = []
    known: dict[str, int] = {}
    heads: dict[InsightType, list[int]] = {}
    dropped: Counter[str] = Counter()
    read = 0
    for number, record in records:
        read += 1
        if record.metadata.status != "labelled":
            dropped[TO_REVIEW] += 1
            continue
        if not record.response.strip():
            dropped[EMPTY_REPLY] += 1
            continue
        kept = kept_without_alert.get(record.metadata.language, 1.0)
        if _alert(record) is False and unit_hash("alert_share", record.metadata.record_id) >= kept:
            dropped[SURPLUS] += 1
            continue
        rendered = render(record.prompt, record.response, tokenizer)
        if len(rendered.ids) > context_tokens:
            if too_long == "error":
                raise EscutaError(
                    f"{len(rendered.ids)} tokens, the context holds {context_tokens}",
                    file=path,
                    line=number,
                    remedy="shorten excerpts, raise model.context_tokens, or leave such records out with "
                    "dataset.too_long=drop",
                )
            dropped[TOO_LONG] += 1
            continue
        ids.append(np.asarray(rendered.ids, dtype=np.int32))
        masks.append(np.asarray(rendered.loss_mask, dtype=np.uint8))
        windows.append(known.setdefault(record.metadata.excerpt_id, len(known)))
        head = heads.get(record.metadata.insight_type) or _head_ids(record, tokenizer)
        heads[record.metadata.insight_type] = head
        decisions.append(rendered.prompt_tokens + _common(head, rendered.ids[rendered.prompt_tokens :]))
    if not ids:
        raise EscutaError(
            f"no record left to use: {dict(dropped)}" if dropped else "no records",
            file=path,
            remedy="label some records first",
        )
    lengths = [len(row) for row in ids]
    return Dataset(
        ids=np.concatenate(ids),
        mask=np.concatenate(masks),
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        windows=np.asarray(windows, dtype=np.int64),
        decisions=np.asarray(decisions, dtype=np.int64),
        read=read,
        dropped=dict(dropped),
    )


def _head_ids(record: Record, tokenizer: Tokenizer) -> list[int]:
    return list(tokenizer.encode(reply_head(record.metadata.insight_type), add_special_tokens=False))


def _common(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens two sequences begin with in common."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(first), len(second) - 1))
