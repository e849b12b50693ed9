"""The operator's console: static files that a browser runs as they are; nothing is built, nothing is fetched
from elsewhere. The gateway mounts `application()` at `/`: the files of `folder()`, with `HEADERS` on each."""

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.staticfiles import StaticFiles

# Scripts, styles and connections of this host only; `connect-src 'self'` covers its WebSockets.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        # Modules import each other by name: after an update, no browser may mix old and new ones.
        "Cache-Control": "no-cache",
    }
)


def application() -> "StaticFiles":
    """An ASGI application of the files with `HEADERS`, to be mounted at `/` after every other route."""
    from serving.console.files import ConsoleFiles

    return ConsoleFiles(directory=folder(), html=True)


def folder() -> Path:
    """Folder of the static files; `index.html` is the page."""
    return Path(__file__).parent / "page"
