"""A vLLM server for the live path: the base that ships, with adapters loaded and unloaded while it answers.

    make vllm                                        installs vLLM into .venv-vllm first
    python -m serving.vllm
    python -m serving.vllm name=llm_int4 base=outputs/export/int4 port=8101

`python -m serving llm=vllm` asks it. It runs on an NVIDIA GPU if there is one, else on the CPU. Nothing is
downloaded and no usage is reported. It prints one line when it is ready; vLLM's own words go to a file.
SIGTERM and SIGINT end it as a whole. With LLM_API_KEY in the environment, requests need it as a bearer token.
"""

import os
import re
import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx

from commandline.command import command
from insights.errors import EscutaError
from serving.vllm.launch import API_KEY, Launch, free_port, launch_of
from serving.vllm.settings import VllmConfig
from serving.vllm.supervision import Stopped, Supervised, signals_raise

_HEALTH_S = 1.0
_ERROR = re.compile(r"(?:^|\] )(\w+(?:Error|Exception): .*)$", re.MULTILINE)


@command("vllm", VllmConfig)
def main(config: VllmConfig) -> None:
    launch = launch_of(config, port=config.port if config.dry_run else free_port(config))
    if config.dry_run:
        print(shown(launch))
        return
    with _log(config.log) as log, signals_raise():
        _serve(config, launch, log)


def shown(launch: Launch) -> str:
    """The command as one could type it."""
    settings = [f"{name}={shlex.quote(value)} \\" for name, value in launch.environment.items()]
    return "\n".join([*settings, shlex.join(launch.command)])


def _serve(config: VllmConfig, launch: Launch, log: IO[bytes] | None) -> None:
    began_s = time.monotonic()
    # vLLM reads its key from its own variable; a command line could be seen by anybody on the machine.
    secrets = {"VLLM_API_KEY": key} if (key := os.environ.get(API_KEY)) else {}
    print(f"{config.name} is starting on vLLM (half a minute or more); its log: {config.log}", flush=True)
    server = Supervised(launch.command, {**launch.environment, **secrets}, log)
    try:
        if not server.wait_until(lambda: _healthy(launch.url), config.start_timeout_s):
            raise _failure(config, server)
        print(f"{config.name} is ready on {launch.url} after {time.monotonic() - began_s:.0f} s", flush=True)
        status = server.wait()
    except Stopped:
        return
    finally:
        server.stop(config.stop_timeout_s)
    raise EscutaError(
        f"vLLM ended by itself, status {status}", file=config.log, remedy="its log says why; start it again"
    )


def _healthy(url: str) -> bool:
    try:
        return httpx.get(url.removesuffix("/v1") + "/health", timeout=_HEALTH_S).is_success
    except httpx.HTTPError:
        return False


def _failure(config: VllmConfig, server: Supervised) -> EscutaError:
    status = server.ended()
    problem = (
        f"vLLM is not ready after {config.start_timeout_s:.0f} s"
        if status is None
        else f"vLLM ended with status {status} before it was ready"
    )
    said = "" if config.log == "-" else cause(_text(config.log))
    return EscutaError(
        f"{problem}: {said}" if said else problem, file=config.log, remedy="its log says what it did"
    )


def cause(log: str) -> str:
    """The first error in the log of a server that has answered nothing yet; later ones are of who waited."""
    found = _ERROR.search(log)
    return found[1].strip()[:300] if found else ""


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8", errors="replace")


@contextmanager
def _log(path: str) -> Iterator[IO[bytes] | None]:
    if path == "-":
        yield None
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with Path(path).open("wb") as stream:
        yield stream


if __name__ == "__main__":
    main()
