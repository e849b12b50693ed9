"""The live path as a discrete-event simulation: calls in, delays of insights out.

sound → event loop → batch → recogniser (gathered) → cleaning threads → questions → slots of the tenant →
model (continuous batching) → insight. Who is served when follows the code of each part; how long it takes
alone comes from `Units`, and on shared cores work is stretched by what else runs.
"""

import heapq
import itertools
import math
from collections import Counter, deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

import simpy

from loadtests.plan.cores import Beside, Cores, Interpreter
from loadtests.plan.units import Question, Script, Units

Steps = Generator[simpy.Event, Any, Any]

_TICK_S = 0.02
_LATELY_S = 0.5
_RECENT = 0.2  # share of the newest round in a recogniser's pace


@dataclass(frozen=True)
class Call:
    """A call that begins at `at_s`."""

    at_s: float
    tenant: int
    script: Script


@dataclass
class Simulated:
    """Seconds. `insights`: (when, batch close → insight), endless for those that never came; `texts`: batch
    close → text."""

    insights: list[tuple[float, float]] = field(default_factory=list)
    texts: list[float] = field(default_factory=list)
    ended: int = 0
    last_s: float = 0.0
    busy: dict[str, float] = field(default_factory=dict)  # share of the time, by part
    work_s: dict[str, float] = field(default_factory=dict)  # what it would have taken alone, by part


