"""The Locust user: one call each, then it is done; the test ends with the last call.

Run by `python -m loadtests`, or by Locust itself: `locust -f loadtests/locustfile.py`, with the variables of
`loadtests/settings.py` and HOST set; by one process, or by a master and workers.
"""

import itertools
import os
import time
import uuid
from pathlib import Path
from typing import Any, ClassVar

import gevent
from locust import User, events, task
from locust.env import Environment

from loadtests import distributed
from loadtests.report import Report
from loadtests.settings import LoadSettings
from loadtests.sound import Sound, load
from loadtests.streaming import stream
from loadtests.timeline import Timeline
from serving.progress import Target

_FOREVER_S = 86_400.0
_TICK_S = 0.05
_RUN = uuid.uuid4().hex[:8]  # of this process: calls of several machines have different names


class CallUser(User):
    """A call from `start` to `session_ended`."""

    settings: ClassVar[LoadSettings]
    sounds: ClassVar[list[Sound]]
    report: ClassVar[Report]
    numbers: ClassVar["itertools.count[int]"]
    began_s: ClassVar[float]
    processor_s: ClassVar[float]  # used before the test began

    @task
    def call(self) -> None:
        settings, number = self.settings, next(self.numbers)
        # Locust starts users in bursts of a second; calls come one by one.
        share = settings.sessions / distributed.workers(self.environment)
        due_s = self.began_s + number * settings.ramp_s / share
        gevent.sleep(max(0.0, due_s - time.perf_counter()))
        tenant = settings.tenants[number % len(settings.tenants)]
        timeline = Timeline(
            time.perf_counter(),
            expect_insight=settings.expect_insight,
            expect_final=settings.expect_final,
            batch_window_s=settings.batch_window_s,
        )
        target = Target(
            self.host or settings.host or "ws://127.0.0.1:8000",
            tenant,
            f"load-{_RUN}-{number:04d}",
            settings.token_of(tenant),
        )
        sound = self.sounds[number % len(self.sounds)]
        stream(
            target,
            sound,
            timeline,
            language=settings.language,
            chunk_ms=settings.chunk_ms,
            end_wait_s=settings.end_wait_s,
        )
        self._tell(timeline, time.perf_counter())
        gevent.sleep(_FOREVER_S)  # Locust would start another user in the place of one that stops

    def _tell(self, timeline: Timeline, ended_s: float) -> None:
        problem = timeline.problem()
        self.report.add(timeline, ended_s)
        for name, values in timeline.figures().items():
            for value in values:
                failed = RuntimeError(problem) if problem and name == "whole call" else None
                self._fire(name, value, failed)
        if timeline.refused is not None:
            self._fire("refused", (ended_s - timeline.began_s) * 1000, None)
        if problem and timeline.ended_s is None:
            self._fire("whole call", (ended_s - timeline.began_s) * 1000, RuntimeError(problem))
        _end_with_the_last(self.environment)

    def _fire(self, name: str, value_ms: float, exception: Exception | None) -> None:
        self.environment.events.request.fire(
            request_type="WS",
            name=name,
            response_time=value_ms,
            response_length=0,
            exception=exception,
            context={},
        )


def prepare(environment: Environment, **_: Any) -> None:
    """Sound is decoded once, before the clock runs."""
    settings = LoadSettings.from_environment(os.environ)
    CallUser.settings = settings
    CallUser.report, CallUser.began_s = Report(), 0.0  # workers tell of it before the test begins
    if distributed.is_master(environment):

        def heard(told: dict[str, Any], client: str) -> None:
            CallUser.report.merge(told, client)
            _end_with_the_last(environment)

        distributed.hear(environment, heard)
        return
    CallUser.sounds = [load(spec, settings.seconds) for spec in settings.audio]
    if distributed.is_worker(environment):
        distributed.tell(environment, lambda: CallUser.report.taken(CallUser.began_s))


def begin(environment: Environment, **_: Any) -> None:
    distributed.announce(environment)
    CallUser.report = Report()
    CallUser.numbers = itertools.count()
    CallUser.began_s = time.perf_counter()
    CallUser.processor_s = time.process_time()
    if not distributed.is_master(environment):  # which sends nothing
        gevent.spawn(_watch_clock, CallUser.report)


def _end_with_the_last(environment: Environment) -> None:
    """A worker goes on until its master ends it."""
    over = CallUser.report.calls >= CallUser.settings.sessions
    if over and environment.runner is not None and not distributed.is_worker(environment):
        gevent.spawn(environment.runner.quit)


def _watch_clock(report: Report) -> None:
    """How late a greenlet wakes: what the load generator adds to every delay that it measures."""
    while True:
        due_s = time.perf_counter() + _TICK_S
        gevent.sleep(_TICK_S)
        report.lagged((time.perf_counter() - due_s) * 1000)


def finish(environment: Environment, **_: Any) -> None:
    """The exit code says whether every call ended well; one that was refused at once counts as served."""
    if distributed.is_worker(environment):  # it has told all to its master
        return
    settings, report = CallUser.settings, CallUser.report
    if settings.sessions > report.calls:
        report.problems["not over when the time was up"] = settings.sessions - report.calls
    about = {
        "sessions": settings.sessions,
        "ramp_s": settings.ramp_s,
        "seconds": settings.seconds,
        "chunk_ms": settings.chunk_ms,
        "tenants": len(settings.tenants),
        "workers": distributed.workers(environment),
        "client_cpu_s": round(time.process_time() - CallUser.processor_s, 2),
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }
    path = report.write(Path(settings.report), about)
    print(f"\n{report.table(settings.chunk_ms)}\nreport: {path.with_suffix('.html')}", flush=True)
    environment.process_exit_code = 0 if report.well + report.refused == settings.sessions else 1


events.init.add_listener(prepare)
events.test_start.add_listener(begin)
events.quitting.add_listener(finish)
