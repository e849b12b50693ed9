"""Which conversations are in a trial: chosen by hash, so that a call stays with one adapter everywhere."""

import hashlib

_WHOLE = 1 << 64


def in_share(digest: str, tenant: str, conversation_id: str, share: float) -> bool:
    """Is the conversation among the `share` (0 to 1) that tries the adapter?

    The same in every process and for the whole call; a larger share keeps the conversations of a smaller one.
    Another adapter gets other conversations.
    """
    name = f"{digest}\n{tenant}\n{conversation_id}".encode()
    return int.from_bytes(hashlib.sha256(name).digest()[:8], "big") < share * _WHOLE
