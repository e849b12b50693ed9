"""`WS /api/v1/asr/stream`: the native protocol; and a read-only view of a conversation's events."""

import asyncio
from contextlib import suppress

from fastapi import APIRouter
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from serving.gateway.admission import Admitted, Denied, admit, subprotocols
from serving.gateway.connection import CLOSE_NORMAL, Connection
from serving.gateway.gateway import gateway_of
from serving.gateway.session import LiveSession
from serving.protocol import SUBPROTOCOL

STREAM_PATH = "/api/v1/asr/stream"
EVENTS_PATH = "/api/v1/conversations/{conversation_id}/events"

router = APIRouter()


@router.websocket(STREAM_PATH)
async def stream(websocket: WebSocket) -> None:
    """One call: audio in, events out."""
    gateway = gateway_of(websocket)
    admitted = await admitted_or_denied(websocket, websocket.query_params.get("conversation_id"))
    if admitted is None:
        return
    if not gateway.registry.takes(admitted.tenant, admitted.conversation_id):
        await deny(websocket, Denied(503, "this server is shutting down"))
        return
    await accept(websocket)
    connection = Connection(
        websocket,
        tenant=admitted.tenant,
        conversation_id=admitted.conversation_id,
        registry=gateway.registry,
        parts=gateway.parts,
        settings=gateway.settings,
    )
    await connection.run()


@router.websocket(EVENTS_PATH)
async def events(websocket: WebSocket, conversation_id: str) -> None:
    """The events of a call that somebody else streams, such as a telephone exchange. `?last_seq=` goes on."""
    admitted = await admitted_or_denied(websocket, conversation_id)
    if admitted is None:
        return
    session = gateway_of(websocket).registry.find(admitted.tenant, admitted.conversation_id)
    if session is None:
        await deny(websocket, Denied(404, "no live session of this conversation"))
        return
    last_seq = websocket.query_params.get("last_seq", "0")
    await accept(websocket)
    watching = asyncio.create_task(_watch(websocket, session, int(last_seq) if last_seq.isdecimal() else 0))
    leaving = asyncio.create_task(_until_left(websocket))
    await asyncio.wait({watching, leaving}, return_when=asyncio.FIRST_COMPLETED)
    for task in (watching, leaving):
        task.cancel()
    await asyncio.gather(watching, leaving, return_exceptions=True)


async def _watch(websocket: WebSocket, session: LiveSession, last_seq: int) -> None:
    wake = asyncio.Event()
    session.outbox.subscribe(wake)
    try:
        seen = last_seq
        while True:
            wake.clear()
            for seq, text in session.outbox.after(seen):
                await websocket.send_text(text)
                seen = seq
            if session.ended and seen >= session.outbox.last_seq:
                await websocket.close(CLOSE_NORMAL)
                return
            await wake.wait()
    finally:
        session.outbox.unsubscribe(wake)


async def _until_left(websocket: WebSocket) -> None:
    """What a watcher says is not heard."""
    with suppress(WebSocketDisconnect):
        while (await websocket.receive())["type"] != "websocket.disconnect":
            pass


async def admitted_or_denied(websocket: WebSocket, conversation_id: str | None) -> Admitted | None:
    """Before accepting: None, and an HTTP answer, if the request may not go on."""
    try:
        return await admit(websocket, gateway_of(websocket).parts, conversation_id)
    except Denied as denied:
        await deny(websocket, denied)
        return None


async def deny(websocket: WebSocket, denied: Denied) -> None:
    """Answer the handshake with an HTTP status."""
    headers = {"WWW-Authenticate": "Bearer"} if denied.status == 401 else None
    await websocket.send_denial_response(
        JSONResponse({"error": denied.problem}, denied.status, headers=headers)
    )


async def accept(websocket: WebSocket) -> None:
    """With our subprotocol if the client offers it; a token among the offers is never echoed."""
    await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in subprotocols(websocket) else None)
