"""Whether a trial must end: how a challenger's last answers went, beside the champion's.

Rates are judged by how far they exceed the champion's: a server that is down fails both, and says nothing
about the challenger. Of silent answers only errors of the question itself and refused replies count; what
waits behind everybody else is late, and turned away, by design.
"""

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Final

from serving.adapters.api import ANY, Arm, Choice, Sample, Scope
from serving.adapters.trial_settings import GuardSettings
from serving.llm.api import LlmFault

_MOST: Final = 1000
"""Answers remembered of each, however many come within the window."""
_BY_LOAD: Final = frozenset({LlmFault.TIMEOUT, LlmFault.OVERLOADED})


class Breach(StrEnum):
    """Which limit was passed; metric and log labels."""

    ERRORS = "errors"
    INVALID = "invalid"
    LATENCY = "latency"


@dataclass(frozen=True)
class Verdict:
    """Why a trial must end, in words; nothing of what was said."""

    breach: Breach
    reason: str
    samples: int


class Guard:
    """Sliding windows of answers. `clock` counts seconds."""

    def __init__(self, settings: GuardSettings, *, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._windows: dict[Choice, deque[tuple[float, Sample]]] = {}

    def heard(self, choice: Choice, sample: Sample) -> Verdict | None:
        """Take down how an answer went; what follows from it for a challenger."""
        if choice.arm is Arm.SHADOW and sample.error in _BY_LOAD:
            return None
        self._windows.setdefault(choice, deque(maxlen=_MOST)).append((self._clock(), sample))
        self._forget_old()
        return None if choice.arm is Arm.CHAMPION else self._verdict(choice)

    def forget(self, scope: Scope, digest: str) -> None:
        """A trial is over: should it begin again, it begins anew."""
        for choice in [each for each in self._windows if each.arm is not Arm.CHAMPION]:
            if (choice.scope, choice.adapter) == (scope, digest):
                del self._windows[choice]

    def _forget_old(self) -> None:
        oldest = self._clock() - self._settings.window_s
        for choice, window in list(self._windows.items()):
            while window and window[0][0] <= oldest:
                window.popleft()
            if not window:
                del self._windows[choice]

    def _verdict(self, choice: Choice) -> Verdict | None:
        settings = self._settings
        mine = self._samples({choice})
        if len(mine) < settings.min_samples:
            return None
        theirs = self._samples(
            {each for each in self._windows if each.arm is Arm.CHAMPION and _meet(each.scope, choice.scope)}
        )
        if len(theirs) < settings.min_samples:
            theirs = []
        for breach, what, limit in (
            (Breach.ERRORS, "answers failed", settings.max_error_rate),
            (Breach.INVALID, "replies were refused", settings.max_invalid_rate),
        ):
            rate, usual = _rate(mine, breach), _rate(theirs, breach)
            if rate - usual > limit:
                reason = f"{rate:.0%} of {len(mine)} {what}, {usual:.0%} with the champion; "
                reason += f"{limit:.0%} more is allowed"
                return Verdict(breach, reason, len(mine))
        if choice.arm is Arm.CANARY:
            return self._slow(mine, theirs)
        return None

    def _slow(self, mine: list[Sample], theirs: list[Sample]) -> Verdict | None:
        limit_s = self._settings.max_p95_s
        p95_s = _p95(mine)
        if p95_s > limit_s:
            reason = f"95th percentile {p95_s:.2f} s of {len(mine)} answers; {limit_s:g} s are allowed"
            return Verdict(Breach.LATENCY, reason, len(mine))
        usual_s, ratio = _p95(theirs), self._settings.max_p95_ratio
        if theirs and p95_s > usual_s * ratio:
            reason = (
                f"95th percentile {p95_s:.2f} s of {len(mine)} answers, the champion's {usual_s:.2f} s; "
                f"{ratio:g} times is allowed"
            )
            return Verdict(Breach.LATENCY, reason, len(mine))
        return None

    def _samples(self, choices: Collection[Choice]) -> list[Sample]:
        return [sample for choice in choices for _, sample in self._windows[choice]]


def _meet(one: Scope, other: Scope) -> bool:
    """Is there a question in both scopes?"""
    return all(
        ANY in pair or pair[0] == pair[1]
        for pair in ((one.tenant, other.tenant), (one.insight_type, other.insight_type))
    )


def _rate(samples: list[Sample], breach: Breach) -> float:
    """0 to 1; 0 of none."""
    if not samples:
        return 0.0
    bad = sum(
        bool(sample.faults) if breach is Breach.INVALID else sample.error is not None for sample in samples
    )
    return bad / len(samples)


def _p95(samples: list[Sample]) -> float:
    """Nearest rank, seconds, of answers and of waits in vain; 0 of none."""
    times = sorted(
        sample.total_s for sample in samples if sample.error is None or sample.error is LlmFault.TIMEOUT
    )
    return times[ceil(0.95 * len(times)) - 1] if times else 0.0
