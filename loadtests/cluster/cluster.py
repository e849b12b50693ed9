"""The whole topology: everything started and stopped in order, each part to be disturbed by name."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from insights.errors import EscutaError
from loadtests.cluster import servers, services
from loadtests.cluster.binaries import Binaries, find_binaries
from loadtests.cluster.part import Part
from loadtests.cluster.settings import ClusterConfig

Tell = Callable[[str], None]


class Cluster:
    """A context manager. Parts: `nginx`, `gateway-1` …, `asr-1` …, `worker-1` …, `postgresql`, `redis`.

    `start` and `restart` return when the part is ready. A part that was killed stays away until it is
    started; its address stays the same. Raises `EscutaError` where a server is not installed or a part does
    not start.

        with Cluster(ClusterConfig()) as cluster:
            cluster.kill("gateway-1")
            cluster.start("gateway-1")
    """

    def __init__(self, config: ClusterConfig | None = None, tell: Tell = lambda text: None) -> None:
        self.config = config or ClusterConfig()
        self._tell = tell
        self.parts: dict[str, Part] = {}
        self.token = secrets.token_urlsafe(24)
        """Of every tenant."""
        self.metrics_token = secrets.token_urlsafe(24)
        self.asr_token = secrets.token_urlsafe(24)
        self.asr_url = ""
        """Of the recognisers behind NGINX, as gateways have it."""
        self._closed = True

    # --- life ---------------------------------------------------------------------------------------------

    def __enter__(self) -> "Cluster":
        try:
            self.open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Make the folder, then start everything; what needs nothing of others starts at once."""
        binaries = find_binaries()
        self._closed = False
        self.folder = self._make_folder()
        self._lay_out(binaries)
        self._launch(["postgresql", "redis", *self._named("asr")])
        self._await(["postgresql", "redis"])
        self._database.create_database()
        self._migrate()
        self._launch(["nginx", *self._named("worker")])
        self._await(["nginx", *self._named("asr")])
        self._launch(self._named("gateway"))
        self._await([*self._named("gateway"), *self._named("worker")])

    def close(self) -> None:
        """Calls first, what they rest on last; nothing is left. A second call does nothing."""
        if self._closed:
            return
        order = [*self._named("gateway"), *self._named("worker"), *self._named("asr")]
        for group in (order, ["nginx"], ["redis", "postgresql"]):
            self._stop_together([name for name in group if name in self.parts])
        self._closed = True
        if self.config.folder is None:
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- one part -----------------------------------------------------------------------------------------

    def start(self, name: str, timeout_s: float | None = None) -> None:
        """Start a part that is away, and wait until it is ready."""
        self.part(name).launch()
        self.wait_ready(name, timeout_s)

    def stop(self, name: str) -> int:
        """As a service manager does: SIGTERM, and SIGKILL after `stop_timeout_s`; the exit code."""
        return self.part(name).stop(self.config.stop_timeout_s)

    def restart(self, name: str) -> None:
        """`stop`, then `start`."""
        self.stop(name)
        self.start(name)

    def kill(self, name: str) -> None:
        """SIGKILL, children too."""
        self.part(name).kill()

    def pause(self, name: str) -> None:
        """SIGSTOP: it hangs, its connections stay."""
        self.part(name).pause()

    def resume(self, name: str) -> None:
        """SIGCONT."""
        self.part(name).resume()

    def ready(self, name: str) -> bool:
        """Would it take work now?"""
        part = self.part(name)
        return part.running and part.ready(part)

    def wait_ready(self, name: str, timeout_s: float | None = None) -> None:
        """Raises `EscutaError` with the end of its log."""
        self.part(name).wait_ready(timeout_s or self.config.start_timeout_s)

    def running(self, name: str) -> bool:
        return self.part(name).running

    def pid(self, name: str) -> int | None:
        """None while it does not run."""
        return self.part(name).pid

    def address(self, name: str) -> str:
        """Its own, past NGINX."""
        return self.part(name).address

    def logs(self, name: str) -> Path:
        """The file with all it has said, over every run."""
        return self.part(name).log

    def part(self, name: str) -> Part:
        """Raises `EscutaError` for a name that there is not."""
        if name not in self.parts:
            raise EscutaError(f"no such part: {name}", remedy=f"one of {', '.join(self.parts)}")
        return self.parts[name]

    # --- the whole ----------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """NGINX's, for clients; `ws_url` for calls."""
        return self.parts["nginx"].address

    @property
    def ws_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    @property
    def database_url(self) -> str:
        return self._secret_url("postgresql", f"escuta:{self._database_password}")

    @property
    def redis_url(self) -> str:
        return self._secret_url("redis", f":{self._redis_password}")

    # --- within -------------------------------------------------------------------------------------------

    def _make_folder(self) -> Path:
        given = None if self.config.folder is None else Path(self.config.folder)
        if given is not None and (given / "postgresql" / "data").exists():
            raise EscutaError("has a cluster's databases", file=given, field="folder", remedy="an empty one")
        folder = Path(tempfile.mkdtemp(prefix="escuta-cluster-")) if given is None else given.resolve()
        for each in (folder, folder / "logs", folder / "work"):
            each.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # PostgreSQL and NGINX's workers are other users where root runs this
        return folder

    def _lay_out(self, binaries: Binaries) -> None:
        config, folder = self.config, self.folder
        ports = iter(servers.free_ports(config.ports))
        self._database_password, self._redis_password = (secrets.token_urlsafe(18) for _ in range(2))
        self._database = servers.Postgresql(
            binaries, folder, port=next(ports), password=self._database_password
        )
        parts = [
            self._database.part,
            servers.redis_server(binaries, folder, port=next(ports), password=self._redis_password),
        ]
        self.parts = {part.name: part for part in parts}
        environment = {
            "API_TOKEN": self.token,
            "METRICS_TOKEN": self.metrics_token,
            "ASR_TOKEN": self.asr_token,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
        }
        self._environment = environment
        asr_port, asr_ports = next(ports), [next(ports) for _ in range(config.recognisers)]
        gateway_ports = [next(ports) for _ in range(config.gateways)]
        self.asr_url = f"http://{servers.HOST}:{asr_port}"
        for number, port in enumerate(asr_ports, 1):
            self._add(
                services.recogniser(
                    f"asr-{number}", folder, port=port, options=config.asr_options, environment=environment
                )
            )
        for number in range(1, config.workers + 1):
            self._add(
                services.worker(
                    f"worker-{number}",
                    folder,
                    port=next(ports),
                    options=config.serve_options,
                    redis_url=self.redis_url,
                    environment=environment,
                )
            )
        for number, port in enumerate(gateway_ports, 1):
            self._add(
                services.gateway(
                    f"gateway-{number}",
                    folder,
                    port=port,
                    asr_url=self.asr_url,
                    options=config.serve_options,
                    environment=environment,
                )
            )
        self._add(
            servers.nginx(
                binaries,
                folder,
                port=config.port or servers.free_ports(1)[0],
                asr_port=asr_port,
                gateways=[f"{servers.HOST}:{port}" for port in gateway_ports],
                asr=[f"{servers.HOST}:{port}" for port in asr_ports],
            )
        )

    def _add(self, part: Part) -> None:
        self.parts[part.name] = part

    def _named(self, kind: str) -> list[str]:
        return [name for name in self.parts if name.startswith(f"{kind}-")]

    def _launch(self, names: Sequence[str]) -> None:
        for name in names:
            self.parts[name].launch()

    def _await(self, names: Sequence[str]) -> None:
        for name in names:
            self.wait_ready(name)
            self._tell(name)

    def _migrate(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "serving.admin", "migrate"],
            env=os.environ | services.OURS | self._environment,
            cwd=self.folder / "work",
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise EscutaError(f"migrate: {done.stderr.strip()}")

    def _stop_together(self, names: Sequence[str]) -> None:
        """All are asked before any is waited for."""
        for name in names:
            self.parts[name].ask_to_stop()
        for name in names:
            self.parts[name].wait_ended(self.config.stop_timeout_s)

    def _secret_url(self, name: str, credentials: str) -> str:
        address = urlsplit(self.parts[name].address)
        return address._replace(netloc=f"{credentials}@{address.netloc}").geturl()
