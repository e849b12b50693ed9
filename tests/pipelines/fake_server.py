"""A small OpenAI-compatible server that can be made to wait: it orders events without clocks."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeServer:
    """Answers with `reply(path, body)`: a status and JSON. After `held_after` requests it holds the rest."""

    def __init__(self, reply: Callable[[str, bytes], tuple[int, Any]]) -> None:
        self.reply = reply
        self.requests: list[tuple[str, bytes]] = []
        self.held_after: int | None = None
        self.released = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with server._lock:
                    server.requests.append((self.path, body))
                    number = len(server.requests)
                if server.held_after is not None and number > server.held_after:
                    server.released.wait()
                status, answer = server.reply(self.path, body)
                payload = json.dumps(answer).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(payload)))
                    self.end_headers()
                    self.wfile.write(payload)
                except OSError:
                    return  # the client was killed

            def log_message(self, *_: Any) -> None:
                return

        return Handler


@contextmanager
def serving(reply: Callable[[str, bytes], tuple[int, Any]]) -> Iterator[FakeServer]:
    server = FakeServer(reply)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def completion(text: str) -> dict[str, Any]:
    return {"choices": [{"message": {"role": "assistant", "content": text}}]}
