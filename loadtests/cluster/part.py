"""One process of a cluster: started, stopped, killed, frozen, and asked whether it is ready."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from insights.errors import EscutaError

_POLL_S = 0.05
_CHILDREN_S = 2.0
_TAIL_LINES = 15


@dataclass(frozen=True)
class User:
    """Who runs a process; None: who runs this."""

    user: int | None = None
    group: int | None = None

    @property
    def extra_groups(self) -> list[int] | None:
        """Of another user none: not those of who runs this."""
        return None if self.user is None else []


@dataclass
class Part:
    """`ready` asks the running process itself; it may raise nothing. `stop_signal` is its polite one."""

    name: str
    command: Sequence[str]
    address: str
    log: Path
    ready: Callable[["Part"], bool]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: Path = Path(".")
    user: User = field(default_factory=User)
    stop_signal: signal.Signals = signal.SIGTERM
    prepare: Callable[[], None] | None = None
    """What a start after a crash needs done first."""
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _children: list[psutil.Process] = field(default_factory=list, repr=False)
    """As they were when it was asked to stop: what outlives it is ended too."""

    @property
    def pid(self) -> int | None:
        """None while it does not run."""
        return self._process.pid if self.running else None  # type: ignore[union-attr]

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """Of its last run; None while it runs or before it has."""
        return None if self._process is None else self._process.poll()

    def launch(self) -> None:
        """Start the process; `wait_ready` waits for it. In a session of its own: Ctrl-C is for us alone."""
        if self.running:
            raise EscutaError("runs already", field=self.name)
        if self.prepare is not None:
            self.prepare()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | self.environment,
                cwd=self.folder,
                start_new_session=True,
                user=self.user.user,
                group=self.user.group,
                extra_groups=self.user.extra_groups,
            )

    def wait_ready(self, timeout_s: float) -> None:
        """Raises `EscutaError` with the end of its log if it ends or takes too long."""
        until_s = time.monotonic() + timeout_s
        while not self.ready(self):
            if not self.running:
                raise self._failed(f"{self.name} has ended with exit code {self.exit_code}")
            if time.monotonic() > until_s:
                raise self._failed(f"{self.name} is not ready after {timeout_s:g} s")
            time.sleep(_POLL_S)

    def stop(self, timeout_s: float) -> int:
        """Politely, then not; the exit code."""
        self.ask_to_stop()
        return self.wait_ended(timeout_s)

    def ask_to_stop(self) -> None:
        """Return at once; a frozen part is let go first."""
        if self.running:
            assert self._process is not None
            self.resume()
            self._children = psutil.Process(self._process.pid).children(recursive=True)
            self._process.send_signal(self.stop_signal)

    def wait_ended(self, timeout_s: float) -> int:
        """Of a part that was asked to stop; it is killed if it takes too long. The exit code."""
        if self._process is None:
            return 0
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()
        _, left = psutil.wait_procs(self._children, _CHILDREN_S)
        for child in left:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(left)
        return self._process.wait()

    def kill(self) -> None:
        """As the kernel does when memory runs out: it and all its children, without a word."""
        if self._process is None:
            return
        self._signal(signal.SIGKILL)
        self._process.wait()

    def pause(self) -> None:
        """Freeze it: connections stay open, nothing answers. Returns when it has stopped."""
        self._signal(signal.SIGSTOP)
        while (pid := self.pid) is not None and psutil.Process(pid).status() != psutil.STATUS_STOPPED:
            time.sleep(_POLL_S)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def reload(self) -> None:
        """SIGHUP to the parent: NGINX reads its configuration, and forgets which servers have failed."""
        if self.running:
            assert self._process is not None
            self._process.send_signal(signal.SIGHUP)

    def tail(self) -> str:
        """The last lines it has said."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-_TAIL_LINES:])

    def _signal(self, number: signal.Signals) -> None:
        """Children first come last: a parent that is frozen or gone makes no new ones."""
        if not self.running:
            return
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        children = parent.children(recursive=True)
        for each in (parent, *children):
            try:
                each.send_signal(number)
            except psutil.NoSuchProcess:
                continue
        if number is signal.SIGKILL:
            psutil.wait_procs(children)

    def _failed(self, problem: str) -> EscutaError:
        said = "\n    ".join(self.tail().splitlines())
        return EscutaError(problem, remedy=f"it said last:\n    {said}" if said else "its log is empty")
