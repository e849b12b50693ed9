"""Which pages may open a WebSocket: browsers send Origin, and do not hold sockets to the same-origin rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Origins:
    """`allowed`: origins such as `https://desk.example`, besides the server's own; `*` allows every page."""

    allowed: Sequence[str] = ()

    def allows(self, origin: str | None, host: str | None, *, secure: bool) -> bool:
        """`host` and `secure` (https, wss) are of the request. No Origin: not a browser, so allowed."""
        if origin is None or "*" in self.allowed:
            return True
        asked = _parts(origin)
        if asked is None:
            return False
        own = _parts(f"{'https' if secure else 'http'}://{host}") if host else None
        return asked == own or any(asked == _parts(each) for each in self.allowed)


def _parts(origin: str) -> tuple[str, str, int] | None:
    """Scheme, host, port; None for what is not an origin (`null`, a path, another scheme)."""
    try:
        url = urlsplit(origin)
        port = url.port
    except ValueError:
        return None
    if url.scheme not in _PORTS or not url.hostname or url.path or url.query or url.fragment or url.username:
        return None
    return url.scheme, url.hostname, port if port is not None else _PORTS[url.scheme]
