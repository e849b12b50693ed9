"""The recogniser as a service.

POST /transcribe                 a WAV (PCM16, 16 kHz, 1–2 channels) → pieces by channel and time
POST /v1/audio/transcriptions    an OpenAI-compatible form: any usual audio file → text
GET  /v1/models, /health, /metrics

Failures are `{"error": {"code", "message", "type", "retry_after_s"}}`, and say nothing of what was said.
Headers: `X-Tenant-Id` and `X-Session-Id` (tenants take turns, and within a tenant its sessions; a balancer
may hash the latter), `X-Timeout-S` (how long the caller waits).
With `ASR_TOKEN` in the environment, requests for text need it as a bearer token.
"""

import asyncio
import hmac
import math
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.exceptions import HTTPException

from serving.asr import described, uploads
from serving.asr.faults import AsrRefusal, Code
from serving.asr.limits import HttpSettings
from serving.asr.service import RecognitionService, decoded
from serving.asr.wire import SESSION_HEADER, TENANT_HEADER, TIMEOUT_HEADER, TOKEN_VARIABLE, to_json
from serving.observability.traces import Traces

T = TypeVar("T")

_LANGUAGE_NAMES = {"pt": "portuguese", "es": "spanish"}
_LANGUAGE_CODES = {name: code for code, name in _LANGUAGE_NAMES.items()}
_FORMATS = ("json", "text", "verbose_json")
_MAX_NAME = 128


