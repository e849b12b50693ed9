"""Celery workers for insights:

    celery -A serving.worker.celery_app worker

They read the same configuration as `python -m serving` (conf/serve.yaml and its environment variables);
further options, such as `llm=endpoints llm.fast.url=http://HOST:PORT/v1`, come in SERVE_OPTIONS. Each
process holds the models once and answers INSIGHT_WORKER_CONCURRENCY jobs at a time in threads. With
INSIGHT_WORKER_METRICS_PORT it serves /metrics there.
"""

import os

# Before numpy and torch size their pools: calls run side by side, and pools of several threads for each small
# product would only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import secrets
import shlex
from contextlib import AsyncExitStack
from functools import cache
from typing import TYPE_CHECKING, Any

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_shutdown
from pydantic import ValidationError

from insights.jobs import InsightJob
from serving.observability.logs import configure_logs, logger
from serving.worker.wire import TASK, configuration

if TYPE_CHECKING:
    from serving.settings import ServeSettings
    from serving.worker.service import WorkerService

OPTIONS = "SERVE_OPTIONS"
REDIS_URL = "REDIS_URL"
METRICS_TOKEN = "METRICS_TOKEN"

_LOG = logger(__name__)


@cache
def serve_settings() -> "ServeSettings":
    """What `python -m serving` would run with. A fault is an `EscutaError`."""
    from commandline.command import load
    from serving.settings import ServeSettings

    return load("serve", ServeSettings, shlex.split(os.environ.get(OPTIONS, "")))


def redis_url() -> str:
    """The environment's goes first: it may hold a password."""
    return os.environ.get(REDIS_URL) or serve_settings().worker.redis_url


def _outlive_outages() -> None:
    """Of a Redis that goes while a question is being answered.

    Closing the connection, kombu 5.7 gives unacknowledged messages back over a connection that it has closed
    already: an `AttributeError`, which would end the worker. As an error of the channel it is passed over.
    """
    from kombu.transport.redis import Transport

    Transport.channel_errors = (*Transport.channel_errors, AttributeError)


def _configuration() -> dict[str, Any]:
    worker = serve_settings().worker
    return configuration(redis_url(), worker.prefix, worker.concurrency)


@cache
def service() -> "WorkerService":
    """This process's models, loaded when the worker starts."""
    from serving.assembly import open_state, open_storage
    from serving.models import open_models
    from serving.observability.exporter import exported
    from serving.observability.logs import count_dropped
    from serving.observability.metrics import Metrics
    from serving.observability.traces import open_traces
    from serving.observability.vitals import watched
    from serving.settings import known_tenants
    from serving.worker.answering import Answerer
    from serving.worker.service import WorkerService

    settings = serve_settings()
    metrics = Metrics(tenants=known_tenants(settings))
    count_dropped(metrics.log_value_dropped)

    async def open_answerer() -> tuple[Answerer, Any]:
        async with AsyncExitStack() as opening:
            traces = open_traces("escuta-worker")
            opening.callback(traces.close)
            state = open_state(settings)
            opening.push_async_callback(state.close)
            store = await open_storage(settings, refused=metrics.rows_refused)
            metrics.watch_storage(lambda: store.buffered_rows, lambda: store.away)
            opening.push_async_callback(store.close)
            process = f"worker-{os.getpid()}-{secrets.token_hex(4)}"
            models = await opening.enter_async_context(
                open_models(settings, state, store, process=process, metrics=metrics, tracer=traces)
            )

            async def look() -> None:
                metrics.breakers(await state.breaker_states())

            await opening.enter_async_context(watched(metrics.vitals, look))
            if settings.worker.metrics_port is not None:
                port = opening.enter_context(
                    exported(
                        metrics.registry,
                        settings.worker.metrics_host,
                        settings.worker.metrics_port,
                        os.environ.get(METRICS_TOKEN),
                    )
                )
                _LOG.info("metrics_served", port=port)
            opened = opening.pop_all()
        return models.answerer, opened.aclose

    return WorkerService(redis_url(), settings.worker.prefix, open_answerer)


app = Celery("escuta")
app.add_defaults(_configuration)  # asked for when Celery first needs it, not at import


@app.task(name=TASK)  # type: ignore[untyped-decorator]
def answer(job_json: str) -> None:
    """Answer one job; the result goes to its gateway."""
    try:
        job = InsightJob.model_validate_json(job_json)
    except ValidationError:  # such as a later version: its gateway will give it up
        _LOG.error("job_unreadable")
        return
    service().answer(job)


@setup_logging.connect  # type: ignore[untyped-decorator]
def _logs(**_: Any) -> None:
    """Celery sets up none of its own where somebody listens here; ours are there since `_begin`, which it
    calls before."""


@worker_init.connect  # type: ignore[untyped-decorator]
def _begin(**_: Any) -> None:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    configure_logs(level=serve_settings().logs.level)
    _outlive_outages()
    service().start()


@worker_shutdown.connect  # type: ignore[untyped-decorator]
def _end(**_: Any) -> None:
    service().close()
