"""Where faults happen: the topology, the language model's server beside it, and a disk that can be full."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx

from insights.errors import EscutaError
from loadtests.cluster.cluster import Cluster, Tell
from loadtests.cluster.part import Part
from loadtests.cluster.servers import HOST, answers_200, free_ports
from loadtests.cluster.services import OURS
from loadtests.cluster.settings import ClusterConfig
from loadtests.faults.model import MODEL
from loadtests.faults.settings import FaultConfig

LLM = "llm"
TENANT_SESSIONS = 30
"""Of one tenant at once; a flood is more."""
_DISK_MIB = 320
_CHUNK = bytes(1 << 20)


class Site:
    """Parts are those of the cluster, and `llm`. `disk` is the folder of the disk that `fill` fills."""

    def __init__(self, cluster: Cluster, llm: Part | None, disk: Path | None, service_s: float) -> None:
        self.cluster = cluster
        self.llm = llm
        self._service_s = service_s
        self._away: set[str] = set()
        self._disk = disk

    @property
    def names(self) -> list[str]:
        return [*self.cluster.parts, *([LLM] if self.llm is not None else [])]

    def part(self, name: str) -> Part:
        if name == LLM and self.llm is not None:
            return self.llm
        return self.cluster.part(name)

    def gateways(self) -> dict[str, str]:
        """Name → address, past NGINX."""
        return {
            name: self.cluster.address(name) for name in self.cluster.parts if name.startswith("gateway-")
        }

    def slow_down(self, times: float) -> None:
        """The fake language model from now on takes so many times as long as it should."""
        assert self.llm is not None
        seconds = times * self._service_s
        httpx.post(f"{self.llm.address}/service", json={"seconds": seconds}, trust_env=False)

    def fill(self) -> None:
        """Not a byte is left."""
        assert self._disk is not None
        with (self._disk / "filler").open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(_CHUNK)
        with (self._disk / "filler").open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(_CHUNK[:1024])

    def free(self) -> None:
        assert self._disk is not None
        (self._disk / "filler").unlink(missing_ok=True)

    def kill(self, name: str) -> None:
        """It stays away until `start`."""
        self._away.add(name)
        self.part(name).kill()

    def start(self, name: str) -> None:
        self.part(name).launch()
        self._away.discard(name)

    def mend(self) -> list[str]:
        """Start what has ended by itself, as a service manager does; their names."""
        ended = [name for name in self.names if name not in self._away and not self.part(name).running]
        for name in ended:
            with suppress(OSError):  # such as a full disk: the next time
                self.part(name).launch()
        return ended

    def wait_ready(self, timeout_s: float = 120.0) -> None:
        """Everything answers, and every gateway gets its share of calls: NGINX gives one that was away
        a single call until that has ended, so it is told to begin anew."""
        for name in self.names:
            self.part(name).wait_ready(timeout_s)
        self.part("nginx").reload()


@contextmanager
def opened(config: FaultConfig, *, small_disk: bool, tell: Tell) -> Iterator[Site]:
    """Raises `EscutaError` where a server is not installed, or a disk cannot be mounted."""
    with ExitStack() as opening:
        folder = Path(tempfile.mkdtemp(prefix="escuta-faults-"))
        opening.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o711)
        disk = opening.enter_context(_disk(folder)) if small_disk else None
        options, llm = f"stream.tenant_sessions={TENANT_SESSIONS} listen.shutdown_wait_s=0", None
        if config.language_model == "fake":
            llm = _llm(folder, config.service_s)
            llm.launch()
            opening.callback(llm.stop, 5.0)
            options += f" llm=endpoints llm.fast=null llm.critical.url={llm.address}/v1"
            options += f" llm.critical.model={MODEL} +llm.critical.logprobs=false"
        cluster = Cluster(
            ClusterConfig(serve_options=options, folder=None if disk is None else str(disk / "cluster")), tell
        )
        site = Site(cluster, llm, disk, config.service_s)
        with cluster:
            try:
                yield site
            finally:
                if disk is not None:
                    site.free()


def _llm(folder: Path, service_s: float) -> Part:
    port = free_ports(1)[0]
    address = f"http://{HOST}:{port}"
    command = [sys.executable, "-m", "loadtests.faults.model", "--port", str(port)]
    return Part(
        LLM,
        [*command, "--service-s", str(service_s)],
        address,
        folder / "llm.log",
        lambda _: answers_200(f"{address}/v1/models"),
        environment=OURS,
        folder=folder,
    )


@contextmanager
def _disk(folder: Path) -> Iterator[Path]:
    """A small one of its own, in memory."""
    place = folder / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_DISK_MIB}m,mode=711", "escuta-faults", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        raise EscutaError(
            "a disk cannot be mounted here", remedy="run this fault as root, where mounting is allowed"
        )
    try:
        yield place
    finally:
        for _ in range(5):
            if subprocess.run(["umount", str(place)], capture_output=True, check=False).returncode == 0:
                break
            os.sync()
