"""The live path in one process: gateway, recogniser, insight worker, console, SQLite.

    python -m serving

Prints the console's address and a command that streams a call. Everything embedded runs on a fresh machine;
`recognition.url`, `llm=endpoints`, `storage=postgresql` and INSIGHT_USE_CELERY=true put parts elsewhere.
Without API_TOKEN any tenant is served, and only on this machine. SIGTERM finishes open calls, then ends it.
"""

import os

# Before numpy and torch size their pools: calls run side by side, and pools of several threads for each small
# product would only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import asyncio
import sys

from commandline.command import command
from insights.errors import EscutaError
from insights.resources import data_dir
from serving.assembly import open_parts
from serving.gateway.app import create_app
from serving.observability.logs import configure_logs
from serving.security.loopback import is_loopback
from serving.server import GracefulServer, server
from serving.settings import ServeSettings
from serving.warming import settle


@command("serve", ServeSettings)
def main(settings: ServeSettings) -> None:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    configure_logs(level=settings.logs.level)
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(run(settings))


async def run(settings: ServeSettings) -> None:
    """Until a signal. The parts are opened before the port is, so that the first call finds them ready."""
    print("Escuta is loading its models …", file=sys.stderr, flush=True)
    async with open_parts(settings) as parts:
        open_to_all = not parts.tokens.required
        if open_to_all and not is_loopback(settings.listen.host):
            raise EscutaError(
                "without tokens only this machine is served",
                field="listen.host",
                remedy="set API_TOKEN=tenant=token,… in the environment, or listen.host=127.0.0.1",
            )
        serving = server(create_app(settings.gateway, parts), settings.listen)
        settle()
        announcing = asyncio.create_task(_announce(serving, settings, open_to_all=open_to_all))
        await serving.serve()
        announcing.cancel()


def invitation(address: str, *, open_to_all: bool) -> str:
    """What to try."""
    calls = sorted((data_dir() / "demo" / "audio").glob("*.flac"))
    call = calls[0] if calls else "CALL.wav"
    port = address.rpartition(":")[2]
    url = "" if port == "8000" else f" --url {address.replace('http', 'ws', 1)}"
    token = "" if open_to_all else " --token TOKEN"
    lines = [
        "",
        f"Escuta listens on {address}",
        f"  a page     {address}/",
        f"  a command  python -m serving.client {call} --tenant telecom --conversation demo-1{url}{token}",
    ]
    if open_to_all:
        lines.append("  Without API_TOKEN any tenant is served, and only on this machine.")
    return "\n".join([*lines, ""])


async def _announce(serving: GracefulServer, settings: ServeSettings, *, open_to_all: bool) -> None:
    while not serving.started:
        await asyncio.sleep(0.02)
    port = serving.servers[0].sockets[0].getsockname()[1]
    host = f"[{settings.listen.host}]" if ":" in settings.listen.host else settings.listen.host
    print(invitation(f"http://{host}:{port}", open_to_all=open_to_all), flush=True)


def _new_loop() -> asyncio.AbstractEventLoop:
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()


if __name__ == "__main__":
    main()
