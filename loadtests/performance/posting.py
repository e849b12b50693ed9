"""Requests to the recogniser from one cheap client: built once, posted over connections that stay open."""

import asyncio
import time
from collections.abc import Iterator, Sequence

import numpy as np

from insights.audio.decode import Samples
from insights.errors import EscutaError
from serving.asr.wire import SESSION_HEADER
from serving.audio import wav


def requests(sounds: Sequence[Samples]) -> list[tuple[bytes, bytes]]:
    """Path with language, and WAV, of each window; one channel."""
    return [(b"/transcribe?language=pt", wav.encode(np.atleast_2d(sound))) for sound in sounds]


async def posted(port: int, bodies: Sequence[tuple[bytes, bytes]], connections: int) -> float:
    """Seconds until all were answered, by so many callers at once."""
    waiting = iter(bodies)
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    began_s = time.perf_counter()
    try:
        await asyncio.gather(*(_caller(number, streams, waiting) for number, streams in enumerate(opened)))
        return time.perf_counter() - began_s
    finally:
        for _, writer in opened:
            writer.close()


async def _caller(
    number: int,
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    waiting: Iterator[tuple[bytes, bytes]],
) -> None:
    reader, writer = streams
    for path, body in waiting:
        writer.write(
            b"POST "
            + path
            + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: audio/wav\r\n"
            + f"{SESSION_HEADER}: bench-{number}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        writer.write(body)
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        answer = await reader.readexactly(size)
        if b" 200 " not in head[:16]:
            raise EscutaError(f"the recogniser refused: {answer[:200].decode(errors='replace')}")
