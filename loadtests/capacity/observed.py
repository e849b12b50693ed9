"""`python -m serving` that tells on its standard output what its threads have cost, whenever a line comes in.

By name of the thread, processor seconds since the process began, and seconds in which it was ready and had no
core; `native`: threads that no Python code has started, `children`: other processes that it has started.
"""

import json
import os
import sys
import threading
from pathlib import Path

from loadtests.capacity.others import waited_s
from serving.__main__ import main

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def costs() -> dict[str, tuple[float, float]]:
    """See the module."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    found: dict[str, tuple[float, float]] = {"children": (_children_s(), 0.0)}
    for task in Path("/proc/self/task").iterdir():
        try:
            fields = (task / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        number = int(task.name)
        name = names.get(number, "native")
        worked_s, waits_s = found.get(name, (0.0, 0.0))
        worked_s += (int(fields[11]) + int(fields[12])) / _TICKS_PER_S
        found[name] = worked_s, waits_s + waited_s(number.__eq__)
    return found


def _children_s() -> float:
    import psutil

    total_s = 0.0
    for child in psutil.Process().children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total_s += times.user + times.system
    return total_s


def _answer() -> None:
    for _ in sys.stdin:
        print("threads " + json.dumps(costs()), flush=True)


if __name__ == "__main__":
    threading.Thread(target=_answer, name="observer", daemon=True).start()
    main()
