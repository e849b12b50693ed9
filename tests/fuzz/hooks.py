"""How Schemathesis makes WAV: a true header before half of the bodies (SCHEMATHESIS_HOOKS names this)."""

import schemathesis
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

schemathesis.openapi.media_type(
    "audio/wav",
    st.one_of(
        st.binary(max_size=4000),
        st.builds(
            lambda wav, samples: wav[:44] + samples,
            st.sampled_from(TARGETS["wav"].seeds()),
            st.binary(max_size=4000),
        ),
    ),
)


@schemathesis.serializer("audio/wav")
def as_it_is(context: object, value: object) -> bytes:
    """The body."""
    return value if isinstance(value, bytes) else str(value).encode()
