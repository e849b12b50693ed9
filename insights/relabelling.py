"""Which answered questions of live calls go to people for labelling, and why.

A question goes to review when an operator found its answer wrong or not useful, when the model took back or
changed what a rule had said, when a challenger answered otherwise, or when the model was unsure. Nobody
judges what is not shown, so a sample of abstentions goes too, and one of answers found useful. The choice
depends on the policy and its seed only, not on the order in which cases come.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import nsmallest
from typing import Final

from insights import reviewing
from insights.cases import Case, Lost, partition_of, record_of
from insights.errors import EscutaError
from insights.insight import Source, Standing, Usefulness
from insights.jobs import Outcome
from insights.labelling import unit_hash
from insights.records import InsightType, Record
from insights.reply import alert_category, is_abstention


class Why(StrEnum):
    """Reasons, the most pressing first; the values are counts in manifests."""

    WRONG = "wrong"
    NOT_USEFUL = "not_useful"
    RULE_DISAGREES = "rule_disagrees"
    CHALLENGER_DISAGREES = "challenger_disagrees"
    UNSURE = "unsure"
    SILENT = "silent"
    CONFIRMED = reviewing.CONFIRMED


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
class RelabelPolicy:
    """What is worth a person's time."""

    unsure_below: float = field(
        default=0.5, metadata={"help": "an answer with less confidence goes to review, 0 to 1"}
    )
    silent_share: float = field(
        default=0.05, metadata={"help": "share of abstentions that go to review, so that misses are found"}
    )
    confirmed_share: float = field(
        default=0.2, metadata={"help": "share of the answers found useful that go to review"}
    )
    recent_share: float = field(
        default=0.2, metadata={"help": "share of calls kept out of training, to judge adapters by"}
    )
    per_stratum: int = field(
        default=100, metadata={"help": "most records of one tenant, language and insight type"}
    )
    per_tenant: int = field(default=400, metadata={"help": "most records of one tenant"})
    most: int = field(default=2000, metadata={"help": "most records in all"})
    seed: int = field(default=0, metadata={"help": "for the choices by hash"})

    def __post_init__(self) -> None:
        for name in ("unsure_below", "silent_share", "confirmed_share", "recent_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise EscutaError("must be 0 to 1", field=f"policy.{name}", remedy=f"policy.{name}=0.1")
        for name in ("per_stratum", "per_tenant", "most"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"policy.{name}", remedy=f"policy.{name}=100")


def reasons(case: Case, policy: RelabelPolicy) -> tuple[Why, ...]:
    """Why a person should see a case, the most pressing first; empty: nobody need."""
    judgement, answer = case.judgement, case.answer
    usefulness = judgement.usefulness if judgement is not None else None
    # A rule's words and a withdrawn alert's are not the model's, nor is their confidence.
    models = (
        answer
        if answer is not None and answer.source is Source.MODEL and answer.standing is not Standing.WITHDRAWN
        else None
    )
    silent = case.outcome is Outcome.ABSTAINED and case.alert is None
    found = {
        Why.WRONG: usefulness is Usefulness.WRONG,
        Why.NOT_USEFUL: usefulness is Usefulness.NOT_USEFUL,
        Why.RULE_DISAGREES: _rule_disagrees(case),
        Why.CHALLENGER_DISAGREES: _challenger_disagrees(case),
        Why.UNSURE: models is not None and models.confidence < policy.unsure_below,
        Why.SILENT: silent and _drawn(case, Why.SILENT, policy.silent_share, policy.seed),
        Why.CONFIRMED: models is not None
        and judgement is not None
        and usefulness is Usefulness.USEFUL
        and judgement.rev == models.rev
        and _drawn(case, Why.CONFIRMED, policy.confirmed_share, policy.seed),
    }
    return tuple(why for why in Why if found[why])


def _rule_disagrees(case: Case) -> bool:
    """Did the model see nothing in what a rule alerted to, or another risk? Where no model was asked, the
    alert only stands."""
    alert, answer = case.alert, case.answer
    if alert is None:
        return False
    if case.outcome in (Outcome.ABSTAINED, Outcome.WITHDRAWN):
        return True
    return answer is not None and answer.source is Source.MODEL and answer.category is not alert.category


def _challenger_disagrees(case: Case) -> bool:
    """Did a challenger speak where the champion was silent or the other way round, or see another risk?"""
    if case.asked is None or (said := case.said) is None:
        return False
    mine = _gist(said, case.insight_type, case.asked.language)
    others = (each.message for each in case.challenged if each.message is not None)
    return any(_gist(other, case.insight_type, case.asked.language) != mine for other in others)


def _gist(message: str, insight_type: InsightType, language: str) -> str:
    if is_abstention(message, language):
        return "silent"
    category = alert_category(message, language) if insight_type is InsightType.RISK_ALERT else None
    return category.value if category is not None else "spoken"


def _drawn(case: Case, why: Why, share: float, seed: int) -> bool:
    return unit_hash(seed, why.value, case.record_id) < share


Stratum = tuple[str, str, str]  # tenant, language, insight type


@dataclass(frozen=True, order=True, repr=False)
class _Candidate:
    """Sorts by how pressing it is, then by hash."""

    rank: int
    draw: float
    record_id: str
    record: Record = field(compare=False)
    whys: tuple[Why, ...] = field(compare=False)


@dataclass(frozen=True)
class Chosen:
    """Records for review, the most pressing first; how many have which reason (one may have several), and
    why others are not among them."""

    records: tuple[Record, ...]
    reasons: dict[str, int]
    left: dict[str, int]


class Queue:
    """What is worth a person's time, within the policy's limits. Memory: twice what the limits let through.

    `before` are earlier queues' records: neither their cases nor their prompts come again.
    """

    def __init__(self, policy: RelabelPolicy, before: Iterable[Record] = ()) -> None:
        self._policy = policy
        self._before: set[str] = set()
        for record in before:
            self._before |= {record.metadata.record_id, _prompt_key(record)}
        self._pools: dict[Stratum, dict[str, _Candidate]] = defaultdict(dict)
        self.read = 0
        self.left: Counter[str] = Counter()

    def offer(self, case: Case) -> None:
        """Take in a case, or count why not."""
        self.read += 1
        whys = reasons(case, self._policy)
        if not whys:
            self.left[Left.NO_REASON] += 1
            return
        if case.record_id in self._before:
            self.left[Left.COLLECTED_BEFORE] += 1
            return
        record = record_of(
            case,
            partition=partition_of(case.call_id, self._policy.recent_share),
            lineage={"why": ",".join(whys)},
        )
        if isinstance(record, Lost):
            self.left[record] += 1
            return
        key = _prompt_key(record)
        if key in self._before:
            self.left[Left.COLLECTED_BEFORE] += 1
            return
        draw = unit_hash(self._policy.seed, "queue", case.record_id)
        self._put(key, _Candidate(_RANK[whys[0]], draw, case.record_id, record, whys))

    def _put(self, key: str, candidate: _Candidate) -> None:
        metadata = candidate.record.metadata
        pool = self._pools[metadata.tenant, metadata.language, metadata.insight_type.value]
        if (same := pool.get(key)) is not None:
            self.left[Left.DUPLICATE] += 1
            candidate = min(same, candidate)
        pool[key] = candidate
        if len(pool) > 2 * self._policy.per_stratum:
            self._cut(pool)

    def _cut(self, pool: dict[str, _Candidate]) -> None:
        """Nothing that is cut could come back: what is kept only gets better."""
        kept = nsmallest(self._policy.per_stratum, pool.values())
        self.left[Left.STRATUM_FULL] += len(pool) - len(kept)
        keys = {candidate.record_id for candidate in kept}
        for key in [key for key, candidate in pool.items() if candidate.record_id not in keys]:
            del pool[key]

    def chosen(self) -> Chosen:
        """What is within the limits; more may be offered afterwards."""
        left = Counter(self.left)
        kept: list[_Candidate] = []
        tenants: Counter[str] = Counter()
        for candidate in sorted(self._within_strata(left)):
            tenant = candidate.record.metadata.tenant
            if tenants[tenant] == self._policy.per_tenant:
                left[Left.TENANT_FULL] += 1
            elif len(kept) == self._policy.most:
                left[Left.FULL] += 1
            else:
                tenants[tenant] += 1
                kept.append(candidate)
        whys = Counter(why for candidate in kept for why in candidate.whys)
        return Chosen(
            tuple(candidate.record for candidate in kept),
            {why.value: whys[why] for why in Why if whys[why]},
            dict(sorted(left.items())),
        )

    def _within_strata(self, left: Counter[str]) -> Iterator[_Candidate]:
        for pool in self._pools.values():
            yield from nsmallest(self._policy.per_stratum, pool.values())
            if (surplus := len(pool) - self._policy.per_stratum) > 0:
                left[Left.STRATUM_FULL] += surplus


def _prompt_key(record: Record) -> str:
    return f"{record.metadata.tenant} {record.metadata.lineage.get('question')}"
