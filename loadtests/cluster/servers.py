"""The parts that others make: NGINX, PostgreSQL, Redis, with the configuration that `deploy/` ships."""

import os
import pwd
import re
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx
import redis
from redis.exceptions import RedisError

from insights.errors import EscutaError
from loadtests.cluster.binaries import Binaries
from loadtests.cluster.part import Part, User

HOST = "127.0.0.1"
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
DATABASE = "escuta"
_NAMES = re.compile(r"\$\{([A-Z_]+)\}")


def filled_in(template: str, values: Mapping[str, str]) -> str:
    """`${NAME}` in capitals becomes its value, as the official NGINX image does it; NGINX's own variables
    stay. A name without a value is an `EscutaError`."""
    missing = sorted(set(_NAMES.findall(template)) - set(values))
    if missing:
        raise EscutaError(f"without a value: {', '.join(missing)}", file="nginx.conf.template")
    return _NAMES.sub(lambda found: values[found[1]], template)


def servers(addresses: Sequence[str], fail_timeout_s: int) -> str:
    """Lines of an `upstream` block."""
    return " ".join(f"server {each} max_fails=1 fail_timeout={fail_timeout_s}s;" for each in addresses)


def nginx(
    binaries: Binaries, folder: Path, *, port: int, asr_port: int, gateways: Sequence[str], asr: Sequence[str]
) -> Part:
    """In front of everything; both of its ports are on this machine alone."""
    home = folder / "nginx"
    home.mkdir(exist_ok=True)
    configuration = home / "nginx.conf"
    configuration.write_text(
        filled_in(
            (DEPLOY / "nginx" / "nginx.conf.template").read_text(encoding="utf-8"),
            {
                "NGINX_LISTEN": f"listen {HOST}:{port};",
                "NGINX_ASR_LISTEN": f"{HOST}:{asr_port}",
                "NGINX_FOLDER": str(home),
                "NGINX_RESOLVER": "",
                "GATEWAY_SERVERS": servers(gateways, 10),
                "ASR_SERVERS": servers(asr, 5),
            },
        ),
        encoding="utf-8",
    )
    command = [str(binaries.nginx), "-e", "stderr", "-c", str(configuration), "-g", "daemon off;"]
    return Part(
        "nginx",
        command,
        f"http://{HOST}:{port}",
        folder / "logs" / "nginx.log",
        lambda part: _listens(port) and _listens(asr_port),
        folder=home,
    )


def redis_server(binaries: Binaries, folder: Path, *, port: int, password: str) -> Part:
    """The password is in a file and not on the command line, which every user of the machine can read."""
    home = folder / "redis"
    home.mkdir(exist_ok=True)
    configuration = home / "redis.conf"
    configuration.touch(mode=0o600)
    lines = [f"include {DEPLOY / 'redis' / 'redis.conf'}", f"bind {HOST}", f"port {port}"]
    lines += [f"requirepass {password}", f"dir {home}", "daemonize no"]
    configuration.write_text("\n".join(lines) + "\n")
    client = redis.Redis(host=HOST, port=port, password=password, socket_timeout=1, socket_connect_timeout=1)

    def answers(_: Part) -> bool:
        try:
            return bool(client.ping())
        except (RedisError, OSError):
            return False

    command = [str(binaries.redis), str(configuration)]
    return Part(
        "redis", command, f"redis://{HOST}:{port}/0", folder / "logs" / "redis.log", answers, folder=home
    )


class Postgresql:
    """A PostgreSQL of its own, with a password. It refuses to run as root: then `postgres` runs it."""

    def __init__(self, binaries: Binaries, folder: Path, *, port: int, password: str) -> None:
        self._binaries = binaries.postgresql
        self._port = port
        self._environment = {"PGPASSWORD": password, "PGCONNECT_TIMEOUT": "2"}
        self._home = folder / "postgresql"
        self._home.mkdir(exist_ok=True)
        self._user = User()
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self._home, account.pw_uid, account.pw_gid)
            self._user = User(account.pw_uid, account.pw_gid)
        self._initialise(password)
        options = {
            "listen_addresses": HOST,
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "log_statement": "none",
        }
        command = [str(self._binaries / "postgres"), "-D", str(self._data)]
        command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self.part = Part(
            "postgresql",
            command,
            f"postgresql://{HOST}:{port}/{DATABASE}",
            folder / "logs" / "postgresql.log",
            lambda _: self._run("pg_isready", "-q", "-h", HOST, "-p", str(port)).returncode == 0,
            environment=self._environment,
            folder=self._home,
            user=self._user,
            # Fast: connections are broken off, everything acknowledged is on disk.
            stop_signal=signal.SIGINT,
            prepare=self._forget_pid,
        )

    def create_database(self) -> None:
        """Empty; the server must run."""
        done = self._run("createdb", "-h", HOST, "-p", str(self._port), "-U", "escuta", DATABASE)
        if done.returncode:
            raise EscutaError(f"createdb: {done.stderr.decode(errors='replace').strip()}")

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _initialise(self, password: str) -> None:
        secret = self._home / "password"
        secret.write_text(password)
        secret.chmod(0o600)
        if self._user.user is not None:
            os.chown(secret, self._user.user, self._user.group or 0)
        options = ["-U", "escuta", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]
        done = self._run("initdb", "-D", str(self._data), *options, f"--pwfile={secret}")
        secret.unlink()
        if done.returncode:
            raise EscutaError(f"initdb: {done.stderr.decode(errors='replace').strip()}")

    def _forget_pid(self) -> None:
        """After a kill the file is left behind, and its number may be another process's by now."""
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [str(self._binaries / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self._home,
            env=os.environ | self._environment,
            check=False,
            user=self._user.user,
            group=self._user.group,
            extra_groups=self._user.extra_groups,
        )


def free_ports(count: int) -> list[int]:
    """All different: they are held until all are found."""
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def answers_200(url: str) -> bool:
    """Does a GET succeed?"""
    try:
        return httpx.get(url, timeout=3.0, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
