"""Other programs on the machine: how much of its cores they use, and what a thread waits for a core.

Even programs of the lowest priority are felt: where they fill the cores, a thread that wakes finds none idle
and waits until the system takes one from them, some milliseconds on a system that looks every four.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Others:
    """So many cores other programs used on average; `filled`: which share of what we left, 1: all of it."""

    cores: float = 0.0
    filled: float = 0.0


@dataclass(frozen=True)
class Used:
    """Core seconds since the machine began: of all programs, and of this command's processes."""

    at_s: float
    all_s: float
    ours_s: float


def used() -> Used:
    """Until now."""
    times = psutil.cpu_times()
    parts = ("user", "nice", "system", "irq", "softirq", "steal")
    return Used(time.monotonic(), sum(getattr(times, name, 0.0) for name in parts), _ours_s())


def between(before: Used, after: Used, cores: int) -> Others:
    """From one moment to another."""
    passed_s = max(1e-9, after.at_s - before.at_s)
    ours = (after.ours_s - before.ours_s) / passed_s
    others = max(0.0, (after.all_s - before.all_s) / passed_s - ours)
    left = max(0.05, cores - ours)
    return Others(round(others, 3), round(min(1.0, others / left), 3))


def since(before: Used) -> Others:
    """From that moment to now."""
    return between(before, used(), psutil.cpu_count() or 1)


def _ours_s() -> float:
    own = os.times()
    total_s = own.user + own.system + own.children_user + own.children_system
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            total_s += times.user + times.system
    return total_s


def waited_s(counts: Callable[[int], bool] = lambda thread: True) -> float:
    """How long threads of this process, by the system's number, were ready and had no core; 0 where the
    system does not tell."""
    total_ns = 0
    tasks = Path("/proc/self/task")
    for task in tasks.iterdir() if tasks.is_dir() else ():
        if counts(int(task.name)):
            with suppress(OSError):  # it has just ended
                total_ns += int((task / "schedstat").read_text().split()[1])
    return total_ns / 1e9
