"""uvicorn, with an end that calls survive: no new sessions, those open are finished, then it goes."""

import asyncio
import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from serving.gateway.gateway import Gateway
from serving.gateway.settings import ListenSettings
from serving.gateway.short_way import websocket_protocol

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def _worth_a_line(record: logging.LogRecord) -> bool:
    """uvicorn takes a WebSocket refused with an HTTP answer for an application that forgot to answer."""
    return record.getMessage() != "ASGI callable returned without completing handshake."


class GracefulServer(uvicorn.Server):
    """Stock uvicorn closes WebSockets before the application hears of it; here the calls are drained first.

    A second SIGINT skips the wait. Signals end here: the caller goes on and closes what it has opened, where
    stock uvicorn raises them again and dies of them.
    """

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        gateway = getattr(self.config.app.state, "gateway", None)  # type: ignore[union-attr]
        if isinstance(gateway, Gateway) and not self.force_exit:
            draining = asyncio.create_task(
                gateway.registry.drain(gateway.settings.listen.shutdown_wait_s), name="drain"
            )
            while not draining.done() and not self.force_exit:
                await asyncio.wait({draining}, timeout=0.1)
            draining.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await draining
        await super().shutdown(sockets)


def server(app: FastAPI, listen: ListenSettings) -> GracefulServer:
    """One process. The application refuses large messages with an error; the bound here is a backstop."""
    logging.getLogger("uvicorn.error").addFilter(_worth_a_line)
    return GracefulServer(
        uvicorn.Config(
            app,
            host=listen.host,
            port=listen.port,
            loop="uvloop",
            http="h11",  # unlike httptools it bounds the head of a request
            ws=websocket_protocol(),
            ws_max_size=4 * listen.max_message_bytes,
            ws_ping_interval=listen.ping_interval_s,
            ws_ping_timeout=listen.ping_timeout_s,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=5,
            access_log=False,
            log_config=None,
            server_header=False,
        )
    )
