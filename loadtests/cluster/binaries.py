"""Where the servers of others are installed. What is missing is named, with the command that brings it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from insights.errors import EscutaError

# Debian keeps these off an ordinary user's PATH.
_SYSTEM = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin")


@dataclass(frozen=True)
class Binaries:
    """Of the servers in front and behind."""

    nginx: Path
    redis: Path
    postgresql: Path
    """The folder with `initdb`, `createdb` and `postgres`."""


def find_binaries() -> Binaries:
    """Raises `EscutaError`, with everything that is missing."""
    nginx, redis, postgresql = find_program("nginx"), find_program("redis-server"), _postgresql()
    if nginx and redis and postgresql:
        return Binaries(nginx, redis, postgresql)
    found = {"nginx": nginx, "redis-server": redis, "postgresql": postgresql}
    missing = " ".join(name for name, path in found.items() if path is None)
    raise EscutaError(f"not installed: {missing}", remedy=f"apt-get install {missing}")


def find_program(name: str) -> Path | None:
    """None where it is not installed."""
    found = shutil.which(name) or shutil.which(name, path=":".join(_SYSTEM))
    return Path(found) if found else None


def _postgresql() -> Path | None:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "createdb").exists()), None)
