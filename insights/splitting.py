"""Which call goes to train, validation or test, and how much the three still share.

Whole calls move, so no call is in two splits. Calls are dealt so that each tenant × language × insight type
comes close to the wanted shares; the order is a hash of the seed and the call's id, so the result depends on
nothing else.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from insights.errors import EscutaError
from insights.prompts import ABSTENTION
from insights.records import Message, Partition, Record

PARTITIONS: tuple[Partition, ...] = ("train", "val", "test")

Stratum = tuple[str, str, str]  # tenant, language, insight type


@dataclass(frozen=True)
class SplitPolicy:
    """Wanted shares of records, and what to do with strata too small to be shared out."""

    train: float = field(default=0.8, metadata={"help": "share of train, 0 to 1"})
    val: float = field(default=0.1, metadata={"help": "share of validation, 0 to 1"})
    test: float = field(default=0.1, metadata={"help": "share of test, 0 to 1"})
    honour_partition: bool = field(
        default=True, metadata={"help": "calls that name their partition keep it (synthetic calls do)"}
    )
    rare: Literal["error", "train"] = field(
        default="error",
        metadata={"help": "a tenant × language × type with too few calls: stop, or train on it"},
    )
    seed: int = field(default=0, metadata={"help": "for the order in which calls are dealt"})

    def __post_init__(self) -> None:
        shares = (self.train, self.val, self.test)
        if min(shares) < 0 or abs(sum(shares) - 1) > 1e-6:
            raise EscutaError(
                "train, val and test must be 0 or more and add up to 1",
                field="policy",
                remedy="policy.train=0.8 policy.val=0.1 policy.test=0.1",
            )

    @property
    def shares(self) -> dict[Partition, float]:
        return {"train": self.train, "val": self.val, "test": self.test}


@dataclass
class CallCount:
    """Records of one call by stratum, and its pin."""

    strata: Counter[Stratum]
    pin: Partition | None = None


def count_calls(records: Iterable[Record]) -> dict[str, CallCount]:
    """Records of each stratum and the partition named, per call. Memory grows with calls, not records."""
    calls: dict[str, CallCount] = {}
    for record in records:
        metadata = record.metadata
        call = calls.setdefault(metadata.call_id, CallCount(Counter(), metadata.partition))
        if call.pin != metadata.partition:
            raise EscutaError(
                "one call names two partitions",
                field="metadata.partition",
                remedy=f"mend the records of call {metadata.call_id}",
            )
        call.strata[(metadata.tenant, metadata.language, metadata.insight_type.value)] += 1
    return calls


def assign(calls: Mapping[str, CallCount], policy: SplitPolicy) -> dict[str, Partition]:
    """call_id → split. Pinned calls do not count against the shares of the free ones.

    Raises `EscutaError` for a stratum with fewer free calls than splits, unless `rare=train`.
    """
    assigned: dict[str, Partition] = {}
    filled: dict[Partition, Counter[Stratum]] = {name: Counter() for name in PARTITIONS}
    free: list[str] = []
    for call_id, call in calls.items():
        if policy.honour_partition and call.pin is not None:
            assigned[call_id] = call.pin
        else:
            free.append(call_id)
    total: Counter[Stratum] = Counter()
    members: Counter[Stratum] = Counter()
    for call_id in free:
        total.update(calls[call_id].strata)
        members.update(calls[call_id].strata.keys())
    wanted = [name for name in PARTITIONS if policy.shares[name] > 0]
    rare = {stratum for stratum, count in members.items() if count < len(wanted)}
    if rare and policy.rare == "error":
        raise _rare_error(rare, members, len(wanted))
    free.sort(key=lambda call_id: (_rarest(calls[call_id], members), _order(policy.seed, call_id)))
    for call_id in free:
        strata = calls[call_id].strata
        choice: Partition = "train"
        if not rare & strata.keys():
            choice = max(wanted, key=lambda name: _need(name, strata, filled, total, policy))
        assigned[call_id] = choice
        filled[choice].update(strata)
    return assigned


def _rarest(call: CallCount, members: Counter[Stratum]) -> int:
    return min(members[stratum] for stratum in call.strata)


def _need(
    name: Partition,
    strata: Counter[Stratum],
    filled: Mapping[Partition, Counter[Stratum]],
    total: Counter[Stratum],
    policy: SplitPolicy,
) -> tuple[float, float]:
    """How far behind its share a split is in a call's strata; an empty split comes first."""
    share = policy.shares[name]
    behind = sum(share * total[stratum] - filled[name][stratum] for stratum in strata)
    empty = sum(filled[name][stratum] == 0 for stratum in strata)
    wait = sum(total[stratum] * share for stratum in strata)
    return (behind / max(wait, 1e-9) if empty < len(strata) else 1.0, behind)


