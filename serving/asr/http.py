"""The recogniser behind `POST /transcribe` of `python -m serving.asr`."""

import asyncio
import os
from collections.abc import Callable, Mapping

import httpx
from pydantic import BaseModel, Field

from serving.asr.api import AsrError, AsrFault, Transcription
from serving.asr.faults import AsrRefusal, Code
from serving.asr.wire import SESSION_HEADER, TENANT_HEADER, TIMEOUT_HEADER, TOKEN_VARIABLE, from_json

_FAULTS = {
    408: AsrFault.TIMEOUT,
    429: AsrFault.OVERLOADED,
    502: AsrFault.UNAVAILABLE,
    503: AsrFault.OVERLOADED,
    504: AsrFault.TIMEOUT,
}
_HEALTH_TIMEOUT_S = 2.0


class HttpAsr:
    """A pool of connections to one address. The token is read from `ASR_TOKEN` when a request is made.

    `context` gives the W3C trace headers of the moment.
    """

    def __init__(
        self,
        url: str,
        *,
        connections: int = 64,
        connect_timeout_s: float = 2.0,
        context: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._context = context
        self._connect_timeout_s = connect_timeout_s
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            transport=httpx.AsyncHTTPTransport(
                retries=1,
                limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            ),
        )

    async def start(self) -> None:
        """Nothing to load; here so that both recognisers start alike."""

    async def transcribe(
        self,
        wav: bytes,
        *,
        language: str | None,
        session_id: str,
        tenant: str = "",
        model: str | None = None,
        timeout_s: float,
    ) -> Transcription:
        """See `Asr.transcribe`. Cancelled, it closes its connection, and the service gives up too."""
        asked = {"language": language, "model": model}
        headers = {
            "Content-Type": "audio/wav",
            SESSION_HEADER: session_id,
            TENANT_HEADER: tenant,
            TIMEOUT_HEADER: f"{timeout_s:.3f}",
            **self._context(),
            **_authorization(),
        }
        try:
            async with asyncio.timeout(timeout_s):
                answer = await self._client.post(
                    "/transcribe",
                    content=wav,
                    params={name: value for name, value in asked.items() if value is not None},
                    headers=headers,
                    timeout=httpx.Timeout(timeout_s, connect=self._connect_timeout_s),
                )
        except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout):
            raise AsrError(AsrFault.TIMEOUT, f"no answer within {timeout_s:g} s") from None
        except httpx.HTTPError as error:
            raise AsrError(AsrFault.UNAVAILABLE, type(error).__name__) from None
        return transcription_of(answer)

    async def healthy(self) -> bool:
        try:
            answer = await self._client.get("/health", timeout=_HEALTH_TIMEOUT_S)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    async def close(self) -> None:
        await self._client.aclose()


class _Refusal(BaseModel):
    code: Code
    message: str
    retry_after_s: float | None = Field(default=None, ge=0, allow_inf_nan=False)


class _Refused(BaseModel):
    """What the service answers when it refuses."""

    error: _Refusal


def transcription_of(answer: httpx.Response) -> Transcription:
    """What the service has answered. Raises `AsrError`."""
    if answer.status_code != 200:
        raise _failure(answer)
    try:
        return from_json(answer.content)
    except ValueError:
        raise AsrError(AsrFault.UNAVAILABLE, "the answer is no transcription") from None


def _authorization() -> dict[str, str]:
    token = os.environ.get(TOKEN_VARIABLE)
    return {"Authorization": f"Bearer {token}"} if token else {}


def _failure(answer: httpx.Response) -> AsrError:
    """The service's own refusal, or what a proxy in between says with its status alone."""
    try:
        error = _Refused.model_validate_json(answer.content).error
    except ValueError:
        status = answer.status_code
        fault = _FAULTS.get(status, AsrFault.REFUSED if status < 500 else AsrFault.UNAVAILABLE)
        wait = answer.headers.get("Retry-After", "")
        return AsrError(fault, f"HTTP {status}", float(wait) if wait.isdecimal() else None)
    return AsrRefusal(error.code, error.message, error.retry_after_s)
