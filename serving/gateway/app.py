"""The gateway as an ASGI application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from insights import __version__
from serving import console
from serving.gateway import endpoint, health, http, media_streams
from serving.gateway.admission import Denied
from serving.gateway.gateway import Gateway
from serving.gateway.parts import Parts, Settings
from serving.gateway.registry import Registry
from serving.observability.vitals import watched
from serving.storage.api import StorageUnavailable

OpenParts = Callable[[], AbstractAsyncContextManager[Parts]]
"""Opens the parts inside the running loop, and closes them."""


def create_app(settings: Settings, parts: Parts | OpenParts) -> FastAPI:
    """The application; `parts` are opened by its lifespan, or given and left to their owner."""
    open_parts = _given(parts) if isinstance(parts, Parts) else parts

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_parts() as opened:
            registry = Registry(opened, settings)
            app.state.gateway = Gateway(opened, settings, registry)
            opened.metrics.watch_queue(opened.queue.size)
            await opened.queue.start(registry.answered)
            registry.start()
            async with watched(opened.metrics.vitals, partial(health.look, app.state.gateway)):
                try:
                    yield
                finally:
                    await registry.drain(0.0)
                    await registry.close()

    app = FastAPI(
        title="Escuta",
        description="Insights for call-centre operators while the call goes on.",
        version=__version__,
        lifespan=lifespan,
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.listen.origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app.add_exception_handler(Denied, http.denied_response)
    app.add_exception_handler(StorageUnavailable, http.unavailable_response)
    for module in (endpoint, media_streams, http, health):
        app.include_router(module.router)
    app.mount("/", console.application())
    return app


def _given(parts: Parts) -> OpenParts:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Parts]:
        yield parts

    return opened
