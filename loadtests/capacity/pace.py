"""How fast a core is just now: processor seconds of two fixed pieces of work, again and again.

A virtual machine's cores are as fast as its neighbours on the host let them be: the same Python may take half
as long again a minute later, native arithmetic a fifth. What was measured at one pace is brought to another
by the ratio of the two. What other programs do meanwhile is noted beside it.
"""

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from loadtests.capacity.others import Others, since, used

_EVERY_S = 0.25
_PIECES = 2
_ADDITIONS = 20_000
_MATRIX = np.ones((384, 384), dtype=np.float32)


@dataclass(frozen=True)
class Pace:
    """Processor seconds of a piece: of Python, and of native arithmetic."""

    python_s: float
    native_s: float


@dataclass
class Watch:
    """Filled while it is watched; `others` at the end."""

    python_s: list[float] = field(default_factory=list)
    native_s: list[float] = field(default_factory=list)
    others: Others = field(default_factory=Others)

    def look(self) -> None:
        """Measure both once."""
        self.python_s.append(_took_s(_python))
        self.native_s.append(_took_s(_native))

    @property
    def pace(self) -> Pace:
        """On average."""
        return Pace(statistics.mean(self.python_s), statistics.mean(self.native_s))


@contextmanager
def watched() -> Iterator[Watch]:
    """For the length of the block, in a thread of this process: some hundredths of a core."""
    watch, ending = Watch(), threading.Event()
    watch.look()
    before = used()

    def look() -> None:
        while not ending.wait(_EVERY_S):
            watch.look()

    thread = threading.Thread(target=look, name="pace", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.others = since(before)
        ending.set()
        thread.join()


def _took_s(piece: Callable[[], object]) -> float:
    piece()  # caches are cold after the pause
    began_s = time.thread_time()
    for _ in range(_PIECES):
        piece()
    return (time.thread_time() - began_s) / _PIECES


def _python() -> None:
    total = 0
    for number in range(_ADDITIONS):
        total += number


def _native() -> object:
    return _MATRIX @ _MATRIX
