"""A telephone exchange's calls, in Twilio's messages."""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from insights.records import Speaker
from serving.asr.api import Piece, Transcription
from serving.gateway.media_streams import signature
from serving.protocol import BatchProcessed, EndReason, SessionEnded
from tests.serving.gateway.kit import Running, ScriptedAsr, hear_until, running

CHUNK_MS = 20
LOUD = np.where(np.arange(160) % 8 < 4, 0x80, 0x00).astype(np.uint8).tobytes()  # ± full scale in mu-law
QUIET = b"\xff" * 160


class TwoSidedAsr(ScriptedAsr):
    """Says which channel it heard."""

    async def transcribe(self, wav: bytes, **more: Any) -> Transcription:
        self.calls += 1
        names = ("quem liga", "quem atende")
        pieces = tuple(Piece(channel, channel, channel + 0.5, names[channel]) for channel in (0, 1))
        return Transcription("pt", 1.0, pieces, "scripted")


def start(**more: Any) -> dict[str, Any]:
    body = {
        "callSid": "CA123",
        "tracks": ["inbound", "outbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"tenant_id": "telecom"},
    }
    return {"event": "start", "sequenceNumber": "1", "streamSid": "MZ1", "start": body | more}


def media(track: str, at_ms: int, payload: bytes) -> dict[str, Any]:
    return {
        "event": "media",
        "streamSid": "MZ1",
        "media": {"track": track, "timestamp": str(at_ms), "payload": base64.b64encode(payload).decode()},
    }


async def call(connection: ClientConnection, seconds: int, **more: Any) -> None:
    messages: list[dict[str, Any]] = [{"event": "connected", "protocol": "Call"}, start(**more)]
    for at_ms in range(0, seconds * 1000, CHUNK_MS):
        speaking = LOUD if at_ms % 4000 < 3000 else QUIET
        messages += [media("inbound", at_ms, speaking), media("outbound", at_ms, QUIET)]
    messages += [{"event": "mark", "mark": {"name": "m"}}, {"event": "dtmf", "dtmf": {"digit": "5"}}]
    for message in messages:
        await connection.send(json.dumps(message))


def test_a_call_of_an_exchange_is_a_session_that_others_can_watch(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running(tmp_path, asr=TwoSidedAsr(())) as gateway:
            async with connect(f"{gateway.url}/api/v1/media-streams", proxy=None) as exchange:
                await call(exchange, 8)
                session = await _live(gateway)
                watched = f"{gateway.url}/api/v1/conversations/CA123/events?tenant_id=telecom"
                async with connect(watched, proxy=None) as watcher:
                    await exchange.send(json.dumps({"event": "stop", "stop": {"callSid": "CA123"}}))
                    events = await hear_until(watcher, SessionEnded)
                with pytest.raises(ConnectionClosed) as closed:
                    await exchange.recv()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1000
            assert session.reason is EndReason.STOPPED
            assert session.received == 2 * 8 * 8000
            heard = [
                segment for event in events if isinstance(event, BatchProcessed) for segment in event.segments
            ]
            assert {(segment.speaker, segment.text) for segment in heard} >= {
                (Speaker.CUSTOMER, "quem liga"),
                (Speaker.AGENT, "quem atende"),
            }

    asyncio.run(scenario())


async def _live(gateway: Running) -> Any:
    async with asyncio.timeout(30):
        while not gateway.gateway.registry.live:
            await asyncio.sleep(0.005)
    return gateway.gateway.registry.live[0]


def test_an_exchange_that_hangs_up_ends_the_call(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running(tmp_path) as gateway:
            async with connect(f"{gateway.url}/api/v1/media-streams", proxy=None) as exchange:
                await call(exchange, 1, tracks=["inbound"])
                session = await _live(gateway)
                exchange.transport.abort()
            async with asyncio.timeout(30):
                await session.wait_ended()
            assert session.reason is EndReason.ABANDONED

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "messages",
    [
        ["no json"],
        ['{"event":"start","start":{"tracks":["sideways"]}}'],
        ['{"event":"start","start":{"callSid":"CA1","customParameters":{}}}'],
        [json.dumps(media("inbound", 0, QUIET))],
    ],
)
def test_what_is_no_call_is_hung_up(tmp_path: Path, messages: list[str]) -> None:
    async def scenario() -> None:
        async with (
            running(tmp_path) as gateway,
            connect(f"{gateway.url}/api/v1/media-streams", proxy=None) as exchange,
        ):
            for message in messages:
                await exchange.send(message)
            with pytest.raises(ConnectionClosed) as closed:
                await exchange.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1008
            assert gateway.gateway.registry.live == []

    asyncio.run(scenario())


def test_twilio_signs_its_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "account-secret")

    async def scenario() -> None:
        async with running(tmp_path, api_token="telecom=secret-t") as gateway:
            address = f"{gateway.url}/api/v1/media-streams"
            for headers in ({}, {"X-Twilio-Signature": signature("other", address)}):
                with pytest.raises(InvalidStatus) as refused:
                    await connect(address, additional_headers=headers, proxy=None)
                assert refused.value.response.status_code == 401
            signed = {"X-Twilio-Signature": signature("account-secret", address)}
            async with connect(address, additional_headers=signed, proxy=None) as exchange:
                await call(exchange, 1)
                assert (await _live(gateway)).tenant == "telecom"

    asyncio.run(scenario())


def test_a_tenants_token_opens_no_call_of_another(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            running(tmp_path, api_token="banco=secret-b") as gateway,
            connect(
                f"{gateway.url}/api/v1/media-streams",
                additional_headers={"Authorization": "Bearer secret-b"},
                proxy=None,
            ) as exchange,
        ):
            await exchange.send(json.dumps(start()))
            with pytest.raises(ConnectionClosed):
                await exchange.recv()
            assert gateway.gateway.registry.live == []

    asyncio.run(scenario())
