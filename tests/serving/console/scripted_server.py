"""A scripted server: it speaks the gateway's protocol to the page and says what a test wants said.

It recognises nothing. It keeps the audio it gets, per session, so that a test can tell whether any was lost,
and plays `Script.at`: what to say once so much of the call has been heard.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from insights.insight import Insight, Source, Standing
from insights.records import AlertCategory, InsightType, Speaker
from serving import console
from serving.protocol import (
    CLIENT_MESSAGES,
    Ack,
    BatchProcessed,
    EndReason,
    ErrorCode,
    ErrorEvent,
    FeedbackMessage,
    FeedbackSaved,
    FinalSummary,
    Flow,
    InsightEvent,
    Ping,
    Pong,
    Segment,
    SessionEnded,
    SessionStarted,
    Start,
    Stop,
)

WHEN = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TOKEN = "right-token"
BATCH_S = 0.5


@dataclass
class Script:
    """What the next session is like."""

    at: dict[float, Callable[["Session"], None]] = field(default_factory=dict)
    drop_at_s: tuple[float, ...] = ()  # the socket is cut once so much audio has come in
    back_to_s: float | None = None  # then audio is asked for again from here, as another gateway does
    keep_s: float | None = None  # from where on clients are told to keep it; none: what has not come yet
    away_s: float = 0.0  # handshakes are refused for so long after a cut
    mute: bool = False  # the first connection's pings are not answered, as by a gateway that hangs
    needs_token: bool = False
    grace_s: float = 20.0
    final: bool = True
    stores: bool = True


@dataclass
class Session:
    """One call as this server sees it."""

    session_id: str
    conversation_id: str
    tenant: str
    start: Start
    script: Script
    audio: bytearray = field(default_factory=bytearray)
    events: list[Any] = field(default_factory=list)
    acked: int = 0
    connections: int = 0
    done: set[float] = field(default_factory=set)
    cut: set[float] = field(default_factory=set)
    feedback: list[FeedbackMessage] = field(default_factory=list)
    stopped: bool = False

    def bytes_of(self, seconds: float) -> int:
        return 2 * int(seconds * self.start.audio.sample_rate_hz) * self.start.audio.channels

    @property
    def heard_s(self) -> float:
        return len(self.audio) / (2 * self.start.audio.sample_rate_hz * self.start.audio.channels)

    def emit(self, kind: Any, **values: Any) -> None:
        self.events.append(
            kind(
                seq=len(self.events) + 1,
                session_id=self.session_id,
                conversation_id=self.conversation_id,
                ts=WHEN,
                **values,
            )
        )

    def say(self, *lines: tuple[Speaker, str], failed: bool = False) -> None:
        """A batch with these lines."""
        number = sum(isinstance(event, BatchProcessed) for event in self.events) + 1
        segments = tuple(
            Segment(
                segment_id=f"s{number}{i:02d}",
                speaker=speaker,
                start_s=number * 6 + 2 * i,
                end_s=number * 6 + 2 * i + 2,
                text=text,
            )
            for i, (speaker, text) in enumerate(lines)
        )
        self.emit(
            BatchProcessed,
            batch=number,
            start_s=max(0.0, self.heard_s - BATCH_S),
            end_s=self.heard_s,
            silent=not lines and not failed,
            failed=failed,
            language="pt",
            segments=segments,
            asr_ms=80.0,
            keep_from=self.bytes_of(self.script.keep_s)
            if self.script.keep_s is not None
            else len(self.audio),
        )

    def insight(self, insight_id: str, kind: InsightType, message: str, **values: Any) -> None:
        self.emit(InsightEvent, insight=self.made(insight_id, kind, message, **values), latency_ms=1234.0)

    def made(self, insight_id: str, kind: InsightType, message: str, **values: Any) -> Insight:
        settings: dict[str, Any] = {
            "rev": 1,
            "confidence": 0.86,
            "segments": ("s100",),
            "source": Source.MODEL,
            "prompt_digest": "0" * 12,
            "audio_end_s": self.heard_s,
            "created_at": WHEN,
        } | values
        return Insight(
            insight_id=insight_id,
            session_id=self.session_id,
            conversation_id=self.conversation_id,
            tenant=self.tenant,
            language="pt",
            type=kind,
            message=message,
            **settings,
        )

    def alert(self, rev: int = 1, standing: Standing = Standing.TENTATIVE, message: str = "") -> None:
        rule = rev == 1
        self.insight(
            "i-alert",
            InsightType.RISK_ALERT,
            message or "Risco de cancelamento: o cliente disse que vai cancelar o plano",
            rev=rev,
            standing=standing,
            source=Source.RULE if rule else Source.MODEL,
            confidence=0.6 if rule else 0.91,
            category=AlertCategory.CHURN,
            segments=("s101",) if rule else ("s101", "s102"),
        )

    def flow(self, state: str) -> None:
        self.emit(Flow, state=state, buffered_s=30.0)

    def finish(self) -> None:
        if self.stopped:
            return
        self.stopped = True
        summary = self.made(
            "i-final",
            InsightType.PARTIAL_SUMMARY,
            "[NOME_1] pediu o cancelamento do plano Família por causa do preço e aceitou 20% de desconto.",
        )
        self.emit(
            FinalSummary,
            summary=summary if self.script.final else None,
            duration_s=self.heard_s,
            speech_s=self.heard_s * 0.8,
            batches=2,
            segments=5,
            insights={InsightType.RISK_ALERT: 1, InsightType.NEXT_STEPS: 1},
        )
        self.emit(SessionEnded, reason=EndReason.STOPPED)


class ScriptedServer:
    """Sessions by id; `script` is that of the next one."""

    def __init__(self) -> None:
        self.url = ""
        self.forget()
        self.app = Starlette(
            routes=[
                WebSocketRoute("/api/v1/asr/stream", self._stream),
                Route("/api/v1/conversations/{conversation}/insights", self._insights),
                Route("/api/v1/insights/{insight}/feedback", self._feedback, methods=["POST"]),
                Mount("/", console.application()),
            ]
        )

    def forget(self) -> None:
        """As new, for the next test."""
        self.script = Script()
        self.sessions: list[Session] = []
        self.posted: list[dict[str, Any]] = []
        self._away_until = 0.0

    @property
    def session(self) -> Session:
        return self.sessions[-1]

    def _denied(self, token: str | None) -> bool:
        return self.script.needs_token and token != TOKEN

    async def _insights(self, request: Request) -> JSONResponse:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return JSONResponse({}, 401 if self._denied(token) else 200)

    async def _feedback(self, request: Request) -> JSONResponse:
        body = await request.json()
        self.posted.append({"insight_id": request.path_params["insight"], **request.query_params, **body})
        return JSONResponse({}, 201)

    async def _stream(self, websocket: WebSocket) -> None:
        offered = websocket.scope["subprotocols"]
        token = next((name.removeprefix("bearer.") for name in offered if name.startswith("bearer.")), None)
        if self._denied(token) or time.monotonic() < self._away_until:
            await websocket.send_denial_response(JSONResponse({}, 401))
            return
        await websocket.accept("escuta.v1")
        start = CLIENT_MESSAGES.validate_json(await websocket.receive_text())
        assert isinstance(start, Start)
        session = self._open(websocket, start)
        if session is None:
            await self._refuse(websocket, ErrorCode.UNKNOWN_SESSION)
            return
        session.connections += 1
        resumed = session.connections > 1
        if resumed and session.script.back_to_s is not None:
            del session.audio[session.bytes_of(session.script.back_to_s) :]
        greeting = session.events[0].model_copy(
            update={"resumed": resumed, "audio_offset_bytes": len(session.audio)}
        )
        await websocket.send_text(greeting.model_dump_json())
        with suppress(WebSocketDisconnect):
            await self._converse(websocket, session, start.last_seq if resumed else 1)

    def _open(self, websocket: WebSocket, start: Start) -> Session | None:
        if start.session_id is not None:
            return next((s for s in self.sessions if s.session_id == start.session_id), None)
        session = Session(
            f"session-{len(self.sessions)}",
            websocket.query_params["conversation_id"],
            websocket.query_params["tenant_id"],
            start,
            self.script,
        )
        session.emit(
            SessionStarted,
            grace_s=self.script.grace_s,
            batch_window_s=5.0,
            max_batch_window_s=10.0,
            max_message_bytes=262_144,
        )
        self.sessions.append(session)
        return session

    async def _converse(self, websocket: WebSocket, session: Session, sent: int) -> None:
        receiving = asyncio.ensure_future(websocket.receive())
        try:
            while True:
                for event in session.events[sent:]:
                    await websocket.send_text(event.model_dump_json())
                    sent = event.seq
                    if isinstance(event, SessionEnded):
                        await websocket.close()
                        return
                # Looks up now and then: a test may add to the script, or speak for the server.
                await asyncio.wait({receiving}, timeout=0.05)
                if receiving.done():
                    received = receiving.result()
                    if received["type"] == "websocket.disconnect":
                        return
                    if not await self._heard(websocket, session, received):
                        return
                    receiving = asyncio.ensure_future(websocket.receive())
                for at_s, act in list(session.script.at.items()):
                    if at_s <= session.heard_s and at_s not in session.done:
                        session.done.add(at_s)
                        act(session)
        finally:
            receiving.cancel()

    async def _heard(self, websocket: WebSocket, session: Session, received: Any) -> bool:
        """False if the socket was cut."""
        if (data := received.get("bytes")) is None:
            await self._said(websocket, session, CLIENT_MESSAGES.validate_json(received["text"]))
            return True
        session.audio += data
        if not self._cut(session):
            return True
        self._away_until = time.monotonic() + session.script.away_s
        await websocket.close(1011)
        return False

    @staticmethod
    def _cut(session: Session) -> bool:
        due = {at for at in session.script.drop_at_s if at <= session.heard_s} - session.cut
        session.cut |= due
        return bool(due)

    async def _said(self, websocket: WebSocket, session: Session, message: Any) -> None:
        if isinstance(message, Ping):
            if session.connections > 1 or not session.script.mute:
                await websocket.send_text(Pong().model_dump_json())
        elif isinstance(message, Ack):
            session.acked = max(session.acked, message.seq)
        elif isinstance(message, Stop):
            session.finish()
        elif isinstance(message, FeedbackMessage) and session.script.stores:
            session.feedback.append(message)
            session.emit(
                FeedbackSaved,
                insight_id=message.insight_id,
                rev=message.rev,
                usefulness=message.usefulness,
            )

        elif isinstance(message, FeedbackMessage):
            await websocket.send_text(_error(ErrorCode.STORAGE_UNAVAILABLE, fatal=False))

    async def _refuse(self, websocket: WebSocket, code: ErrorCode) -> None:
        await websocket.send_text(_error(code, fatal=True))
        await websocket.close(1008)


def _error(code: ErrorCode, *, fatal: bool) -> str:
    return ErrorEvent(
        seq=0,
        session_id="none",
        conversation_id="none",
        ts=WHEN,
        code=code,
        message="in the server's words",
        fatal=fatal,
    ).model_dump_json()


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """The address of an application on a free loopback port."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(5)
