"""Which pages may open a WebSocket: browsers send Origin, and do not hold sockets to the same-origin rule."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Origins:
    """`allowed`: origins such as `https://desk.example`, besides the server's own; `*` allows every page."""

    allowed: Sequence[str] = ()

    def allows(self, origin: str | None, host: str | None, *, secure: bool) -> bool:
        """`host` and `secure` (https, wss) are of the request. No Origin: not a browser, so allowed."""
        raise NotImplementedError
