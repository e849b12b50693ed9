"""The console's files over HTTP."""

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from serving.console import HEADERS


class ConsoleFiles(StaticFiles):
    """Static files with the console's headers; it answers no WebSocket."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response
