"""A test server, not for use: the OpenAI chat protocol in front of the embedded engine, over real HTTP.

Server-sent events, log-probabilities and `json_schema` as a real server has them. A connection that is
closed gives its question up. `script` makes it misbehave.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

from inference.engine import Engine, UnknownAdapter
from inference.engine import Request as Question
from insights.records import Message

BASE = "base-model"


class ChatTestServer:
    """Runs in the event loop of the test. `given_up` counts questions whose client went away."""

    def __init__(self, engine: Engine, adapters: dict[str, str]) -> None:
        self._engine = engine
        self._adapters = adapters
        self.script: list[str] = []  # what to do with the next questions: a status, `break`, `hang`, `junk`
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.given_up = 0
        self.connections: set[Any] = set()
        app = FastAPI()
        app.get("/v1/models")(self._models)
        app.post("/v1/chat/completions")(self._chat)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)

    async def __aenter__(self) -> "ChatTestServer":
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started:
            await asyncio.sleep(0.005)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._task

    async def _models(self) -> dict[str, Any]:
        names = [BASE, *self._adapters]
        return {"object": "list", "data": [{"id": name, "object": "model"} for name in names]}

    async def _chat(self, request: Request) -> Any:
        body = await request.json()
        self.bodies.append(body)
        self.keys.append(request.headers.get("authorization"))
        self.connections.add(request.client)
        deed = self.script.pop(0) if self.script else ""
        if deed.isdigit():
            return JSONResponse({"error": {"message": "as told"}}, int(deed))
        if body["model"] != BASE and body["model"] not in self._adapters:
            return JSONResponse({"error": {"message": "no such model", "code": 404}}, 404)
        return StreamingResponse(self._stream(body, deed), media_type="text/event-stream")

    async def _stream(self, body: dict[str, Any], deed: str) -> AsyncIterator[str]:
        if deed == "junk":
            yield "data: [1, 2\n\n"
            return
        loop = asyncio.get_running_loop()
        tokens: asyncio.Queue[tuple[bytes, float] | None] = asyncio.Queue()
        try:
            future = self._engine.ask(
                Question(
                    messages=tuple(Message.model_validate(message) for message in body["messages"]),
                    schema=json.dumps(body["response_format"]["json_schema"]["schema"]),
                    adapter=self._adapters.get(body["model"]),
                    max_new_tokens=body["max_tokens"],
                    temperature=body["temperature"],
                    seed=body["seed"],
                    on_token=lambda piece, logprob: loop.call_soon_threadsafe(
                        tokens.put_nowait, (piece, logprob)
                    ),
                )
            )
        except UnknownAdapter:
            return
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(tokens.put_nowait, None))
        try:
            if deed == "hang":
                await asyncio.Event().wait()
            async for chunk in _chunks(tokens):
                yield chunk
                if deed == "break":
                    return
            reply = future.result()
            usage = {"prompt_tokens": reply.prompt_tokens, "completion_tokens": len(reply.logprobs)}
            yield _event({"choices": [], "usage": usage})
            yield "data: [DONE]\n\n"
        finally:
            if future.cancel():
                self.given_up += 1


async def _chunks(tokens: "asyncio.Queue[tuple[bytes, float] | None]") -> AsyncIterator[str]:
    """Content goes out when its last byte is there, as servers do with tokens that are half a character."""
    held: list[tuple[bytes, float]] = []
    while (token := await tokens.get()) is not None:
        held.append(token)
        try:
            text = b"".join(piece for piece, _ in held).decode()
        except UnicodeDecodeError:
            continue
        content = [{"token": "", "bytes": list(piece), "logprob": logprob} for piece, logprob in held]
        held = []
        yield _event(
            {"choices": [{"index": 0, "delta": {"content": text}, "logprobs": {"content": content}}]}
        )


def _event(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps({'object': 'chat.completion.chunk', **chunk})}\n\n"
