"""The client over lines that hang."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from serving.protocol import SessionEnded, Start
from serving.streaming import CallStream, Pacing, Target
from tests.serving.console.scripted_server import ScriptedServer, serving


class FreezingLine:
    """A line to a server whose first connection freezes after `budget` bytes; nobody hangs up."""

    def __init__(self, port: int, budget: int) -> None:
        self._port = port
        self._budget = budget
        self.connections = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        frozen = self.connections == 1
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            await asyncio.gather(self._relay(reader, back, frozen), self._relay(there, writer, False))
        finally:
            for end in (writer, back):
                end.transport.abort()

    async def _relay(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, freezes: bool) -> None:
        left = self._budget
        with suppress(ConnectionError):
            while data := await source.read(4096):
                left -= len(data)
                if freezes and left < 0:
                    continue
                sink.write(data)
                await sink.drain()


def test_a_server_that_hangs_is_left_and_the_call_goes_on() -> None:
    server = ScriptedServer()

    async def scenario(port: int) -> FreezingLine:
        frozen = FreezingLine(port, 12_000)
        line = await asyncio.start_server(frozen.carry, "127.0.0.1", 0)
        call = CallStream(
            Target(f"ws://127.0.0.1:{line.sockets[0].getsockname()[1]}", "telecom", "hanging"),
            Start(),
            bytes(32_000),
            Pacing(speed=4, retry_s=0.01, ping_interval_s=0.05, ping_timeout_s=1.0),
        )
        async with line:
            events = [event async for event in call.events()]
        assert isinstance(events[-1], SessionEnded)
        assert call.reconnections == 1
        return frozen

    with serving(server.app) as url:
        port = urlsplit(url).port
        assert port is not None
        frozen = asyncio.run(scenario(port))
    assert frozen.connections == 2
    assert server.session.heard_s == 1.0  # no byte was lost, none came twice