class LivePath:
    """One installation; `run` it once."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._env = simpy.Environment()
        cores = Cores(self._env, units.cores) if units.cores is not None else None
        self._cores = cores
        self._gateways = [
            _Gateway(self._env, units, cores, f"gateway-{number}")
            for number in range(units.gateway.processes)
        ]
        # In one process with the gateway they share its interpreter.
        shared = self._gateways[0].interpreter if cores is not None else None
        self._recogniser = _Recogniser(self._env, units, cores, shared)
        self._models = [_Model(self._env, units, cores, shared) for _ in range(units.model.replicas)]
        self._found = Simulated()
        self._asked: dict[int, float] = {}  # insights to come: when their batch closed
        self._numbers = itertools.count()

    def run(self, calls: Sequence[Call], until_s: float = math.inf) -> Simulated:
        """Until all calls have ended, or so long."""
        for number, call in enumerate(calls):
            self._env.process(self._call(call, number))
        everything = self._env.process(self._until(len(calls)))
        if self._cores is not None:
            self._env.process(self._client())
        for gateway in self._gateways:
            self._env.process(gateway.listen())
        limit = [self._env.timeout(until_s)] if until_s < math.inf else []
        self._env.run(until=self._env.any_of([everything, *limit]))
        found, now_s = self._found, max(self._env.now, 1e-9)
        found.last_s = now_s
        found.insights += [(asked_s, math.inf) for asked_s in self._asked.values()]
        if self._cores is not None:
            found.busy["cores"] = self._cores.worked_s / now_s / self._cores.count
        found.busy["gateway"] = sum(each.worked_s for each in self._gateways) / now_s / len(self._gateways)
        found.busy["recogniser"] = self._recogniser.busy_s / now_s / self._units.recogniser.workers
        found.busy["model"] = sum(each.busy_s for each in self._models) / now_s / len(self._models)
        found.work_s["recogniser"] = self._recogniser.work_s
        found.work_s["model"] = sum(each.work_s for each in self._models)
        return found

    def _until(self, calls: int) -> Steps:
        while self._found.ended < calls:
            yield self._env.timeout(_TICK_S)

    def _client(self) -> Steps:
        """The load generator on the same cores."""
        assert self._cores is not None
        interpreter = Interpreter("client")
        while True:
            yield self._env.timeout(_TICK_S)
            calls = sum(gateway.open for gateway in self._gateways)
            share = self._units.client_base_s + calls * self._units.client_s
            self._cores.work(share * _TICK_S, interpreter)

    def _call(self, call: Call, number: int) -> Steps:
        env, script = self._env, call.script
        gateway = self._gateways[number % len(self._gateways)]
        yield env.timeout(call.at_s)
        gateway.open += 1
        closed: simpy.Store = simpy.Store(env)
        env.process(self._close(call, gateway, closed))
        asked: list[simpy.Event] = []
        for at, batch in enumerate(script.batches):
            closed_s = yield closed.get()
            if batch.speech:
                yield self._recogniser.recognise()
                yield from gateway.turn()
                yield from gateway.clean()
                yield from gateway.turn()
                self._found.texts.append(env.now - closed_s)
            asked += self._ask(call, gateway, at, closed_s)
        asked += self._ask(call, gateway, len(script.batches), env.now)
        yield env.all_of(asked)
        gateway.open -= 1
        self._found.ended += 1

    def _close(self, call: Call, gateway: "_Gateway", closed: simpy.Store) -> Steps:
        """Batches close in time with the sound, whether those before are done or not."""
        for batch in call.script.batches:
            yield self._env.timeout(max(0.0, call.at_s + batch.at_s - self._env.now))
            yield from gateway.turn()
            closed.put(self._env.now)

    def _ask(self, call: Call, gateway: "_Gateway", after: int, closed_s: float) -> list[simpy.Event]:
        return [
            self._env.process(self._answer(call, gateway, question, closed_s))
            for question in call.script.questions
            if question.after == after
        ]

    def _answer(self, call: Call, gateway: "_Gateway", question: Question, closed_s: float) -> Steps:
        number = next(self._numbers)
        if question.insight:
            self._asked[number] = closed_s
        yield gateway.slot(call.tenant, question.urgency)
        model = min(self._models, key=lambda each: each.load)
        yield model.answer(question)
        gateway.give_back(call.tenant)
        yield from gateway.turn()
        yield self._env.timeout(self._units.gateway.rest_s)
        if question.insight:
            del self._asked[number]
            self._found.insights.append((self._env.now, self._env.now - closed_s))


class _Gateway:
    """One process: an event loop, one thing after the other; cleaning threads; slots for questions."""

    def __init__(self, env: simpy.Environment, units: Units, cores: Cores | None, name: str) -> None:
        self.open = 0
        self.interpreter = Interpreter(name)
        self._own = Cores(env, 1) if cores is None else None
        self._env = env
        self._settings = units.gateway
        self._waits = units.waits
        self._cores = self._own or cores
        self._loop = simpy.Resource(env)
        self._threads = simpy.Resource(env, units.gateway.threads)
        self._numbers = itertools.count()
        self._waiting: dict[int, list[tuple[int, int, simpy.Event]]] = {}
        self._busy: Counter[int] = Counter()
        self._busy_share = 0.0  # of the loop's time lately
        self._busy_s = 0.0

    @property
    def worked_s(self) -> float:
        return self._own.worked_s if self._own is not None else 0.0

    def listen(self) -> Steps:
        """The sound of all its sessions, and everything else the loop does in proportion to it."""
        told_s = 0.0
        while True:
            yield self._env.timeout(_TICK_S)
            share = (self._busy_s - told_s) / _TICK_S
            told_s = self._busy_s
            self._busy_share += (share - self._busy_share) * _TICK_S / _LATELY_S
            if self.open:
                self._env.process(self._take(self.open * self._session_s() * _TICK_S))

    def _session_s(self) -> float:
        """The busier it is, the seldomer it has to wake."""
        waking, busy = self._settings.loop_s, self._settings.busy_loop_s
        return waking if busy is None else waking + (busy - waking) * min(1.0, self._busy_share)

    def _take(self, demand_s: float) -> Steps:
        with self._loop.request() as turn:
            yield turn
            began_s = self._env.now
            yield self._work(demand_s, self._waits.loop)
            self._busy_s += self._env.now - began_s

    def turn(self) -> Steps:
        """Its work is part of `listen`; what is left is to wait for it."""
        with self._loop.request() as turn:
            yield turn

    def clean(self) -> Steps:
        with self._threads.request() as thread:
            yield thread
            yield self._work(self._settings.batch_s, self._waits.threads)

    def _work(self, demand_s: float, waits: float) -> simpy.Event:
        assert self._cores is not None
        return self._cores.work(demand_s, self.interpreter, waits=waits)

    def slot(self, tenant: int, urgency: int) -> simpy.Event:
        """Happens when the question may be asked; `give_back` afterwards."""
        free = self._env.event()
        heapq.heappush(self._waiting.setdefault(tenant, []), (urgency, next(self._numbers), free))
        self._dispatch()
        return free

    def give_back(self, tenant: int) -> None:
        self._busy[tenant] -= 1
        self._dispatch()

    def _dispatch(self) -> None:
        settings = self._settings
        while self._busy.total() < settings.questions:
            ready = [
                tenant
                for tenant, heap in self._waiting.items()
                if heap and self._busy[tenant] < settings.tenant_questions
            ]
            if not ready:
                return
            tenant = min(ready, key=lambda name: self._waiting[name][0][:2])
            self._busy[tenant] += 1
            heapq.heappop(self._waiting[tenant])[2].succeed()


class _Worker:
    """A thread, or a machine of its own, that does one round after the other."""

    def __init__(
        self,
        env: simpy.Environment,
        cores: Cores | None,
        interpreter: Interpreter | None,
        beside: Beside,
        waits: float,
    ) -> None:
        self.busy_s = 0.0
        self.work_s = 0.0
        self._env = env
        self._cores = cores
        self._interpreter = interpreter
        self._beside = beside
        self._waits = waits
        self._news = env.event()

    def _tell(self) -> None:
        if not self._news.triggered:
            self._news.succeed()

    def _wait(self) -> simpy.Event:
        self._news = self._env.event()
        return self._news

    def _round(self, seconds: float) -> Steps:
        began_s = self._env.now
        if self._cores is None:
            yield self._env.timeout(seconds)
        else:
            yield self._cores.work(seconds, self._interpreter, self._beside, self._waits)
        self.busy_s += self._env.now - began_s
        self.work_s += seconds


class _Recogniser(_Worker):
    """A queue for all workers. Each takes what waits, as many as are quick enough together; where the round
    before had several, after the gathering time."""

    def __init__(
        self, env: simpy.Environment, units: Units, cores: Cores | None, interpreter: Interpreter | None
    ) -> None:
        super().__init__(env, cores, interpreter, units.recogniser.beside, units.waits.recogniser)
        self._settings = units.recogniser
        self._waiting: deque[simpy.Event] = deque()
        self._each_s = 0.0
        for _ in range(units.recogniser.workers):
            env.process(self._serve())

    def recognise(self) -> simpy.Event:
        done = self._env.event()
        self._waiting.append(done)
        self._tell()
        return done

    def _most(self) -> int:
        """Of a round, at the pace of late."""
        most, longest_s = self._settings.most, self._settings.longest_s
        return most if not self._each_s else max(1, int(min(most, longest_s / self._each_s)))

    def _serve(self) -> Steps:
        settings, before = self._settings, 0
        while True:
            while not self._waiting:
                yield self._news if not self._news.triggered else self._wait()
            if before > 1 and len(self._waiting) < self._most():
                yield self._env.timeout(settings.gather_s)
            before = min(self._most(), len(self._waiting))
            taken = [self._waiting.popleft() for _ in range(before)]
            if not taken:
                continue  # another worker was quicker
            began_s = self._env.now
            yield from self._round(settings.round_s.at(len(taken)))
            each_s = (self._env.now - began_s) / len(taken)
            self._each_s += (each_s - self._each_s) * (_RECENT if self._each_s else 1.0)
            for done in taken:
                done.succeed()


class _Model(_Worker):
    """Questions join between two steps, the most urgent first, a few at a time."""

    def __init__(
        self, env: simpy.Environment, units: Units, cores: Cores | None, interpreter: Interpreter | None
    ) -> None:
        super().__init__(env, cores, interpreter, units.model.beside, units.waits.model)
        self._settings = units.model
        self._numbers = itertools.count()
        self._waiting: list[tuple[int, int, float, simpy.Event]] = []
        self._flying: list[tuple[float, simpy.Event]] = []  # (the step it ends with, done)
        self._steps = 0
        env.process(self._serve())

    @property
    def load(self) -> int:
        return len(self._waiting) + len(self._flying)

    def answer(self, question: Question) -> simpy.Event:
        done = self._env.event()
        steps = max(1.0, round(question.reply_tokens))
        heapq.heappush(self._waiting, (question.urgency, next(self._numbers), steps, done))
        self._tell()
        return done

    def _serve(self) -> Steps:
        settings = self._settings
        while True:
            if not self._flying:
                while not self._waiting:
                    yield self._wait()
                yield self._env.timeout(settings.gather_s)
            room = settings.most - len(self._flying)
            joining = min(len(self._waiting), min(room, settings.joining) if self._flying else room)
            for _ in range(joining):
                _, _, steps, done = heapq.heappop(self._waiting)
                self._flying.append((self._steps + steps, done))
            yield from self._round(settings.read_s.at(joining) + settings.step_s.at(len(self._flying)))
            self._steps += 1
            for last, done in self._flying:
                if last <= self._steps:
                    done.succeed()
            self._flying = [(last, done) for last, done in self._flying if last > self._steps]
