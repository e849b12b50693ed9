"""Messages come in the order in which they were sent, by whichever way, however the network cuts them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from serving.gateway.short_way import open_short_way, websocket_protocol
from serving.gateway.short_way_protocol import ShortWayProtocol

MAX_BYTES = 70_000


class Log:
    """What an application got, and by which way. Sound that begins with W has to wait."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.short = 0
        self.app = FastAPI()
        self.app.websocket("/")(self._serve)

    async def _serve(self, websocket: WebSocket) -> None:
        await websocket.accept()
        open_short_way(websocket, self._take)
        while (message := await websocket.receive())["type"] == "websocket.receive":
            said = message.get("bytes") or message["text"].encode()
            await asyncio.sleep(0)
            self.got.append(said)
            if said == b"end":
                await websocket.send_text("ended")

    def _take(self, sound: bytes) -> bool:
        if sound.startswith(b"W"):
            return False
        self.got.append(sound)
        self.short += 1
        return True


@asynccontextmanager
async def talking(log: Log, version: str = uvicorn.__version__) -> AsyncIterator[ClientConnection]:
    protocol = websocket_protocol(version)
    config = uvicorn.Config(log.app, port=0, ws=protocol, ws_max_size=MAX_BYTES, log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        async with connect(f"ws://127.0.0.1:{port}/", compression=None) as connection:
            yield connection
    finally:
        server.should_exit = True
        await serving


def masked(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


def play(scenario: Callable[[Log, ClientConnection], object], version: str = uvicorn.__version__) -> Log:
    log = Log()

    async def played() -> None:
        async with asyncio.timeout(20), talking(log, version) as connection:
            await scenario(log, connection)  # type: ignore[misc]

    asyncio.run(played())
    return log


@pytest.mark.parametrize("step", [1, 7, 500, 6408, 1_000_000])
def test_nothing_is_lost_or_overtaken(step: int) -> None:
    messages: list[bytes] = []
    frames: list[bytes] = []
    sizes = [0, 5, 125, 126, 400] if step < 10 else [0, 5, 125, 126, 6400, 66_000]
    for number in range(60):
        said = f"{'W' if number % 7 == 0 else 'S'}{number:03} ".encode()
        said += bytes(sizes[number % len(sizes)])
        if number % 11 == 10:
            frames += [
                masked(Opcode.BINARY, said[:3], fin=False),
                masked(Opcode.PING, b"?"),
                masked(Opcode.CONT, said[3:]),
            ]
        else:
            frames.append(masked(Opcode.TEXT if number % 5 == 4 else Opcode.BINARY, said))
        messages.append(said)
    sent = b"".join([*frames, masked(Opcode.TEXT, b"end")])

    async def scenario(log: Log, connection: ClientConnection) -> None:
        for at in range(0, len(sent), step):
            connection.transport.write(sent[at : at + step])
            await asyncio.sleep(0)
        assert await connection.recv() == "ended"

    log = play(scenario)
    assert log.got == [*messages, b"end"]
    assert step == 1_000_000 or 0 < log.short < len(messages)


def test_sound_that_is_waited_for_takes_the_short_way() -> None:
    async def scenario(log: Log, connection: ClientConnection) -> None:
        for number in range(20):
            await connection.send(bytes([number]) * 6400)
            await (await connection.ping())
        await connection.send("end")
        await connection.recv()

    assert play(scenario).short == 20


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (masked(Opcode.BINARY, bytes(MAX_BYTES + 1))[:20], 1009),
        (Frame(Opcode.BINARY, b"bare").serialize(mask=False), 1002),
        (masked(Opcode.CONT, b"of nothing"), 1002),
        (masked(Opcode.BINARY, b"half", fin=False) + masked(Opcode.BINARY, b"other"), 1002),
    ],
    ids=["too large", "unmasked", "continues nothing", "interrupts another"],
)
def test_what_the_protocol_forbids_is_refused_as_it_comes(frame: bytes, code: int) -> None:
    async def scenario(log: Log, connection: ClientConnection) -> None:
        connection.transport.write(frame)
        with pytest.raises(ConnectionClosed) as closed:
            await connection.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code

    assert play(scenario).got == []


def test_a_uvicorn_that_was_not_tested_takes_its_own_way(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(log: Log, connection: ClientConnection) -> None:
        await connection.send(b"sound")
        await connection.send("end")
        await connection.recv()

    log = play(scenario, version="0.55.0")
    assert (log.got, log.short) == ([b"sound", b"end"], 0)
    assert "short_way_untested" in caplog.text
    assert websocket_protocol() is ShortWayProtocol
