"""Locust's master and workers: workers tell the master of their calls, the master reports of all.

Every process has the same variables. The master says how many workers there are, so that their calls begin
one by one; it ends the test with the last call.
"""

from collections.abc import Callable
from typing import Any

from locust.env import Environment
from locust.runners import MasterRunner, WorkerRunner

_WORKERS = "escuta_workers"
_REPORT = "escuta_report"


def is_worker(environment: Environment) -> bool:
    return isinstance(environment.runner, WorkerRunner)


def is_master(environment: Environment) -> bool:
    return isinstance(environment.runner, MasterRunner)


def workers(environment: Environment) -> int:
    """How many processes share the calls."""
    return int(getattr(environment.parsed_options, _WORKERS, None) or 1)


def announce(environment: Environment) -> None:
    """At the master, before users are spawned: options go to the workers with the first of them."""
    if isinstance(environment.runner, MasterRunner):
        setattr(environment.parsed_options, _WORKERS, environment.runner.worker_count)


def tell(environment: Environment, taken: Callable[[], dict[str, Any]]) -> None:
    """At a worker: what `taken` gives goes with each of Locust's own reports, the last one included."""

    def add(client_id: str, data: dict[str, Any], **_: Any) -> None:
        data[_REPORT] = taken()

    environment.events.report_to_master.add_listener(add)


def hear(environment: Environment, heard: Callable[[dict[str, Any], str], None]) -> None:
    """At the master: what workers tell, and the name of the worker."""
    names: dict[str, str] = {}

    def merge(client_id: str, data: dict[str, Any], **_: Any) -> None:
        if (told := data.get(_REPORT)) is not None:
            heard(told, names.setdefault(client_id, f"worker {len(names) + 1}"))

    environment.events.worker_report.add_listener(merge)
