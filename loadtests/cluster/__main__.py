"""The production topology on this machine: real NGINX in front of two gateways and two ASR services, an
insight worker, real PostgreSQL and Redis, each a process of its own on a free port of 127.0.0.1.

    make cluster-local
    python -m loadtests.cluster port=8080 gateways=3
    SERVE_OPTIONS='llm=rules trigger=plan' python -m loadtests.cluster folder=/tmp/my-cluster

NGINX and Redis run with the configuration that deploy/ ships. Passwords and tokens are made for the run and
shown. Any part may be killed to see what happens: `kill -9 PID`, PIDs are in the table. Ctrl-C, or SIGTERM,
ends open calls, stops all parts and removes databases and logs, unless `folder` names a place for them.

Needs the Debian packages nginx, postgresql and redis-server; what of them runs already is left alone.
"""

import signal
import sys
import time
from types import FrameType

from commandline.command import command
from insights.resources import data_dir
from loadtests.cluster.cluster import Cluster
from loadtests.cluster.settings import ClusterConfig

_LOOK_S = 0.5


@command("cluster", ClusterConfig)
def main(config: ClusterConfig) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    began_s = time.monotonic()
    cluster = Cluster(config, lambda part: print(f"  {part:<12} ready", file=sys.stderr, flush=True))
    try:
        with cluster:
            print(table(cluster), flush=True)
            print(f"\nUp after {time.monotonic() - began_s:.0f} s.\n{invitation(cluster)}", flush=True)
            _watch(cluster)
    except KeyboardInterrupt:
        left = "" if config.folder is None else f"; databases and logs are in {config.folder}"
        print(f"\nEverything is stopped{left}.", file=sys.stderr)


def table(cluster: Cluster) -> str:
    """Part, address, process, log."""
    rows = [("part", "address", "pid", "log")]
    rows += [
        (name, part.address, str(part.pid or "–"), str(part.log)) for name, part in cluster.parts.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(f"{c:<{w}}" for c, w in zip(row, widths, strict=False)), row[3]]) for row in rows
    )


def invitation(cluster: Cluster) -> str:
    """What to try."""
    call = sorted((data_dir() / "demo" / "audio").glob("*.flac"))[0]
    url, token = cluster.ws_url, cluster.token
    return "\n".join(
        [
            f"  a page       {cluster.url}/   (token {token})",
            f"  a call       API_TOKEN={token} python -m serving.client {call} --tenant telecom"
            f" --conversation c-1 --url {url}",
            f"  a load test  API_TOKEN={token} HOST={url} SESSIONS=20 python -m loadtests",
            f"  metrics      curl -H 'Authorization: Bearer {cluster.metrics_token}'"
            f" {cluster.address('gateway-1')}/metrics",
            f"  the rows     psql {cluster.database_url}",
            "Ctrl-C stops everything.",
        ]
    )


def _watch(cluster: Cluster) -> None:
    """Tell what ends by itself, until a signal."""
    ended: set[str] = set()
    while True:
        time.sleep(_LOOK_S)
        for name, part in cluster.parts.items():
            if not part.running and name not in ended:
                ended.add(name)
                print(f"{name} has ended with exit code {part.exit_code}; its log: {part.log}", flush=True)


def _interrupted(number: int, frame: FrameType | None) -> None:
    """Once: a second Ctrl-C must not leave half of it behind."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
