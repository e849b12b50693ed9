"""The Locust user: one call each, then it is done; the test ends with the last call.

Run by `python -m loadtests`, or by Locust itself: `locust -f loadtests/locustfile.py`, with the variables of
`loadtests/settings.py` and HOST set.
"""

import itertools
import os
import time
from pathlib import Path
from typing import Any, ClassVar

import gevent
from locust import User, events, task
from locust.env import Environment

from loadtests.report import Report
from loadtests.settings import LoadSettings
from loadtests.sound import Sound, load
from loadtests.streaming import stream
from loadtests.timeline import Timeline
from serving.progress import Target

_FOREVER_S = 86_400.0
_TICK_S = 0.05


class CallUser(User):
    """A call from `start` to `session_ended`."""

    settings: ClassVar[LoadSettings]
    sounds: ClassVar[list[Sound]]
    report: ClassVar[Report]
    numbers: ClassVar["itertools.count[int]"]
    began_s: ClassVar[float]

    @task
    def call(self) -> None:
        settings, number = self.settings, next(self.numbers)
        # Locust starts users in bursts of a second; calls come one by one.
        due_s = self.began_s + number * settings.ramp_s / settings.sessions
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
            f"load-{os.getpid()}-{number:04d}",
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
        if self.report.calls >= self.settings.sessions and self.environment.runner is not None:
            gevent.spawn(self.environment.runner.quit)

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
    CallUser.sounds = [load(spec, settings.seconds) for spec in settings.audio]


def begin(environment: Environment, **_: Any) -> None:
    CallUser.report = Report()
    CallUser.numbers = itertools.count()
    CallUser.began_s = time.perf_counter()
    gevent.spawn(_watch_clock, CallUser.report)


def _watch_clock(report: Report) -> None:
    """How late a greenlet wakes: what the load generator adds to every delay that it measures."""
    while True:
        due_s = time.perf_counter() + _TICK_S
        gevent.sleep(_TICK_S)
        report.lagged((time.perf_counter() - due_s) * 1000)


def finish(environment: Environment, **_: Any) -> None:
    """The exit code says whether every call ended well; one that was refused at once counts as served."""
    settings, report = CallUser.settings, CallUser.report
    if settings.sessions > report.calls:
        report.problems["not over when the time was up"] = settings.sessions - report.calls
    about = {
        "sessions": settings.sessions,
        "ramp_s": settings.ramp_s,
        "seconds": settings.seconds,
        "chunk_ms": settings.chunk_ms,
        "tenants": len(settings.tenants),
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }
    path = report.write(Path(settings.report), about)
    print(f"\n{report.table(settings.chunk_ms)}\nreport: {path.with_suffix('.html')}", flush=True)
    environment.process_exit_code = 0 if report.well + report.refused == settings.sessions else 1


events.init.add_listener(prepare)
events.test_start.add_listener(begin)
events.quitting.add_listener(finish)
