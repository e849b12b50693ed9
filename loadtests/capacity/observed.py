"""`python -m serving` that tells on its standard output what its threads have cost, whenever a line comes in.

By name of the thread, processor seconds since the process began; `native`: threads that no Python code has
started, `children`: other processes that it has started.
"""

import json
import os
import sys
import threading
from pathlib import Path

from serving.__main__ import main

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def costs() -> dict[str, float]:
    """See the module."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    found: dict[str, float] = {}
    for task in Path("/proc/self/task").iterdir():
        try:
            fields = (task / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        name = names.get(int(task.name), "native")
        found[name] = found.get(name, 0.0) + (int(fields[11]) + int(fields[12])) / _TICKS_PER_S
    found["children"] = _children_s()
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
