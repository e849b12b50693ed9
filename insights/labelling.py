"""Excerpts → records: the prompt production sends, and the reply wanted.

Gold of synthetic calls attaches by time, so it holds for transcribed audio too: an excerpt shows an event
when all of the event's evidence turns lie inside the excerpt.
"""

import hashlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from insights import jsonl
from insights.errors import EscutaError
from insights.prompts import ABSTENTION, PROMPT_ID, prompt_digest, prompt_for
from insights.records import (
    AlertCategory,
    Excerpt,
    Gold,
    GoldCall,
    GoldEvent,
    InsightType,
    Record,
    RecordMetadata,
)
from insights.reply import reply_text

ABSTENTION_CONFIDENCE = 0.9

# Which alert is shown when an excerpt gives reason for several; higher first.
_ALERT_RANK = {
    AlertCategory.FRAUD: 2,
    AlertCategory.CONDUCT: 2,
    AlertCategory.COMPLAINT: 1,
    AlertCategory.CHURN: 0,
}


class Cut(StrEnum):
    """Where an event's evidence lies relative to an excerpt."""

    INSIDE = "inside"
    CUT = "cut"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class GoldPolicy:
    """How gold becomes records."""

    types_per_excerpt: int = field(
        default=4, metadata={"help": "insight types asked of each excerpt, 1 to 4, chosen by hash"}
    )
    tolerance_s: float = field(
        default=0.75, metadata={"help": "how far evidence may stick out of an excerpt, seconds"}
    )
    alert_max: float = field(
        default=0.35, metadata={"help": "largest share of alerts among records that ask for one, 0 to 1"}
    )
    alert_min: float = field(
        default=0.3,
        metadata={
            "help": "smallest share of alerts: beyond it records without one are left out; 0: keep all"
        },
    )
    abstention_max: float = field(
        default=0.45, metadata={"help": "largest share of `no data` replies in each other type, 0 to 1"}
    )
    seed: int = field(default=0, metadata={"help": "for the choices by hash"})

    def __post_init__(self) -> None:
        if not 1 <= self.types_per_excerpt <= len(InsightType):
            raise EscutaError(
                "must be 1 to 4", field="policy.types_per_excerpt", remedy="policy.types_per_excerpt=4"
            )
        if not 0 <= self.alert_min <= self.alert_max:
            raise EscutaError(
                "must be from 0 to policy.alert_max", field="policy.alert_min", remedy="policy.alert_min=0"
            )
        for name in ("alert_max", "abstention_max"):
            if not 0 < getattr(self, name) <= 1:
                raise EscutaError(
                    "must be above 0 and at most 1", field=f"policy.{name}", remedy=f"policy.{name}=0.4"
                )


@dataclass(frozen=True)
class Answer:
    """The gold answer of one type for one excerpt; `cut` when its evidence is only partly in the excerpt."""

    gold: Gold
    confidence: float
    cut: bool = False


def types_of(excerpt_id: str, count: int, seed: int = 0) -> tuple[InsightType, ...]:
    """`count` insight types for an excerpt, uniform over excerpts, the same for the same seed."""
    ranked = sorted(InsightType, key=lambda kind: unit_hash(seed, excerpt_id, kind.value))
    chosen = set(ranked[:count])
    return tuple(kind for kind in InsightType if kind in chosen)


def gold_answer(excerpt: Excerpt, gold: GoldCall, kind: InsightType, tolerance_s: float) -> Answer:
    """What the operator should be told about an excerpt.

    Of several events the latest with something to say counts; for alerts fraud and conduct come before
    complaint, complaint before churn, then the latest.
    """
    placed = [(event, place(event, gold, excerpt, tolerance_s)) for event in gold.events]
    shown = tuple(event.kind for event, where in placed if where is Cut.INSIDE)
    candidates = [
        (_rank(event, kind), order, event, where)
        for order, (event, where) in enumerate(placed)
        if where is not Cut.OUTSIDE and kind in event.insights
    ]
    if not candidates:
        message = ABSTENTION[excerpt.language]
        return Answer(Gold(has_data=False, message=message, events=shown), ABSTENTION_CONFIDENCE)
    _, _, event, where = max(candidates, key=lambda candidate: candidate[:2])
    insight = event.insights[kind]
    return Answer(
        Gold(has_data=True, message=insight.message, category=insight.category, events=shown),
        insight.confidence,
        cut=where is Cut.CUT,
    )


def place(event: GoldEvent, gold: GoldCall, excerpt: Excerpt, tolerance_s: float) -> Cut:
    """Are the evidence turns of an event all inside an excerpt, some of them or in part, or none?"""
    evidence = set(event.evidence)
    spans = [(turn.start_s, turn.end_s) for turn in gold.turns if turn.turn_id in evidence]
    spans = spans or [(event.start_s, event.end_s)]
    first_s, last_s = excerpt.start_s - tolerance_s, excerpt.end_s + tolerance_s
    if all(first_s <= start_s and end_s <= last_s for start_s, end_s in spans):
        return Cut.INSIDE
    overlaps = (
        min(end_s, excerpt.end_s) - max(start_s, excerpt.start_s) > tolerance_s for start_s, end_s in spans
    )
    return Cut.CUT if any(overlaps) else Cut.OUTSIDE