def _order(seed: int, call_id: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{call_id}".encode(), digest_size=8).digest()


def _rare_error(rare: set[Stratum], members: Counter[Stratum], splits: int) -> EscutaError:
    named = sorted(rare)[:5]
    shown = "; ".join(
        f"tenant={tenant} language={language} type={kind} ({members[tenant, language, kind]} call)"
        for tenant, language, kind in named
    )
    more = f" and {len(rare) - len(named)} more" if len(rare) > len(named) else ""
    return EscutaError(
        f"fewer calls than the {splits} splits they must be shared among: {shown}{more}",
        field="policy.rare",
        remedy="add calls, set policy.rare=train to train on them, or set a share to 0",
    )


_WORD = re.compile(r"\w+")
_SHINGLE_WORDS = 5
_HASHES = 32
_BANDS = 8
_SALTS = np.random.default_rng(0).integers(0, 2**64, size=(2, _HASHES), dtype=np.uint64)
_FACTORS, _TERMS = _SALTS[0] | np.uint64(1), _SALTS[1]


@dataclass(frozen=True)
class Print:
    """What is kept of a text to find it again: one exact hash, and band hashes that near copies share.

    MinHash over 5-word shingles, 32 minima in 8 bands of 4: texts with 80% of their shingles in common meet
    in a band with probability 0.98, with 40% in common 0.19 (Broder 1997; Leskovec et al., Mining of Massive
    Datasets, ch. 3).
    """

    exact: int
    bands: tuple[int, ...]


def fingerprint(text: str) -> Print:
    """Case, punctuation and spacing do not count."""
    words = _WORD.findall(text.casefold())
    joined = " ".join(words)
    count = max(1, len(words) - _SHINGLE_WORDS + 1)
    shingles = {" ".join(words[start : start + _SHINGLE_WORDS]) for start in range(count)}
    hashed = np.array([_hash(shingle) for shingle in shingles], dtype=np.uint64)
    minima = (hashed[:, None] * _FACTORS + _TERMS).min(axis=0)  # (hashes,), arithmetic modulo 2^64
    bands = tuple(
        _hash(f"{band}\0{rows.tobytes().hex()}") for band, rows in enumerate(np.split(minima, _BANDS))
    )
    return Print(_hash(joined), bands)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


class Seen:
    """Fingerprints of one split's texts: 9 numbers each."""

    def __init__(self) -> None:
        self._exact: set[int] = set()
        self._bands: set[int] = set()

    def add(self, mark: Print) -> None:
        self._exact.add(mark.exact)
        self._bands.update(mark.bands)

    def kind(self, mark: Print) -> Literal["exact", "near"] | None:
        if mark.exact in self._exact:
            return "exact"
        return "near" if any(band in self._bands for band in mark.bands) else None


class Leakage:
    """What a split shares with those before it (validation with train, test with both): add in that order.

    Excerpts are compared by what is said in them, responses by their message; abstentions, being all alike,
    are not.
    """

    def __init__(self) -> None:
        self._excerpts: dict[Partition, Seen] = defaultdict(Seen)
        self._responses: dict[Partition, Seen] = defaultdict(Seen)
        self._calls: dict[str, Partition] = {}
        self._shared_calls: set[str] = set()
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._last: tuple[str, dict[str, str | None]] | None = None

    def add(self, record: Record, split: Partition) -> None:
        call_id = record.metadata.call_id
        if self._calls.setdefault(call_id, split) != split:
            self._shared_calls.add(call_id)
        earlier = PARTITIONS[: PARTITIONS.index(split)]
        excerpt_id = record.metadata.excerpt_id
        if self._last is None or self._last[0] != excerpt_id:
            mark = fingerprint(spoken(record.prompt))
            self._last = (excerpt_id, {name: self._excerpts[name].kind(mark) for name in earlier})
            self._excerpts[split].add(mark)
            self._count(split, "excerpts", self._last[1])
        if (message := _answer(record)) is not None:
            mark = fingerprint(message)
            self._count(split, "responses", {name: self._responses[name].kind(mark) for name in earlier})
            self._responses[split].add(mark)

    def report(self) -> dict[str, Any]:
        """Counts: for each later split how many of its texts an earlier one holds, exactly or nearly."""
        return {
            "calls_in_two_splits": len(self._shared_calls),
            "calls": dict(sorted(Counter(self._calls.values()).items())),
            "shared": {pair: dict(sorted(counts.items())) for pair, counts in sorted(self._counts.items())},
            "method": f"MinHash, {_SHINGLE_WORDS}-word shingles, {_HASHES} hashes in {_BANDS} bands",
        }

    def _count(self, split: Partition, what: str, found: Mapping[str, str | None]) -> None:
        for name, kind in found.items():
            counts = self._counts[f"{split} in {name}"]
            counts[what] += 1
            counts[f"{what}_exact"] += kind == "exact"
            counts[f"{what}_near"] += kind == "near"


def spoken(prompt: Iterable[Message]) -> str:
    """The lines of the call in a prompt: between the first and the last tag line of the user's message."""
    user = next(message.content for message in prompt if message.role == "user")
    return "\n".join(line for line in _between_tags(user))


def _between_tags(user: str) -> Iterator[str]:
    for line in user.split("\n")[1:]:
        if line.startswith("</"):
            return
        yield line


def _answer(record: Record) -> str | None:
    """The message of a reply, without the abstention; the raw response if it is no JSON reply."""
    match = re.search(r'"message":\s*"((?:[^"\\]|\\.)*)"', record.response)
    message = match.group(1) if match else record.response
    if not message or message in ABSTENTION.values():
        return None
    return message
