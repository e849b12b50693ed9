"""An OpenAI-compatible server as a language model of the live path.

Replies are streamed, so that giving up closes the connection and the server stops writing.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx

from insights.confidence import message_logprobs
from insights.grammar import reply_pattern
from insights.reply import reply_schema
from serving.llm.api import Answer, LlmError, LlmFault, Question
from serving.llm.chunks import Chunk
from serving.llm.settings import OpenAiSettings

KEY_VARIABLE = "LLM_API_KEY"

_SECOND_TEMPERATURE = 0.7
_MAX_REPLY_CHARS = 20_000


class OpenAiLlm:
    """Streams a chat completion held to the reply's form; pooled connections."""

    def __init__(self, settings: OpenAiSettings, url: str | None = None) -> None:
        """`url` is one of the settings' addresses, if there are several."""
        self._settings = settings
        url = url or settings.addresses[0]
        self._name = settings.name
        if len(settings.addresses) > 1 or settings.hosted is not None:
            self._name += "@" + urlsplit(url).netloc.rpartition("@")[2]
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/") + "/",
            timeout=httpx.Timeout(None, connect=settings.connect_timeout_s, pool=settings.connect_timeout_s),
            limits=httpx.Limits(
                max_connections=settings.connections, max_keepalive_connections=settings.connections
            ),
        )

    @property
    def name(self) -> str:
        """The rung's; `RUNG@HOST:PORT` of a replica."""
        return self._name

    async def answer(self, question: Question) -> Answer:
        """Raises `LlmError`. The adapter's name is sent as the model's, as vLLM takes it."""
        begun_s = time.monotonic()
        reply = StreamedReply()
        try:
            async with asyncio.timeout(question.timeout_s):
                request = self._client.build_request(
                    "POST", "chat/completions", json=self._body(question), headers=_headers()
                )
                response = await self._client.send(request, stream=True)
                try:
                    if response.status_code != httpx.codes.OK:
                        raise LlmError(_fault(response.status_code, question), f"HTTP {response.status_code}")
                    await reply.read(response, begun_s)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout):
            raise LlmError(LlmFault.TIMEOUT) from None
        except httpx.PoolTimeout:
            raise LlmError(LlmFault.OVERLOADED, "no free connection") from None
        except httpx.HTTPError as error:
            raise LlmError(LlmFault.UNAVAILABLE, type(error).__name__) from None
        return Answer(
            text="".join(reply.texts),
            message_logprobs=message_logprobs(reply.pieces, reply.logprobs) if reply.logprobs else (),
            model=self._settings.model,
            adapter=question.adapter,
            prompt_tokens=reply.prompt_tokens,
            reply_tokens=reply.reply_tokens,
            first_token_s=reply.first_token_s,
            total_s=time.monotonic() - begun_s,
        )

    async def send(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, timeout_s: float
    ) -> httpx.Response:
        """Another request to the server, below its base URL. Raises `httpx.HTTPError`."""
        return await self._client.request(method, path, json=body, headers=_headers(), timeout=timeout_s)

    async def healthy(self) -> bool:
        """Does the server list its models?"""
        try:
            async with asyncio.timeout(2 * self._settings.connect_timeout_s):
                answer = await self._client.get("models", headers=_headers())
        except (TimeoutError, httpx.HTTPError):
            return False
        return answer.status_code == httpx.codes.OK

    async def close(self) -> None:
        await self._client.aclose()

    def _body(self, question: Question) -> dict[str, Any]:
        settings = self._settings
        body: dict[str, Any] = {
            "model": question.adapter or settings.model,
            "messages": [message.model_dump() for message in question.messages],
            "temperature": _SECOND_TEMPERATURE if question.attempt else settings.temperature,
            "seed": question.attempt,
            "max_tokens": question.max_new_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if settings.constraint == "regex":
            pattern = reply_pattern(question.insight_type, question.language)
            body["structured_outputs"] = {"regex": pattern}
        else:
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {
                    "name": question.insight_type.value,
                    "strict": True,
                    "schema": reply_schema(question.insight_type),
                },
            }
        if settings.logprobs:
            body["logprobs"] = True
        if settings.priorities:
            body["priority"] = question.priority
        return body


class StreamedReply:
    """What has arrived of a reply."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pieces: list[bytes] = []
        self.logprobs: list[float] = []
        self.prompt_tokens = 0
        self.reply_tokens = 0
        self.first_token_s = 0.0

    async def read(self, response: httpx.Response, begun_s: float) -> None:
        """Take down a server-sent event stream; one that ends early is `UNAVAILABLE`."""
        chars = 0
        async for chunk in _chunks(response):
            chars += self._take(chunk)
            if chars and not self.first_token_s:
                self.first_token_s = time.monotonic() - begun_s
            if chars > _MAX_REPLY_CHARS:
                raise LlmError(LlmFault.REFUSED, "the reply does not end")

    def _take(self, chunk: Chunk) -> int:
        if chunk.error is not None:
            raise LlmError(LlmFault.UNAVAILABLE, "the server gave up")
        if chunk.usage is not None:
            self.prompt_tokens = chunk.usage.prompt_tokens
            self.reply_tokens = chunk.usage.completion_tokens
        chars = 0
        for choice in chunk.choices:
            if text := choice.delta.content:
                self.texts.append(text)
                chars += len(text)
            for token in (choice.logprobs.content if choice.logprobs is not None else None) or ():
                self.pieces.append(token.as_bytes())
                self.logprobs.append(token.logprob)
        return chars


async def _chunks(response: httpx.Response) -> AsyncIterator[Chunk]:
    """Each `data:` line up to `[DONE]`; reads to the end, or the connection could not be kept."""
    done = False
    async for line in response.aiter_lines():
        if done or not line.startswith("data:"):
            continue
        data = line[len("data:") :].strip()
        if data == "[DONE]":
            done = True
            continue
        try:
            chunk = Chunk.model_validate_json(data)
        except ValueError:
            raise LlmError(LlmFault.UNAVAILABLE, "not a chat completion") from None
        yield chunk
    if not done:
        raise LlmError(LlmFault.UNAVAILABLE, "the reply broke off")


def _fault(status: int, question: Question) -> LlmFault:
    if status == httpx.codes.NOT_FOUND and question.adapter is not None:
        return LlmFault.UNKNOWN_ADAPTER
    if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
        return LlmFault.OVERLOADED
    if status in (httpx.codes.REQUEST_TIMEOUT, httpx.codes.GATEWAY_TIMEOUT):
        return LlmFault.TIMEOUT
    return LlmFault.UNAVAILABLE if status >= 500 else LlmFault.REFUSED


def _headers() -> dict[str, str]:
    """The key is read when it is needed and kept nowhere."""
    key = os.environ.get(KEY_VARIABLE)
    return {"Authorization": f"Bearer {key}"} if key else {}
