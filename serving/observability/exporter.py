"""`/metrics` of a process that serves nothing else, from a thread of its own (Celery workers).

A worker's jobs run in threads of one process, so one registry holds all that it counts.
"""

import hmac
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer

from insights.errors import EscutaError
from serving.security.loopback import is_loopback

Answer = Callable[..., Iterable[bytes]]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests are no log lines."""


@contextmanager
def exported(registry: CollectorRegistry, host: str, port: int, token: str | None) -> Iterator[int]:
    """Gives the port; 0 takes any free one. With a token only its bearer reads; beyond this machine there
    must be one, since metrics name tenants. What cannot be is an `EscutaError`."""
    if not token and not is_loopback(host):
        raise EscutaError(
            "without a token only this machine reads metrics",
            field="worker.metrics_host",
            remedy="set METRICS_TOKEN in the environment, or worker.metrics_host=127.0.0.1",
        )
    try:
        server = make_server(
            host, port, _guarded(make_wsgi_app(registry), token), ThreadingWSGIServer, _Quiet
        )
    except OSError as error:
        raise EscutaError(
            f"metrics cannot be served on {host}:{port}: {error.strerror}",
            field="worker.metrics_port",
            remedy="another port for each worker of a machine, or 0 for any that is free",
        ) from None
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _guarded(page: Answer, token: str | None) -> Answer:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("HTTP_AUTHORIZATION", "")
        if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            start_response("401 Unauthorized", [("WWW-Authenticate", "Bearer")])
            return [b""]
        return page(environ, start_response)

    return answer