def gold_records(excerpt: Excerpt, gold: GoldCall, policy: GoldPolicy) -> tuple[list[Record], int]:
    """Records of the chosen types, and how many were left out because the excerpt cuts their evidence."""
    records, cut = [], 0
    for kind in types_of(excerpt.excerpt_id, policy.types_per_excerpt, policy.seed):
        answer = gold_answer(excerpt, gold, kind, policy.tolerance_s)
        if answer.cut:
            cut += 1
            continue
        response = reply_text(kind, answer.gold.message, answer.confidence)
        records.append(record_of(excerpt, kind, source="gold", response=response, gold=answer.gold))
    return records, cut


class GoldFile:
    """Gold calls by id, read from the file when asked for: only ids and offsets are held in memory."""

    # `call_id` is a key of the call alone, so its first occurrence in a line is the call's.
    _CALL_ID = re.compile(rb'"call_id"\s*:\s*("(?:[^"\\]|\\.)*")')

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        jsonl.open_text(self._path).close()
        if self._path.suffix == ".gz":
            raise EscutaError("compressed gold cannot be searched", file=path, remedy=f"gunzip {path}")
        self._offsets: dict[str, tuple[int, int]] = {}
        offset = 0
        with self._path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if (found := self._CALL_ID.search(line)) is not None:
                    self._offsets[json.loads(found.group(1))] = (offset, number)
                offset += len(line)

    def get(self, call_id: str) -> GoldCall | None:
        """The gold of a call, or None; a malformed line is an `EscutaError`."""
        if call_id not in self._offsets:
            return None
        offset, number = self._offsets[call_id]
        with self._path.open("rb") as stream:
            stream.seek(offset)
            line = stream.readline()
        return jsonl.loads(GoldCall, line.decode(errors="replace"), file=self._path, number=number)


def record_of(
    excerpt: Excerpt,
    kind: InsightType,
    *,
    source: Literal["gold", "endpoint", "none"],
    response: str = "",
    reviewed: bool = True,
    gold: Gold | None = None,
    lineage: dict[str, str] | None = None,
) -> Record:
    """A record of an excerpt; without a response, or with `reviewed=False`, it waits for review."""
    return Record(
        prompt=prompt_for(kind, excerpt.language).messages(excerpt.turns),
        response=response,
        metadata=RecordMetadata(
            record_id=f"{excerpt.excerpt_id}/{kind.value}",
            call_id=excerpt.call_id,
            excerpt_id=excerpt.excerpt_id,
            tenant=excerpt.tenant,
            language=excerpt.language,
            insight_type=kind,
            partition=excerpt.partition,
            prompt_id=PROMPT_ID,
            prompt_digest=prompt_digest(),
            source=source,
            status="labelled" if response and reviewed else "to_review",
            gold=gold,
            lineage=lineage or {},
        ),
    )


class Surplus(StrEnum):
    """Why balancing left a record out; the values are reasons in manifests."""

    ALERTS = "surplus_alert"
    ABSTENTIONS = "surplus_abstention"


def balance(
    records: Callable[[], Iterable[Record]], policy: GoldPolicy
) -> Iterator[tuple[Record, Surplus | None]]:
    """Keep the shares of alerts and abstentions by leaving surplus records out, chosen by hash.

    Each type, language and partition is balanced by itself. Reads the records twice; memory: one 8-byte
    number per record.
    """
    pools: dict[tuple[str, ...], tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for record in records():
        if record.metadata.gold is not None:
            pools[_group(record)][record.metadata.gold.has_data].append(_priority(record, policy.seed))
    limits = {group: _limits(group, empty, full, policy) for group, (empty, full) in pools.items()}
    for record in records():
        surplus = None
        gold = record.metadata.gold
        if gold is not None and _priority(record, policy.seed) >= limits[_group(record)][gold.has_data]:
            alert = record.metadata.insight_type is InsightType.RISK_ALERT and gold.has_data
            surplus = Surplus.ALERTS if alert else Surplus.ABSTENTIONS
        yield record, surplus


def _limits(
    group: tuple[str, ...], empty: list[float], full: list[float], policy: GoldPolicy
) -> tuple[float, float]:
    """The priorities from which records without and with something to say are left out."""
    keep_empty, keep_full = float(len(empty)), float(len(full))
    if group[0] == InsightType.RISK_ALERT.value:
        keep_full = min(keep_full, _at_share(policy.alert_max, len(empty)))
        if full and policy.alert_min:
            keep_empty = min(keep_empty, _at_share(1 - policy.alert_min, keep_full))
    else:
        keep_empty = min(keep_empty, _at_share(policy.abstention_max, len(full)))
    return _cut(empty, keep_empty), _cut(full, keep_full)


def _at_share(share: float, others: float) -> float:
    """How many make up `share` of a whole with this many others."""
    return share / (1 - share) * others if share < 1 else math.inf


def _cut(priorities: list[float], keep: float) -> float:
    room = int(keep + 1e-9)
    return sorted(priorities)[room] if room < len(priorities) else 1.0


def unit_hash(*parts: object) -> float:
    """A number in [0, 1) from a hash of the parts: a choice that no order or process can change."""
    digest = hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> 11) / (1 << 53)


def _rank(event: GoldEvent, kind: InsightType) -> tuple[float, ...]:
    category = event.insights[kind].category
    if kind is InsightType.RISK_ALERT and category is not None:
        return (_ALERT_RANK[category], event.end_s)
    return (0, event.end_s)


def _group(record: Record) -> tuple[str, ...]:
    metadata = record.metadata
    return (metadata.insight_type.value, metadata.language, metadata.partition or "")


def _priority(record: Record, seed: int) -> float:
    return unit_hash(seed, "balance", record.metadata.record_id)
