"""One call's sound at once, as after a lost line: what it costs a loop that need not wake for each message.

An event loop with many sessions finds the next message there when it is done with one; with few it sleeps in
between, and waking is a good part of its work.
"""

import json

from websockets.sync.client import connect
from websockets.typing import Subprotocol

from loadtests.settings import LoadSettings
from loadtests.sound import SAMPLE_RATE_HZ, Sound
from serving.progress import Target
from serving.protocol import SUBPROTOCOL, AudioFormat, Start

MOST_S = 28.0  # more waits for recognition than a gateway lets in
_LONGEST_S = 60.0


def catch_up(settings: LoadSettings, host: str, sound: Sound, number: int) -> None:
    """From `start` to `session_ended`."""
    tenant = settings.tenants[number % len(settings.tenants)]
    target = Target(host, tenant, f"load-catching-up-{number:04d}", settings.token_of(tenant))
    start = Start(
        audio=AudioFormat(sample_rate_hz=SAMPLE_RATE_HZ, channels=sound.channels), language=settings.language
    )
    with connect(
        target.address,
        additional_headers=target.headers,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        max_size=None,
    ) as connection:
        connection.send(start.model_dump_json(exclude_none=True))
        connection.recv(_LONGEST_S)
        for chunk in sound.chunks(settings.chunk_ms):
            connection.send(chunk)
        connection.send('{"type":"stop"}')
        while json.loads(connection.recv(_LONGEST_S))["event"] != "session_ended":
            pass
