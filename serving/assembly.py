"""Settings → the parts of a gateway, opened and closed in order."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from insights.pii.scrubber import Scrubber
from insights.resources import data_dir
from insights.text.glossary import load_glossary
from insights.text.live import LiveCleaner
from serving.adapters.fixed import FixedRoutes
from serving.asr.api import Asr
from serving.gateway.parts import Cleaner, CleanerFor, Parts, new_id
from serving.llm.api import Llm
from serving.observability.logs import count_dropped
from serving.observability.metrics import Metrics
from serving.observability.traces import Traces, open_traces
from serving.security.origins import Origins
from serving.security.tokens import open_tokens
from serving.settings import DEMO_ADAPTER, LlmSettings, ServeSettings, known_tenants
from serving.state.api import SharedState
from serving.storage.comments import CommentCleaner
from serving.storage.store import open_store
from serving.worker.answering import Answerer
from serving.worker.api import InsightQueue
from serving.worker.watchers import Observer, Tracer

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
        scrubber = await loop.run_in_executor(executor, _warm_scrubber)
        state = open_state(settings)
        stack.push_async_callback(state.close)
        store = await open_store(
            os.environ.get(DATABASE_URL) or settings.storage.url,
            clean_comment=CommentCleaner(scrubber),
            buffer_rows=settings.storage.buffer_rows,
            retry_s=settings.storage.retry_s,
            write_timeout_s=settings.storage.write_timeout_s,
            refused=metrics.rows_refused,
        )
        metrics.watch_buffer(lambda: store.buffered_rows)
        stack.push_async_callback(store.close)
        tokens = await open_tokens(os.environ.get(API_TOKEN), store)
        recogniser = await open_recogniser(settings, metrics, traces)
        stack.push_async_callback(recogniser.close)
        models, answerer = await open_models(
            settings, state, observer=metrics, tracer=traces, embedded_here=not settings.worker.celery
        )
        for model in models.values():
            stack.push_async_callback(model.close)
        queue = open_queue(settings, answerer, gateway)
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
            models=models,
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

    embedded = EmbeddedAsr(settings.recogniser, PrometheusMeter(metrics.registry))
    await embedded.start()
    return embedded


async def open_models(
    settings: ServeSettings,
    state: SharedState,
    *,
    observer: Observer | None = None,
    tracer: Tracer | None = None,
    embedded_here: bool = True,
) -> tuple[dict[str, Llm], Answerer]:
    """The models by name, and who asks them. A gateway whose jobs go to Celery leaves the embedded model to
    the workers."""
    llm = with_found_adapter(settings.llm)
    adapters = llm.adapters
    models: dict[str, Llm] = {}
    embedded: Llm | None = None
    if llm.embedded is not None and embedded_here:
        from serving.llm.embedded import open_embedded

        logging.getLogger("transformers").setLevel(logging.ERROR)
        opened = await asyncio.to_thread(open_embedded, llm.embedded)
        adapters = adapters.renamed(opened.adapters)
        embedded = models[opened.name] = opened
    rungs: dict[str, Llm | None] = {"critical": embedded, "fast": embedded}
    for rung, server in (("critical", llm.critical), ("fast", llm.fast)):
        if server is not None:
            from serving.llm.openai import OpenAiLlm

            rungs[rung] = models[server.name] = OpenAiLlm(server)
    answerer = Answerer(
        critical=rungs["critical"],
        fast=rungs["fast"],
        state=state,
        routes=FixedRoutes(adapters),
        settings=settings.answering,
        observer=observer,
        tracer=tracer,
    )
    return models, answerer


def with_found_adapter(llm: LlmSettings) -> LlmSettings:
    """Where no adapter is named: the one that `make demo` trained if it is there, else the one that ships.

    The shipped one is for the shipped base alone.
    """
    embedded = llm.embedded
    if embedded is None or embedded.adapters:
        return llm
    places = {"demo": DEMO_ADAPTER}
    if embedded.base is None:
        places["shipped"] = data_dir() / "models" / "adapter"
    for name, folder in places.items():
        if (folder / "adapter_config.json").is_file():
            return replace(
                llm,
                embedded=replace(embedded, adapters={name: str(folder)}),
                adapters=replace(llm.adapters, default=llm.adapters.default or name),
            )
    return llm


def open_queue(settings: ServeSettings, answerer: Answerer, gateway: str) -> InsightQueue:
    """Celery where the settings say so, else tasks of this process."""
    if settings.worker.celery:
        from serving.worker.remote import CeleryQueue

        url = os.environ.get(REDIS_URL) or settings.worker.redis_url
        return CeleryQueue(url, settings.worker, gateway=gateway)
    from serving.worker.local import LocalQueue

    return LocalQueue(answerer, settings.worker)


def _warm_scrubber() -> Scrubber:
    """Loading takes a second or two: better now than in the first call."""
    scrubber = Scrubber()
    for language in ("pt", "es"):
        scrubber.scrub_texts(["olá hola"], language)
    return scrubber
