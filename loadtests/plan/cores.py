"""Processor cores that everything on a machine shares.

Egalitarian processor sharing: jobs that want to run get equal shares, none more than one core (L. Kleinrock,
Queueing Systems II, 4.4). Threads of one Python process also share its interpreter lock. Those that hold it
all the time take turns; one that needs it now and then, between pieces of native code, is slowed by them and
slows them. How much so is measured: `Beside`. A system hands cores out in slices, so that beside other
programs a thread that is ready waits for one though the cores would suffice: that is measured too.
"""

from collections import Counter, defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import simpy

_DONE_S = 1e-9


@dataclass(frozen=True)
class Interpreter:
    """One Python process: whose jobs share a lock."""

    name: str


@dataclass(frozen=True)
class Beside:
    """Native code that needs the lock now and then. `hindered`: how much longer it takes beside each thread
    that holds it; `hinders`: how much longer such a thread takes beside it; `crowded`: how much longer it
    takes beside each other native code of the process."""

    hindered: float = 0.0
    hinders: float = 0.0
    crowded: float = 0.0


@dataclass(eq=False)
class _Job:
    left_s: float
    interpreter: Interpreter | None
    beside: Beside | None
    waits: float
    done: simpy.Event
    rate: float = field(default=0.0)

    @property
    def holds(self) -> bool:
        return self.interpreter is not None and self.beside is None

    def cap(self, holders: int, native: int, hindering: float) -> float:
        """The fastest it can go beside so many of its process that hold the lock, and so many with native
        code, that hinder these so much; itself included."""
        if self.interpreter is None:
            return 1.0 / (1.0 + self.waits)
        if self.beside is not None:
            stretched = 1.0 + self.beside.hindered * holders + self.beside.crowded * (native - 1)
        else:
            stretched = max(1, holders) + hindering
        return 1.0 / (stretched + self.waits)


class Cores:
    """`count` cores of one machine."""

    def __init__(self, env: simpy.Environment, count: int) -> None:
        self._env = env
        self.count = count
        self._jobs: list[_Job] = []
        self._since_s = 0.0
        self._worked_s = 0.0
        self._round = 0

    @property
    def worked_s(self) -> float:
        """Core seconds used so far."""
        self._advance()
        return self._worked_s

    def work(
        self,
        demand_s: float,
        interpreter: Interpreter | None = None,
        beside: Beside | None = None,
        waits: float = 0.0,
    ) -> simpy.Event:
        """Happens when a job that takes `demand_s` alone on a core is done. One of an `interpreter` holds its
        lock all the time, unless it says what it is `beside` those that do. `waits`: seconds in which it is
        ready and has no core, for each in which it works."""
        done = self._env.event()
        if demand_s <= 0:
            return done.succeed()
        self._advance()
        self._jobs.append(_Job(demand_s, interpreter, beside, waits, done))
        self._share()
        return done

    def _advance(self) -> None:
        """Work off what has been done since the last change."""
        passed_s = self._env.now - self._since_s
        self._since_s = self._env.now
        if passed_s <= 0:
            return
        for job in self._jobs:
            job.left_s -= job.rate * passed_s
            self._worked_s += job.rate * passed_s

    def _share(self) -> None:
        """New rates, and a look when the first job will be done."""
        self._round += 1
        if not self._jobs:
            return
        holders = Counter(job.interpreter for job in self._jobs if job.holds)
        native = Counter(job.interpreter for job in self._jobs if job.beside is not None)
        hindering: defaultdict[Interpreter | None, float] = defaultdict(float)
        for job in self._jobs:
            hindering[job.interpreter] += job.beside.hinders if job.beside is not None else 0.0
        caps = [
            job.cap(holders[job.interpreter], native[job.interpreter], hindering[job.interpreter])
            for job in self._jobs
        ]
        room, waiting = float(self.count), len(caps)
        for cap, job in sorted(zip(caps, self._jobs, strict=True), key=lambda pair: pair[0]):
            job.rate = min(cap, room / waiting)
            room -= job.rate
            waiting -= 1
        first_s = min(job.left_s / job.rate for job in self._jobs)
        self._env.process(self._look(self._round, max(0.0, first_s)))

    def _look(self, number: int, after_s: float) -> Generator[simpy.Event, Any, None]:
        yield self._env.timeout(after_s)
        if number != self._round:
            return  # something has changed since
        self._advance()
        done = [job for job in self._jobs if job.left_s <= _DONE_S]
        self._jobs = [job for job in self._jobs if job.left_s > _DONE_S]
        for job in done:
            job.done.succeed()
        self._share()
