"""A short way for sound into a call, where the server has one.

Nearly all that a gateway reads are whole binary messages for which a call is waiting. They are handed over
where they arrive: no event, no queue, no task that wakes up, no stop and start of the socket.
"""

from collections.abc import Callable
from typing import Any, Final

import uvicorn
from starlette.websockets import WebSocket

from serving.observability.logs import logger

Take = Callable[[bytes], bool]
"""Takes a message that has just arrived; False: not now, it comes by `receive`."""

EXTENSION: Final = "escuta.short_way"
"""Of the ASGI scope: whom to give messages to."""

_TESTED: Final = "0.54."  # the protocol leans on what uvicorn promises to nobody
_PLAIN: Final = "websockets-sansio"
_LOG = logger(__name__)


def open_short_way(websocket: WebSocket, take: Take) -> None:
    """From now on, whenever somebody waits in `receive`. Nothing happens where the server has no such way."""
    extension = websocket.scope.get("extensions", {}).get(EXTENSION)
    if extension is not None:
        extension["open"](take)


def websocket_protocol(version: str = uvicorn.__version__) -> Any:
    """For `uvicorn.Config(ws=…)`: with the short way where it was tested with this uvicorn, else uvicorn's
    own, in which everything works and sound costs more."""
    if not version.startswith(_TESTED):
        _LOG.warning("short_way_untested")
        return _PLAIN
    from serving.gateway.short_way_protocol import ShortWayProtocol

    return ShortWayProtocol
