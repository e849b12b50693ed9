"""What Schemathesis puts into requests beyond our OpenAPI pages (SCHEMATHESIS_HOOKS names this).

A page cannot say which calls exist or how long a WAV must be: left alone, Schemathesis is turned away at the
door. Three of four values that open one are given it here; what is left is as it was made.
"""

import json
import os
import random
from typing import Any

import schemathesis
from hypothesis import strategies as st

from serving.asr.wire import TIMEOUT_HEADER
from tests.fuzz.http import KNOWN
from tests.fuzz.targets import TARGETS

_OFTEN = 0.75
_EXISTING: dict[str, list[Any]] = json.loads(os.environ.get(KNOWN, "{}"))


def _wav(samples: bytes) -> bytes:
    """PCM16 at 16 kHz with a true header."""
    head = TARGETS["wav"].seeds()[0][:44]
    size = len(samples) - len(samples) % 2
    return head[:4] + (36 + size).to_bytes(4, "little") + head[8:40] + size.to_bytes(4, "little") + samples


_SOUND = st.one_of(
    st.binary(max_size=4000),
    st.binary(max_size=4000).map(_wav),
    st.builds(
        lambda sound, at, byte: sound[:at] + bytes([byte]) + sound[at + 1 :],
        st.sampled_from(TARGETS["uploads"].seeds()),
        st.integers(0, 400),
        st.integers(0, 255),
    ),
)
schemathesis.openapi.media_type("audio/wav", _SOUND)
schemathesis.openapi.format("binary", _SOUND)


@schemathesis.serializer("audio/wav")
def as_it_is(context: object, value: object) -> bytes:
    """The body."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(context: object, case: Any, kwargs: dict[str, Any]) -> None:
    """Values that exist, in the places that bear their names; the tenant where it was left out, too."""
    chance = random.Random(repr((case.path_parameters, case.query, case.body)))
    for place in (case.path_parameters, case.query, case.body):
        if not isinstance(place, dict):
            continue
        for name, values in _EXISTING.items():
            has_it = name in place or (place is case.query and name == "tenant_id")
            if has_it and chance.random() < _OFTEN:
                place[name] = chance.choice(values)
    if _positive(case.headers.get(TIMEOUT_HEADER)):
        # Whoever waits for less gets a 504, and rightly so; what is no time at all stays.
        case.headers[TIMEOUT_HEADER] = "30"


def _positive(text: object) -> bool:
    try:
        return float(str(text)) > 0
    except ValueError:
        return False
