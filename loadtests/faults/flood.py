"""One tenant's flood: clients that open calls without a pause and send sound as fast as the server takes it.

    python -m loadtests.faults.flood ws://HOST:PORT SECONDS < TOKEN

A process of its own; says as JSON what it was given and refused.
"""

import asyncio
import json
import sys
from collections import Counter

from loadtests.faults.calls import demo_calls, language_of
from loadtests.faults.site import TENANT_SESSIONS
from loadtests.sound import load
from serving.protocol import AudioFormat, ErrorEvent, Event, SessionStarted, Start
from serving.streaming import CallStream, Pacing, StreamError, Target

TENANT = "varejo"
CLIENTS = 2 * TENANT_SESSIONS
_AGAIN_S = 0.05


async def flood(url: str, token: str, seconds: float) -> dict[str, int]:
    """Counts of what its clients were told."""
    file = demo_calls()[0]
    sound = load(str(file), 0.0)
    told: Counter[str] = Counter()

    async def client(number: int) -> None:
        for times in range(1_000_000):
            stream = CallStream(
                Target(url, TENANT, f"{TENANT}-{number}-{times}", token),
                Start(audio=AudioFormat(channels=sound.channels), language=language_of(file)),
                sound.data,
                Pacing(speed=0, chunk_ms=1000),
            )
            told["asked for"] += 1
            try:
                async for event in stream.events():
                    _count(told, event)
            except StreamError as error:
                told[error.code.value if error.code else "refused"] += 1
            await asyncio.sleep(_AGAIN_S)

    clients = [asyncio.create_task(client(number)) for number in range(CLIENTS)]
    await asyncio.sleep(seconds)
    for each in clients:
        each.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    return dict(told)


def _count(told: Counter[str], event: Event) -> None:
    if isinstance(event, SessionStarted):
        told["opened"] += 1
    elif isinstance(event, ErrorEvent):
        told[event.code.value] += 1


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(sys.argv[1], sys.stdin.readline().strip(), float(sys.argv[2])))))
