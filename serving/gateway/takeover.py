"""Sessions of other gateways, taken from the shared state; and this one's, kept there."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from serving.gateway.checkpoint import Checkpoint
from serving.gateway.journal import Sharing
from serving.gateway.session import LiveSession
from serving.observability.logs import logger
from serving.state.api import StateUnavailable
from serving.state.calls import Taken

_LOG = logger(__name__)

_SWEPT_AT_ONCE = 20


@dataclass(frozen=True, repr=False)
class Adopted:
    """A session that is ours now: as it was, and its events that the client may not have."""

    checkpoint: Checkpoint
    fence: int
    events: tuple[tuple[int, str], ...]


class Takeover:
    """Of one process."""

    def __init__(self, sharing: Sharing) -> None:
        self.sharing = sharing

    async def take(self, tenant: str, conversation_id: str, session_id: str) -> Adopted | None:
        """None: there is no such session of this tenant and conversation. Raises `StateUnavailable`."""
        sharing = self.sharing
        name = f"{tenant}/{conversation_id}"
        try:
            taken = await sharing.calls.take(session_id, name, keep_s=sharing.keep_s, due_s=sharing.due_s)
        except StateUnavailable as error:
            sharing.failed(error)
            raise
        return _read(taken, session_id)

    async def take_overdue(self, session_id: str) -> Adopted | None:
        """None: somebody else was faster. Raises `StateUnavailable`."""
        sharing = self.sharing
        taken = await sharing.calls.take_overdue(session_id, keep_s=sharing.keep_s, due_s=sharing.due_s)
        return _read(taken, session_id)

    async def overdue(self) -> list[str]:
        """Sessions that no gateway keeps. Raises `StateUnavailable`."""
        return await self.sharing.calls.overdue(_SWEPT_AT_ONCE)

    async def renew(self, sessions: Sequence[LiveSession]) -> None:
        """Say that they are kept here; one that another gateway has taken is lost."""
        sharing = self.sharing
        held = [session.journal for session in sessions if session.journal is not None]
        if not held or sharing.resting:
            return
        try:
            standings = await sharing.calls.renew(
                [(journal.call, journal.fence) for journal in held],
                keep_s=sharing.keep_s,
                due_s=sharing.due_s,
            )
        except StateUnavailable as error:
            sharing.failed(error)
            return
        sharing.answered()
        for journal, standing in zip(held, standings, strict=True):
            journal.heard(standing)


def _read(taken: Taken | None, session_id: str) -> Adopted | None:
    if taken is None:
        return None
    try:
        checkpoint = Checkpoint.of_json(taken.state)
    except ValidationError:
        _LOG.error("checkpoint_unreadable", session_id=session_id)
        return None
    return Adopted(checkpoint, taken.fence, taken.events)
