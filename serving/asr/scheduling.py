"""Who is recognised next: a bounded queue, fair between tenants and between sessions, with deadlines.

Tenants take turns, one request each, however many they have waiting; within a tenant its sessions do. A
request is refused at once when its session has too many waiting, when the queue is full, or when it could not
be reached before its deadline at the pace of late. One that was given up, or whose deadline has passed, is
never recognised.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence, Sized
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from serving.asr.faults import AsrRefusal, Code
from serving.asr.metering import NO_METER, Meter
from serving.asr.settings import SchedulerSettings

W = TypeVar("W")
R = TypeVar("R")

_RECENT = 0.2  # share of the newest round in the pace
_LEAST_RETRY_S = 0.2


@dataclass(frozen=True, eq=False)
class Ticket(Generic[W, R]):
    """A request that waits. Times are those of the queue's clock."""

    tenant: str
    session_id: str
    work: W
    deadline_s: float
    since_s: float
    result: "Future[R]" = field(default_factory=Future)


class FairQueue(Generic[W, R]):
    """Tickets of many sessions. Not safe for threads: `Scheduler` holds the lock."""

    def __init__(self, settings: SchedulerSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._waiting: OrderedDict[str, OrderedDict[str, deque[Ticket[W, R]]]] = OrderedDict()
        self._size = 0
        self._pace_s = 0.0  # for one request, of late

    def __len__(self) -> int:
        return self._size

    def put(self, session_id: str, work: W, timeout_s: float, tenant: str = "") -> Ticket[W, R]:
        """Raises `AsrRefusal` with the time after which to ask again."""
        own = self._of(tenant)
        before = len(own.get(session_id, ()))
        if before >= self._settings.session_queue_max:
            raise AsrRefusal(
                Code.SESSION_BUSY,
                f"{before} requests of this session wait already",
                self._retry_s(before),
            )
        share = self._settings.queue_max // len({*self._waiting, tenant})
        if self._size >= self._settings.queue_max and _count(own) >= share:
            raise AsrRefusal(Code.QUEUE_FULL, f"{self._size} requests wait", self._retry_s(self._size))
        ahead = self._ahead(tenant, before)
        wait_s = self._wait_s(ahead)
        if wait_s > timeout_s:
            raise AsrRefusal(
                Code.TOO_LATE, f"its turn would come after about {wait_s:.1f} s", self._retry_s(ahead)
            )
        now_s = self._clock()
        ticket: Ticket[W, R] = Ticket(tenant, session_id, work, now_s + timeout_s, now_s)
        self._waiting.setdefault(tenant, OrderedDict()).setdefault(session_id, deque()).append(ticket)
        self._size += 1
        return ticket

    def take(self, most: int) -> list[Ticket[W, R]]:
        """Up to `most` tickets, a tenant after the other; those past their deadline fail on the way."""
        taken: list[Ticket[W, R]] = []
        while self._waiting and len(taken) < most:
            tenant, sessions = next(iter(self._waiting.items()))
            session_id, tickets = next(iter(sessions.items()))
            ticket = tickets.popleft()
            self._size -= 1
            if tickets:
                sessions.move_to_end(session_id)
            else:
                del sessions[session_id]
            if sessions:
                self._waiting.move_to_end(tenant)
            else:
                del self._waiting[tenant]
            if not ticket.result.set_running_or_notify_cancel():
                continue
            if ticket.deadline_s <= self._clock():
                ticket.result.set_exception(AsrRefusal(Code.DEADLINE, "waited until its deadline"))
                continue
            taken.append(ticket)
        return taken

    def discard(self, ticket: Ticket[W, R]) -> None:
        """Give up the place of a ticket that nobody waits for any more."""
        sessions = self._of(ticket.tenant)
        tickets = sessions.get(ticket.session_id)
        if tickets is None or ticket not in tickets:
            return
        tickets.remove(ticket)
        self._size -= 1
        if not tickets:
            del sessions[ticket.session_id]
        if not sessions:
            del self._waiting[ticket.tenant]

    def took(self, requests: int, seconds: float) -> None:
        """A round is done: what waiting time is reckoned from."""
        each_s = seconds / max(1, requests)
        self._pace_s = each_s if not self._pace_s else self._pace_s + _RECENT * (each_s - self._pace_s)

    def _ahead(self, tenant: str, before: int) -> int:
        """How many come before a session's next request: of each session of its tenant as many as it has
        waiting itself, and one more; of each other tenant as many as these are together, and one more."""
        ours = sum(min(len(tickets), before + 1) for tickets in self._of(tenant).values())
        others = (sessions for name, sessions in self._waiting.items() if name != tenant)
        return ours + sum(min(_count(sessions), ours + 1) for sessions in others)

    def _of(self, tenant: str) -> OrderedDict[str, deque[Ticket[W, R]]]:
        return self._waiting.get(tenant, OrderedDict())

    def most(self) -> int:
        """Requests of a round: as many as fit its length at the pace of late, one at least."""
        most = self._settings.batch_requests
        return most if not self._pace_s else max(1, min(most, int(self._settings.round_s / self._pace_s)))

    def _wait_s(self, ahead: int) -> float:
        return ahead * self._pace_s / self._settings.workers

    def _retry_s(self, ahead: int) -> float:
        return round(max(_LEAST_RETRY_S, self._wait_s(ahead)), 2)


def _count(sessions: Mapping[str, Sized]) -> int:
    return sum(map(len, sessions.values()))


class Scheduler(Generic[W, R]):
    """Threads that recognise what waits, together as much as comes within the gathering time.

    `recognisers`: one function for each thread, from the works of a round to their results; an exception in a
    result's place fails that request alone.
    """

    def __init__(
        self,
        recognisers: Sequence[Callable[[Sequence[W]], Sequence[R | BaseException]]],
        settings: SchedulerSettings,
        meter: Meter = NO_METER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._meter = meter
        self._clock = clock
        self._queue: FairQueue[W, R] = FairQueue(settings, clock)
        self._changed = threading.Condition()
        self._open = True
        self._threads = [
            threading.Thread(target=self._serve, args=(recognise,), name=f"asr-{number}", daemon=True)
            for number, recognise in enumerate(recognisers)
        ]
        for thread in self._threads:
            thread.start()

    def __len__(self) -> int:
        return len(self._queue)

    def submit(self, session_id: str, work: W, timeout_s: float, tenant: str = "") -> "Future[R]":
        """The result to come; cancel it to give up. Raises `AsrRefusal`."""
        with self._changed:
            if not self._open:
                raise AsrRefusal(Code.SHUTTING_DOWN, "the service is ending", 1.0)
            ticket = self._queue.put(session_id, work, timeout_s, tenant)
            self._meter.queued(len(self._queue))
            self._changed.notify()
        ticket.result.add_done_callback(lambda result: self._left(ticket) if result.cancelled() else None)
        return ticket.result

    def close(self, timeout_s: float) -> None:
        """Take no more, finish what waits, for at most `timeout_s`; what is left then is refused."""
        end_s = time.monotonic() + timeout_s
        with self._changed:
            self._open = False
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, end_s - time.monotonic()))
        with self._changed:
            for ticket in self._queue.take(len(self._queue)):
                ticket.result.set_exception(AsrRefusal(Code.SHUTTING_DOWN, "the service is ending", 1.0))
            self._meter.queued(0)

    def _left(self, ticket: Ticket[W, R]) -> None:
        with self._changed:
            self._queue.discard(ticket)
            self._meter.queued(len(self._queue))

    def _serve(self, recognise: Callable[[Sequence[W]], Sequence[R | BaseException]]) -> None:
        tickets: list[Ticket[W, R]] = []
        while tickets := self._gathered(len(tickets)):
            began_s = self._clock()
            for ticket in tickets:
                self._meter.waited(began_s - ticket.since_s)
            try:
                results = recognise([ticket.work for ticket in tickets])
            except BaseException as error:  # a thread that died would leave all sessions unheard
                results = [error] * len(tickets)
            round_s = self._clock() - began_s
            self._meter.worked(round_s)
            with self._changed:
                self._queue.took(len(tickets), round_s)
            for ticket, result in zip(tickets, results, strict=True):
                if isinstance(result, BaseException):
                    ticket.result.set_exception(result)
                else:
                    ticket.result.set_result(result)

    def _enough(self) -> bool:
        return len(self._queue) >= self._queue.most() or not self._open

    def _gathered(self, before: int) -> list[Ticket[W, R]]:
        """The next round; empty when the queue is closed and done. Waits for more only where the round
        `before` had more than one: else a single request would wait for nobody."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: len(self._queue) or not self._open)
                if not len(self._queue):
                    return []
                if before > 1:
                    self._changed.wait_for(self._enough, self._settings.gather_ms / 1000)
                tickets = self._queue.take(self._queue.most())
                self._meter.queued(len(self._queue))
                if tickets:
                    return tickets
