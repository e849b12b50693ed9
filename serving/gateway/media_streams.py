"""`WS /api/v1/media-streams`: a telephone exchange's sound, in Twilio's Media Streams messages.

https://www.twilio.com/docs/voice/media-streams/websocket-messages: JSON with `event` connected, start, media,
mark, dtmf, stop; mu-law at 8 kHz in base64; the track `inbound` is who called, `outbound` who answers. Tenant
and conversation come from the query, or from the custom parameters `tenant_id` and `conversation_id` (without
the latter the call's own id). Letting in: a bearer token, or Twilio's own signature of the request, with the
account's secret in the environment's `TWILIO_AUTH_TOKEN`. Events of the call are read at
`/api/v1/conversations/{id}/events`. Keys that a caller presses are passed over unread.
"""

import asyncio
import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect

from insights.records import Language, Speaker
from serving.gateway.admission import Denied, as_tenant, grant_of, identifier
from serving.gateway.connection import CLOSE_LATER, CLOSE_NORMAL, CLOSE_POLICY, CLOSE_TOO_LARGE
from serving.gateway.endpoint import accept, deny
from serving.gateway.gateway import Gateway, gateway_of
from serving.gateway.pace import Pace
from serving.gateway.registry import Refused
from serving.gateway.session import LiveSession, NotOwner
from serving.gateway.tracks import SAMPLE_RATE_HZ, TrackMixer
from serving.observability.logs import logger
from serving.protocol import AudioFormat, Encoding, EndReason, ErrorCode, Start
from serving.security.tokens import Grant

_LOG = logger(__name__)

MEDIA_PATH = "/api/v1/media-streams"
TWILIO_AUTH_TOKEN = "TWILIO_AUTH_TOKEN"

router = APIRouter()


class _Lenient(BaseModel):
    """The provider's messages may gain fields."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class MediaFormat(_Lenient):
    encoding: Literal["audio/x-mulaw"] = "audio/x-mulaw"
    sample_rate: Literal[8000] = 8000
    channels: Literal[1] = 1


class StartBody(_Lenient):
    call_sid: str = ""
    tracks: tuple[Literal["inbound", "outbound"], ...] = Field(default=("inbound",), min_length=1)
    media_format: MediaFormat = MediaFormat()
    custom_parameters: dict[str, str] = Field(default_factory=dict)


class StartMessage(_Lenient):
    event: Literal["start"]
    start: StartBody


class MediaBody(_Lenient):
    track: str = "inbound"
    timestamp: int = Field(default=0, ge=0)
    payload: str = Field(repr=False)


class MediaMessage(_Lenient):
    event: Literal["media"]
    media: MediaBody


class OtherMessage(_Lenient):
    event: Literal["connected", "mark", "dtmf", "stop"]


EXCHANGE_MESSAGES: TypeAdapter[Any] = TypeAdapter(
    Annotated[StartMessage | MediaMessage | OtherMessage, Field(discriminator="event")]
)


@router.websocket(MEDIA_PATH)
async def media_streams(websocket: WebSocket) -> None:
    """One call of an exchange."""
    gateway = gateway_of(websocket)
    try:
        grant = await _grant(websocket, gateway)
    except Denied as denied:
        await deny(websocket, denied)
        return
    if gateway.registry.draining:
        await deny(websocket, Denied(503, "this server is shutting down"))
        return
    await accept(websocket)
    await _Exchange(websocket, grant, gateway).run()


def signature(secret: str, url: str) -> str:
    """Twilio's signature of a WebSocket request: base64 of HMAC-SHA1 over its address."""
    return base64.b64encode(hmac.new(secret.encode(), url.encode(), hashlib.sha1).digest()).decode()


async def _grant(websocket: HTTPConnection, gateway: Gateway) -> Grant:
    secret = os.environ.get(TWILIO_AUTH_TOKEN)
    given = websocket.headers.get("x-twilio-signature")
    if secret and given:
        url = gateway.settings.listen.twilio_url or str(websocket.url)
        if hmac.compare_digest(given.encode(), signature(secret, url).encode()):
            return Grant(tenant=None)
        raise Denied(401, "the signature is not valid")
    return await grant_of(websocket, gateway.parts)


