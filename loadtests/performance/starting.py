"""Until a server that was just started listens."""

import time

import psutil

from insights.errors import EscutaError


def wait_listening(
    name: str,
    port: int,
    process: psutil.Popen | psutil.Process,
    *,
    most_s: float = 60.0,
    remedy: str | None = None,
) -> None:
    """Until the process or a child of it listens at the port; looked up, not tried, since some servers take
    a trial for a call. Raises `EscutaError` where it ends, or does not listen in time."""
    until_s = time.monotonic() + most_s
    while time.monotonic() < until_s and process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        family = [process, *process.children(recursive=True)]
        if any(each.laddr.port == port for one in family for each in one.net_connections()):
            return
        time.sleep(0.1)
    raise EscutaError(f"{name} did not start", remedy=remedy)
