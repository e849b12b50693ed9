"""The queue of what people are to label: limits, priorities, nothing twice.

The choice depends on the cases, the policy and its seed only, not on the order in which cases come.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import nsmallest
from itertools import islice
from typing import Final

from insights.cases import Case, Lost, partition_of, record_of
from insights.labelling import unit_hash
from insights.records import Record
from insights.relabelling import SAMPLED, RelabelPolicy, Why, reasons

SAMPLE_EVERY: Final = 5
"""Of so many places one is for a sample while there are any: complaints do not fill the whole queue."""

_RANK: Final = {why: rank for rank, why in enumerate(Why)}


class Left(StrEnum):
    """Why a case is not in the queue, beside those of `Lost`; the values are reasons in manifests."""

    NO_REASON = "no_reason"
    COLLECTED_BEFORE = "collected_before"
    DUPLICATE = "same_prompt"
    STRATUM_FULL = "over_per_stratum"
    TENANT_FULL = "over_per_tenant"
    FULL = "over_most"


@dataclass(frozen=True)
class Chosen:
    """Records for review, in the order in which they should be seen; how many have which reason (one may have
    several), and why others are not among them."""

    records: tuple[Record, ...]
    reasons: dict[str, int]
    left: dict[str, int]


@dataclass(frozen=True, order=True, repr=False)
class _Candidate:
    """Sorts by how pressing it is, then by hash."""

    rank: int
    draw: float
    record_id: str
    record: Record = field(compare=False)
    whys: tuple[Why, ...] = field(compare=False)

    @property
    def stratum(self) -> tuple[str, str, str]:
        """Tenant, language, insight type."""
        metadata = self.record.metadata
        return metadata.tenant, metadata.language, metadata.insight_type.value

    @property
    def sampled(self) -> bool:
        return self.whys[0] in SAMPLED


class Queue:
    """What is worth a person's time, within the policy's limits. Memory: four times what they let through.

    `before` are earlier queues' records: neither their cases nor their prompts come again.
    """

    def __init__(self, policy: RelabelPolicy, before: Iterable[Record] = ()) -> None:
        self._policy = policy
        self._before: set[str] = set()
        for record in before:
            self._before |= {record.metadata.record_id, _prompt_key(record)}
        # By stratum, what presses and the samples apart; each by prompt.
        self._pools: dict[tuple[tuple[str, str, str], bool], dict[str, _Candidate]] = defaultdict(dict)
        self._left: Counter[str] = Counter()
        self.read = 0

    def offer(self, case: Case) -> None:
        """Take in a case, or count why not."""
        self.read += 1
        whys = reasons(case, self._policy)
        if not whys:
            self._left[Left.NO_REASON] += 1
            return
        if case.record_id in self._before:
            self._left[Left.COLLECTED_BEFORE] += 1
            return
        record = record_of(
            case,
            partition=partition_of(case.call_id, self._policy.recent_share),
            lineage={"why": ",".join(whys)},
        )
        if isinstance(record, Lost):
            self._left[record] += 1
            return
        if _prompt_key(record) in self._before:
            self._left[Left.COLLECTED_BEFORE] += 1
            return
        draw = unit_hash(self._policy.seed, "queue", case.record_id)
        self._put(_Candidate(_RANK[whys[0]], draw, case.record_id, record, whys))

    def _put(self, candidate: _Candidate) -> None:
        pool = self._pools[candidate.stratum, candidate.sampled]
        key = _prompt_key(candidate.record)
        if (same := pool.get(key)) is not None:
            self._left[Left.DUPLICATE] += 1
            candidate = min(same, candidate)
        pool[key] = candidate
        if len(pool) > 2 * self._policy.per_stratum:
            # Nothing that is cut could come back: what is kept only gets better.
            kept = nsmallest(self._policy.per_stratum, pool.values())
            self._left[Left.STRATUM_FULL] += len(pool) - len(kept)
            pool.clear()
            pool.update({_prompt_key(each.record): each for each in kept})

    def chosen(self) -> Chosen:
        """What is within the limits; more may be offered afterwards."""
        left, policy = Counter(self._left), self._policy
        pressing = self._best(left, sampled=False)
        asked = {_prompt_key(candidate.record) for candidate in pressing}
        samples = []
        for candidate in self._best(left, sampled=True):
            if _prompt_key(candidate.record) in asked:
                left[Left.DUPLICATE] += 1
            else:
                samples.append(candidate)
        kept: list[_Candidate] = []
        strata: Counter[tuple[str, str, str]] = Counter()
        tenants: Counter[str] = Counter()
        for candidate in _in_turns(pressing, samples):
            stratum, tenant = candidate.stratum, candidate.stratum[0]
            if strata[stratum] == policy.per_stratum:
                left[Left.STRATUM_FULL] += 1
            elif tenants[tenant] == policy.per_tenant:
                left[Left.TENANT_FULL] += 1
            elif len(kept) == policy.most:
                left[Left.FULL] += 1
            else:
                strata[stratum] += 1
                tenants[tenant] += 1
                kept.append(candidate)
        whys = Counter(why for candidate in kept for why in candidate.whys)
        return Chosen(
            tuple(candidate.record for candidate in kept),
            {why.value: whys[why] for why in Why if whys[why]},
            dict(sorted(left.items())),
        )

    def _best(self, left: Counter[str], *, sampled: bool) -> list[_Candidate]:
        """Of each stratum as many as could be chosen, the most pressing first."""
        best: list[_Candidate] = []
        for (_, samples), pool in self._pools.items():
            if samples is sampled:
                kept = nsmallest(self._policy.per_stratum, pool.values())
                if len(pool) > len(kept):
                    left[Left.STRATUM_FULL] += len(pool) - len(kept)
                best += kept
        return sorted(best)


def _in_turns(pressing: Sequence[_Candidate], samples: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """A sample after every few that press."""
    waiting = iter(samples)
    for number, candidate in enumerate(pressing, start=1):
        yield candidate
        if number % (SAMPLE_EVERY - 1) == 0:
            yield from islice(waiting, 1)
    yield from waiting


def _prompt_key(record: Record) -> str:
    return f"{record.metadata.tenant} {record.metadata.lineage.get('question')}"