def create_app(
    service: RecognitionService,
    registry: CollectorRegistry,
    settings: HttpSettings | None = None,
    traces: Traces | None = None,
) -> FastAPI:
    """The application; it starts and closes the service. `registry` is what `/metrics` shows."""
    routes = _Routes(service, registry, settings or HttpSettings(), traces or Traces(None))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await service.start()
        try:
            yield
        finally:
            await service.close()

    app = FastAPI(title="Escuta speech recognition", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_exception_handler(HTTPException, _http_failure)
    app.add_api_route(
        "/transcribe",
        routes.transcribe,
        methods=["POST"],
        response_model=None,
        openapi_extra=described.TRANSCRIBE,
    )
    app.add_api_route(
        "/v1/audio/transcriptions",
        routes.openai,
        methods=["POST"],
        response_model=None,
        openapi_extra=described.OPENAI,
    )
    app.add_api_route("/v1/models", routes.models, methods=["GET"], response_model=None)
    app.add_api_route("/health", routes.health, methods=["GET"], response_model=None)
    app.add_api_route("/metrics", routes.metrics, methods=["GET"], response_model=None)
    return app


class _Routes:
    def __init__(
        self,
        service: RecognitionService,
        registry: CollectorRegistry,
        settings: HttpSettings,
        traces: Traces,
    ) -> None:
        self._traces = traces
        self._service = service
        self._registry = registry
        self._settings = settings

    async def transcribe(self, request: Request) -> Response:
        return await self._answered(request, self._transcribe)

    async def openai(self, request: Request) -> Response:
        return await self._answered(request, self._openai)

    async def models(self) -> Response:
        names = self._service.models.names
        return JSONResponse(
            {
                "object": "list",
                "data": [{"id": name, "object": "model", "owned_by": "escuta"} for name in names],
            }
        )

    async def health(self) -> Response:
        models = self._service.models
        ready = self._service.ready
        return JSONResponse(
            {
                "status": "ready" if ready else "unready",
                "default_model": models.default,
                "models": {
                    name: "loaded" if name in models.loaded else "on request" for name in models.names
                },
                "waiting": models.waiting,
            },
            200 if ready else 503,
        )

    async def metrics(self) -> Response:
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)

    async def _transcribe(self, request: Request) -> Response:
        self._announced(request)
        data = bytearray()
        async for chunk in uploads.bounded(request.stream(), self._settings.max_bytes):
            data += chunk
        result = await _unless_gone(
            request,
            self._service.transcribe(
                decoded(bytes(data)),
                language=request.query_params.get("language") or None,
                session_id=_session(request),
                tenant=request.headers.get(TENANT_HEADER, "")[:_MAX_NAME],
                model=request.query_params.get("model"),
                timeout_s=self._timeout_s(request),
            ),
        )
        return JSONResponse(to_json(result))

    async def _openai(self, request: Request) -> Response:
        self._announced(request)
        form = await uploads.form(request.headers, request.stream(), self._settings.max_bytes)
        wanted = form.fields.get("response_format", "json")
        if wanted not in _FORMATS:
            raise AsrRefusal(Code.BAD_PARAMETER, f"response_format: one of {', '.join(_FORMATS)}")
        if form.fields.get("timestamp_granularities[]", "segment") != "segment":
            raise AsrRefusal(Code.BAD_PARAMETER, "timestamp_granularities: times are those of segments")
        if form.fields.get("stream", "false").lower() not in ("false", "0", ""):
            raise AsrRefusal(Code.BAD_PARAMETER, "stream: answers come whole")
        language = form.fields.get("language", "").lower() or None
        language = _LANGUAGE_CODES.get(language or "", language)
        self._service.admitted(form.fields.get("model"), language, 0.0)
        samples = await asyncio.to_thread(uploads.samples, form.file, self._service.max_audio_s)
        result = await _unless_gone(
            request,
            self._service.transcribe(
                samples,
                language=language,
                session_id=_session(request),
                tenant=request.headers.get(TENANT_HEADER, "")[:_MAX_NAME],
                model=form.fields.get("model"),
                timeout_s=self._timeout_s(request),
            ),
        )
        text = " ".join(piece.text for piece in result.pieces)
        if wanted == "text":
            return PlainTextResponse(text + "\n")
        if wanted == "json":
            return JSONResponse({"text": text})
        return JSONResponse(
            {
                "task": "transcribe",
                "language": _LANGUAGE_NAMES.get(result.language or ""),
                "duration": samples.shape[1] / 16_000,
                "text": text,
                "segments": [
                    {
                        "id": number,
                        "start": piece.start_s,
                        "end": piece.end_s,
                        "text": piece.text,
                        "channel": piece.channel,
                    }
                    for number, piece in enumerate(result.pieces)
                ],
            }
        )

    async def _answered(self, request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        """An answer, whatever happens. What was not foreseen is named by its type: messages may hold text."""
        parent = {"traceparent": request.headers.get("traceparent", "")}
        try:
            with self._traces.span("asr.request", parent=parent):
                return await answer(request)
        except AsrRefusal as refusal:
            return _failure(refusal.status, refusal.code.value, refusal.detail, refusal.retry_after_s)
        except Exception as error:
            return _failure(500, Code.FAILED.value, f"failed: {type(error).__name__}")

    def _announced(self, request: Request) -> None:
        """What can be refused before the body is read."""
        if token := os.environ.get(TOKEN_VARIABLE):
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
                raise AsrRefusal(Code.UNAUTHORIZED, "needs the service's bearer token")
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._settings.max_bytes:
            raise AsrRefusal(Code.TOO_LARGE, f"{length} bytes; {self._settings.max_bytes} are taken")

    def _timeout_s(self, request: Request) -> float:
        given = request.headers.get(TIMEOUT_HEADER)
        if given is None:
            return self._settings.timeout_s
        try:
            timeout_s = float(given)
        except ValueError:
            timeout_s = math.nan
        if not timeout_s > 0:
            raise AsrRefusal(Code.BAD_PARAMETER, f"{TIMEOUT_HEADER}: seconds, above 0")
        return min(timeout_s, self._settings.max_timeout_s)


async def _unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Await the work, but give it up when the caller hangs up: nobody would read the answer."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise AsrRefusal(Code.GONE, "the caller hung up")
        return task.result()
    finally:
        for each in (task, gone):
            each.cancel()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _session(request: Request) -> str:
    """A caller without a session is one by its address."""
    named = request.headers.get(SESSION_HEADER, "")[:_MAX_NAME]
    return named or f"from {request.client.host if request.client else 'somewhere'}"


async def _http_failure(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "bad_request")
    return _failure(error.status_code, code, str(error.detail))


def _failure(status: int, code: str, message: str, retry_after_s: float | None = None) -> Response:
    kind = "invalid_request_error" if status < 500 and status != 429 else "server_error"
    error: dict[str, Any] = {"code": code, "message": message, "type": kind}
    headers = {}
    if retry_after_s is not None:
        error["retry_after_s"] = retry_after_s
        headers["Retry-After"] = str(max(1, math.ceil(retry_after_s)))
    return JSONResponse({"error": error}, status, headers)
