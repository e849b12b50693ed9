"""One process of a cluster, played by a few lines of Python."""

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from insights.errors import EscutaError
from loadtests.cluster.cluster import Cluster
from loadtests.cluster.part import Part
from loadtests.cluster.servers import filled_in, free_ports, servers

FAMILY = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path("child").write_text(str(child.pid))
time.sleep(600)
"""
STUBBORN = """
import pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path("child").write_text("0")
time.sleep(600)
"""
OBEDIENT = """
import pathlib, signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
pathlib.Path("child").write_text("0")
signal.sigwait({signal.SIGHUP})
raise SystemExit(7)
"""


def part(folder: Path, program: str) -> Part:
    """Ready when the program has written a number into the file `child`."""

    def ready(_: Part) -> bool:
        told = folder / "child"
        return told.exists() and told.read_text() != ""

    log = folder / "log"
    return Part("part", [sys.executable, "-c", program], "nowhere", log, ready, folder=folder)


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Part]:
    started = part(tmp_path, FAMILY)
    started.launch()
    started.wait_ready(60)
    yield started
    started.kill()


def test_killed_it_takes_its_children_along(family: Part, tmp_path: Path) -> None:
    child = psutil.Process(int((tmp_path / "child").read_text()))
    family.kill()
    assert not family.running
    assert family.exit_code == -9
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_frozen_it_stays_and_can_be_stopped(family: Part, tmp_path: Path) -> None:
    assert family.pid is not None
    child = psutil.Process(int((tmp_path / "child").read_text()))
    process = psutil.Process(family.pid)
    family.pause()
    assert process.status() == psutil.STATUS_STOPPED
    assert family.running
    family.resume()
    assert process.status() != psutil.STATUS_STOPPED
    family.pause()
    assert family.stop(60) == -15
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE  # though nobody told it
    family.kill()  # of what is gone already, nothing


def test_who_does_not_listen_is_killed(tmp_path: Path) -> None:
    stubborn = part(tmp_path, STUBBORN)
    stubborn.launch()
    stubborn.wait_ready(60)
    assert stubborn.stop(0.1) == -9


def test_it_is_told_to_begin_anew(tmp_path: Path) -> None:
    obedient = part(tmp_path, OBEDIENT)
    obedient.launch()
    obedient.wait_ready(60)
    obedient.reload()
    assert obedient.wait_ended(60) == 7
    obedient.reload()  # of what is gone already, nothing


def test_what_does_not_start_says_why(tmp_path: Path) -> None:
    broken = part(tmp_path, "print('no such port'); raise SystemExit(3)")
    broken.launch()
    with pytest.raises(EscutaError, match="exit code 3") as told:
        broken.wait_ready(60)
    assert "no such port" in str(told.value)


def test_a_part_is_started_once(family: Part) -> None:
    with pytest.raises(EscutaError, match="runs already"):
        family.launch()


def test_a_name_that_there_is_not_is_told() -> None:
    with pytest.raises(EscutaError, match="no such part: gateway-9"):
        Cluster().kill("gateway-9")


def test_ports_differ() -> None:
    assert len(set(free_ports(20))) == 20


def test_nginx_keeps_its_own_variables() -> None:
    told = filled_in("set $a ${GATEWAY_SERVERS} $host;", {"GATEWAY_SERVERS": servers(["127.0.0.1:1"], 5)})
    assert told == "set $a server 127.0.0.1:1 max_fails=1 fail_timeout=5s; $host;"
