"""The parts that are ours, started as `deploy/` starts them."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import redis
from redis.exceptions import RedisError

from insights.resources import data_dir
from loadtests.cluster.part import Part
from loadtests.cluster.servers import HOST, answers_200
from serving.worker.wire import Names

OURS = {"PYTHONPATH": str(data_dir().parent), "HF_HUB_OFFLINE": "1"}
"""Parts run in a folder of their own, so that nothing of this checkout's outputs is found."""
PING_INTERVAL_S = 3
"""NGINX takes a gateway for hung that is silent for three times as long."""


def gateway(
    name: str, folder: Path, *, port: int, asr_url: str, options: str, environment: Mapping[str, str]
) -> Part:
    """Jobs go to Celery, sound to the recognisers behind NGINX."""
    command = [sys.executable, "-m", "serving", f"listen.host={HOST}", f"listen.port={port}"]
    command += [f"listen.ping_interval_s={PING_INTERVAL_S}", f"recognition.url={asr_url}"]
    address = f"http://{HOST}:{port}"
    return Part(
        name,
        [*command, "storage=postgresql", *shlex.split(options)],
        address,
        folder / "logs" / f"{name}.log",
        lambda _: answers_200(f"{address}/api/v1/health/ready"),
        environment={**OURS, **environment, "INSIGHT_USE_CELERY": "true"},
        folder=folder / "work",
    )


def recogniser(name: str, folder: Path, *, port: int, options: str, environment: Mapping[str, str]) -> Part:
    """One worker: what one GPU has."""
    address = f"http://{HOST}:{port}"
    command = [sys.executable, "-m", "serving.asr", f"host={HOST}", f"port={port}", "scheduler.workers=1"]
    return Part(
        name,
        [*command, *shlex.split(options)],
        address,
        folder / "logs" / f"{name}.log",
        lambda _: answers_200(f"{address}/health"),
        environment={**OURS, **environment},
        folder=folder / "work",
    )


def worker(
    name: str, folder: Path, *, port: int, options: str, redis_url: str, environment: Mapping[str, str]
) -> Part:
    """It takes questions from Redis, and says there that it lives; its address has its metrics alone."""
    client = redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=1)

    def lives(part: Part) -> bool:
        try:
            known = client.zrange(Names("escuta").workers, 0, -1)
        except (RedisError, OSError):
            return False
        return any(str(each).startswith(f"{part.pid}-") for each in known)

    return Part(
        name,
        [sys.executable, "-m", "celery", "-A", "serving.worker.celery_app", "worker"],
        f"http://{HOST}:{port}",
        folder / "logs" / f"{name}.log",
        lives,
        environment={
            **OURS,
            **environment,
            "INSIGHT_USE_CELERY": "true",
            "INSIGHT_WORKER_METRICS_PORT": str(port),
            "SERVE_OPTIONS": f"storage=postgresql {options}",
        },
        folder=folder / "work",
    )
