"""Settings → the parts of a gateway, opened and closed in order."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager

from inference.scrubbing import scrubber_of
from insights.pii.scrubber import Scrubber
from insights.text.glossary import load_glossary
from insights.text.live import LiveCleaner
from serving.asr.api import Asr
from serving.gateway.parts import Cleaner, CleanerFor, Parts, new_id
from serving.models import open_models
from serving.observability.logs import count_dropped
from serving.observability.metrics import Metrics
from serving.observability.traces import Traces, open_traces
from serving.security.origins import Origins
from serving.security.tokens import open_tokens
from serving.settings import ServeSettings, known_tenants
from serving.state.api import SharedState
from serving.storage.comments import CommentCleaner
from serving.storage.store import CleanComment, SqlStore, open_store
from serving.warming import warm
from serving.worker.answering import Answerer
from serving.worker.api import InsightQueue

API_TOKEN = "API_TOKEN"
DATABASE_URL = "DATABASE_URL"
REDIS_URL = "REDIS_URL"


@asynccontextmanager
async def open_parts(settings: ServeSettings) -> AsyncIterator[Parts]:
    """Load models, connect, migrate; what the user can mend is an `EscutaError`. Closes in reverse order."""
    async with AsyncExitStack() as stack:
        gateway = new_id()
        metrics = Metrics(tenants=known_tenants(settings))
        count_dropped(metrics.log_value_dropped)
        traces = open_traces("escuta-gateway")
        stack.callback(traces.close)
        executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="gateway")
        stack.callback(executor.shutdown, wait=False, cancel_futures=True)
        loop = asyncio.get_running_loop()
        scrubber = await loop.run_in_executor(executor, scrubber_of, settings.pii)
        tenants = known_tenants(settings)
        await loop.run_in_executor(executor, warm, scrubber, tenants, settings.gateway.session)
        state = open_state(settings)
        stack.push_async_callback(state.close)
        store = await open_storage(settings, CommentCleaner(scrubber), metrics.rows_refused)
        metrics.watch_storage(lambda: store.buffered_rows, lambda: store.away)
        stack.push_async_callback(store.close)
        tokens = await open_tokens(os.environ.get(API_TOKEN), store)
        recogniser = await open_recogniser(settings, metrics, traces)
        stack.push_async_callback(recogniser.close)
        models = await stack.enter_async_context(
            open_models(
                settings,
                state,
                store,
                process=f"gateway-{gateway}",
                metrics=metrics,
                tracer=traces,
                embedded_here=not settings.worker.celery,
            )
        )
        queue = open_queue(settings, models.answerer, gateway)
        stack.push_async_callback(queue.close)
        yield Parts(
            recogniser=recogniser,
            queue=queue,
            store=store,
            state=state,
            tokens=tokens,
            metrics=metrics,
            traces=traces,
            cleaner_for=cleaners(scrubber),
            executor=executor,
            models=models.llms,
            adapters=models.control.status if models.control is not None else None,
            origins=Origins(settings.listen.origins),
            gateway=gateway,
        )


def cleaners(scrubber: Scrubber) -> CleanerFor:
    """Cleaners that share one scrubber; a tenant without a glossary has the empty one."""

    def cleaner_for(tenant: str, language: str) -> Cleaner:
        return LiveCleaner(language, scrubber, load_glossary(tenant, language))

    return cleaner_for


def open_state(settings: ServeSettings) -> SharedState:
    """In Redis if an address is given, else in memory."""
    url = os.environ.get(REDIS_URL) or settings.state.redis_url
    if url:
        from serving.state.redis import RedisState

        return RedisState(url, settings.state)
    from serving.state.memory import MemoryState

    return MemoryState(settings.state)


async def open_storage(
    settings: ServeSettings,
    clean_comment: CleanComment = lambda comment, language: "",
    refused: Callable[[int], None] = lambda rows: None,
) -> SqlStore:
    """The environment's database, or the configured one. Without `clean_comment` no comment is kept."""
    return await open_store(
        os.environ.get(DATABASE_URL) or settings.storage.url,
        clean_comment=clean_comment,
        buffer_rows=settings.storage.buffer_rows,
        retry_s=settings.storage.retry_s,
        write_timeout_s=settings.storage.write_timeout_s,
        refused=refused,
    )


async def open_recogniser(settings: ServeSettings, metrics: Metrics, traces: Traces) -> Asr:
    """Ready to recognise."""
    if settings.recognition.url:
        from serving.asr.http import HttpAsr

        service = HttpAsr(
            settings.recognition.url,
            connections=settings.recognition.connections,
            context=traces.context,
        )
        await service.start()
        return service
    from serving.asr.embedded import EmbeddedAsr
    from serving.asr.metering import PrometheusMeter

    embedded = EmbeddedAsr(settings.recogniser, PrometheusMeter(metrics.registry), traces=traces)
    await embedded.start()
    return embedded


def open_queue(settings: ServeSettings, answerer: Answerer, gateway: str) -> InsightQueue:
    """Celery where the settings say so, else tasks of this process."""
    if settings.worker.celery:
        from serving.worker.remote import CeleryQueue

        url = os.environ.get(REDIS_URL) or settings.worker.redis_url
        return CeleryQueue(
            url, settings.worker, gateway=gateway, tenant_at_once=settings.answering.tenant_at_once
        )
    from serving.worker.local import LocalQueue

    return LocalQueue(answerer, settings.worker)