class _Exchange:
    """Reads an exchange's messages; says nothing."""

    def __init__(self, websocket: WebSocket, grant: Grant, gateway: Gateway) -> None:
        self._websocket = websocket
        self._grant = grant
        self._gateway = gateway
        self._session: LiveSession | None = None
        self._mixer: TrackMixer | None = None
        per_s = gateway.settings.listen.messages_per_s
        self._pace = Pace(per_s, per_s, gateway.parts.clock.monotonic)

    def evict(self) -> None:
        """Another connection has gone on with the session: the next sound raises `NotOwner`."""

    def cut(self) -> None:
        """No events are written to an exchange."""

    def leave(self) -> None:
        """It would not come back: this is never asked."""

    returns = False

    async def run(self) -> None:
        code = CLOSE_NORMAL
        reason = EndReason.ABANDONED
        try:
            async with asyncio.timeout(self._gateway.settings.stream.start_timeout_s) as waiting:
                while (message := await self._next()) is not None:
                    if isinstance(message, StartMessage) and self._session is None:
                        await self._open(message.start)
                        waiting.reschedule(None)
                    elif isinstance(message, MediaMessage):
                        await self._feed(message.media)
                    elif message.event == "stop":
                        reason = EndReason.STOPPED
                        break
        except TimeoutError:
            code = CLOSE_POLICY
        except (Denied, ValueError, NotOwner) as error:  # ValueError: JSON, its fields, base64
            code = CLOSE_POLICY
            _LOG.info("media_stream_refused", error=type(error).__name__)
        except Refused as refused:
            code = CLOSE_LATER
            self._gateway.parts.metrics.session_refused(refused.code)
        finally:
            await self._end(reason)
        try:
            await self._websocket.close(code)
        except (RuntimeError, WebSocketDisconnect):  # the exchange has closed first
            return

    async def _next(self) -> Any:
        """The next message; None when the exchange has hung up."""
        received = await self._websocket.receive()
        if received["type"] == "websocket.disconnect":
            return None
        await asyncio.sleep(self._pace.take())
        text = received.get("text") or ""
        if len(text) > self._gateway.settings.listen.max_message_bytes:
            self._gateway.parts.metrics.error_sent(ErrorCode.TOO_LARGE)
            await self._websocket.close(CLOSE_TOO_LARGE)
            return None
        return EXCHANGE_MESSAGES.validate_json(text)

    async def _open(self, body: StartBody) -> None:
        asked = {**self._websocket.query_params, **body.custom_parameters}
        tenant = as_tenant(self._grant, asked.get("tenant_id"))
        conversation_id = identifier(asked.get("conversation_id") or body.call_sid, "conversation_id")
        tracks = tuple(dict.fromkeys(body.tracks))
        start = Start(
            audio=AudioFormat(
                encoding=Encoding.MULAW, sample_rate_hz=SAMPLE_RATE_HZ, channels=2 if len(tracks) == 2 else 1
            ),
            language=_language(asked),
            speakers=_speakers(tracks, asked),
        )
        self._session = await self._gateway.registry.open(tenant, conversation_id, start)
        self._gateway.registry.attach(self._session, self)
        self._mixer = TrackMixer(tracks)

    async def _feed(self, media: MediaBody) -> None:
        if self._session is None or self._mixer is None:
            raise Denied(400, "media before start")
        data = base64.b64decode(media.payload, validate=True)
        await self._session.feed(self._mixer.push(media.track, media.timestamp, data), self)

    async def _end(self, reason: EndReason) -> None:
        """An exchange does not come back for a call: there is nothing to wait for."""
        if self._session is None or self._mixer is None:
            return
        if self._session.owner is self:
            await self._session.feed(self._mixer.flush(), self)
        self._session.stop(reason)
        self._gateway.registry.detach(self._session, self)


def _language(asked: Mapping[str, str]) -> Language | None:
    return asked.get("language") or None


def _speakers(tracks: tuple[str, ...], asked: Mapping[str, str]) -> tuple[Speaker, ...]:
    """Who is on each track; the custom parameter `inbound=agent` turns them round."""
    turned = asked.get("inbound") == Speaker.AGENT.value
    inbound, outbound = (Speaker.AGENT, Speaker.CUSTOMER) if turned else (Speaker.CUSTOMER, Speaker.AGENT)
    return tuple(inbound if track == "inbound" else outbound for track in tracks)
