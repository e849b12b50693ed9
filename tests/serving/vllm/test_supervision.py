"""A server and its helper, which nothing may outlive: real processes in the part of vLLM's."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from serving.vllm.supervision import Supervised

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups")

# Starts a helper that ignores SIGTERM, says both ids, and waits.
SERVER = """
import pathlib, subprocess, sys, time
ignore = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True)"
ignore += "; time.sleep(600)"
helper = subprocess.Popen([sys.executable, "-c", ignore], stdout=subprocess.PIPE)
helper.stdout.readline()
pathlib.Path(sys.argv[1]).write_text(str(helper.pid))
time.sleep(600)
"""

# Supervises that, and waits.
SUPERVISOR = """
import sys, time
from serving.vllm.supervision import Supervised
server = Supervised([sys.executable, "-c", sys.argv[1], sys.argv[2]], {}, None)
print(server.pid, flush=True)
time.sleep(600)
"""


def alive(pid: int) -> bool:
    """A zombie is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until_dead(*pids: int) -> None:
    deadline_s = time.monotonic() + 20
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline_s, "still alive"
        time.sleep(0.02)


def started(folder: Path) -> tuple[Supervised, int]:
    """The server, and its helper's id."""
    told = folder / "helper"
    server = Supervised([sys.executable, "-c", SERVER, str(told)], {}, None)
    assert server.wait_until(lambda: told.is_file() and told.read_text() != "", 30)
    return server, int(told.read_text())


def test_stopping_ends_the_helper_too(tmp_path: Path) -> None:
    server, helper = started(tmp_path)
    assert server.stop(5) == -signal.SIGTERM
    until_dead(server.pid, helper)


def test_when_the_server_is_killed_its_helper_goes_with_it(tmp_path: Path) -> None:
    server, helper = started(tmp_path)
    os.kill(server.pid, signal.SIGKILL)
    assert server.wait() == -signal.SIGKILL
    until_dead(helper)


def test_a_server_that_ends_early_is_not_waited_for() -> None:
    server = Supervised([sys.executable, "-c", "raise SystemExit(3)"], {}, None)
    assert not server.wait_until(lambda: False, 30)
    assert server.ended() == 3
    server.stop(1)


def test_it_gets_the_environment_it_was_given(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = "import os, pathlib, sys; pathlib.Path(sys.argv[1]).write_text(os.environ['GIVEN'])"
    server = Supervised([sys.executable, "-c", program, str(told)], {"GIVEN": "one"}, None)
    assert server.wait() == 0
    assert told.read_text() == "one"


@pytest.mark.skipif(sys.platform != "linux", reason="prctl")
def test_when_the_supervisor_is_killed_the_server_ends(tmp_path: Path) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, "import time; time.sleep(600)", "-"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert supervisor.stdout is not None
    server = int(supervisor.stdout.readline())
    assert alive(server)
    supervisor.kill()
    supervisor.communicate()
    until_dead(server)
