"""A server in a process group of its own: it ends as a whole, whatever part of it is killed."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import IO

_POLL_S = 0.2
_PR_SET_PDEATHSIG = 1


class Supervised:
    """A running server. Its process leads a group in which its helpers are."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: IO[bytes] | None) -> None:
        """For the main thread: on Linux the server ends with the thread that started it.

        `environment` is added to ours. `log` takes what it writes; None leaves it on our own streams."""
        self._process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=None if log is None else subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    @property
    def pid(self) -> int:
        """Of the process that was started."""
        return self._process.pid

    def ended(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def wait_until(self, ready: Callable[[], bool], timeout_s: float) -> bool:
        """False if it ended, or was not ready in time."""
        deadline_s = time.monotonic() + timeout_s
        while self.ended() is None and time.monotonic() < deadline_s:
            if ready():
                return True
            time.sleep(_POLL_S)
        return False

    def wait(self) -> int:
        """Until it ends; what is left of its group then ends too. Returns its exit status."""
        status = self._process.wait()
        self._signal(signal.SIGKILL)
        return status

    def ask_to_end(self) -> None:
        """It finishes what it is at."""
        self._signal(signal.SIGTERM)

    def stop(self, timeout_s: float) -> int:
        """Ask it to end, then end it; returns its exit status."""
        if self.ended() is None:
            self.ask_to_end()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_s)
        self._signal(signal.SIGKILL)
        return self._process.wait()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)


class Stopped(Exception):
    """SIGTERM or SIGINT came."""


@contextlib.contextmanager
def signals_raise() -> Iterator[None]:
    """Inside, the first SIGTERM or SIGINT raises `Stopped`; further ones are ignored while it is handled."""

    def handle(number: int, frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _die_with_parent() -> None:
    """In the child: a SIGKILL of the supervisor asks the server to end."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
