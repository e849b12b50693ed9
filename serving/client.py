"""Stream a call to the live path as if it were happening, and show what an operator would see.

    python -m serving.client CALL.wav --tenant telecom --conversation demo-1
    python -m serving.client calls.jsonl --text --call syn2026-0000003 --tenant telecom --conversation demo-2

Takes any audio file that libav reads; two channels are agent and customer. With --text it takes a transcript:
calls as `pipelines.transcribe` writes them, or lines such as "customer: I want to leave". Reconnects and goes
on by itself when the line is lost. Ctrl-C ends the call early and still waits for the summary.

Exit codes: 0 the call ended well; 1 it ended otherwise, or the line was lost for good; 2 a problem the user
can mend (file, address, token); 130 interrupted twice.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from insights.errors import EscutaError

if TYPE_CHECKING:
    from serving.protocol import Event, Start, TextMessage
    from serving.showing import Screen
    from serving.streaming import CallStream

EXIT_WELL = 0
EXIT_BADLY = 1
EXIT_USER_ERROR = 2
EXIT_INTERRUPTED = 130

DEFAULT_URL = "ws://127.0.0.1:8000"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m serving.client",
        description=(__doc__ or "").partition("Exit codes")[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument(
        "call", type=Path, metavar="CALL.wav", help="an audio file of 8–48 kHz, or a transcript"
    )
    found.add_argument("--text", action="store_true", help="it is a transcript, to be sent as text")
    found.add_argument("--call", dest="call_id", help="which call of a file of several (default: the first)")
    found.add_argument("--tenant", required=True, help="whose call it is")
    found.add_argument("--conversation", required=True, help="the call's name")
    found.add_argument("--url", default=DEFAULT_URL, help="the server (default: %(default)s)")
    found.add_argument("--token", default=None, help="bearer token (default: API_TOKEN of the environment)")
    found.add_argument("--speed", type=float, default=1.0, help="1 real time, 2 twice as fast, 0 at once")
    found.add_argument("--language", choices=("pt", "es"), help="default: found out from the first words")
    found.add_argument("--model", help="a recogniser other than the server's default")
    found.add_argument(
        "--chunk-ms",
        type=int,
        default=int(os.environ.get("CHUNK_MS") or 100),
        help="sound in one message, milliseconds (default: CHUNK_MS of the environment, or %(default)s)",
    )
    found.add_argument("--json", action="store_true", help="print the events as JSON lines")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, stream, show; the exit code."""
    options = parser().parse_args(arguments)
    try:
        return asyncio.run(stream(options))
    except EscutaError as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


async def stream(options: argparse.Namespace) -> int:
    """One call; the exit code."""
    from serving.protocol import SessionEnded
    from serving.showing import JsonLines, Terminal
    from serving.streaming import CallStream, Pacing, StreamError, Target

    if options.speed < 0 or not 10 <= options.chunk_ms <= 2000:
        raise EscutaError("--speed must not be negative, --chunk-ms between 10 and 2000")
    data, start = _said(options)
    screen: Screen = JsonLines() if options.json else Terminal()
    call = CallStream(
        Target(
            options.url.replace("http", "ws", 1) if options.url.startswith("http") else options.url,
            options.tenant,
            options.conversation,
            options.token or _bare_token(),
        ),
        start,
        data,
        Pacing(speed=options.speed, chunk_ms=options.chunk_ms),
        on_reconnect=screen.reconnecting,
    )
    _stop_on_interrupt(call)
    reason = None
    try:
        async for event in call.events():
            screen.show(event)
            reason = _reason(event, SessionEnded) or reason
    except StreamError as error:
        if error.status is not None:
            raise EscutaError(str(error), field="--token" if error.status in (401, 403) else None) from None
        if call.session_id is None:
            raise EscutaError(
                str(error), field="--url", remedy="start it with: python -m serving (or make serve)"
            ) from None
        print(f"error: {error}", file=sys.stderr)
        return EXIT_BADLY
    return EXIT_WELL if reason == "stopped" else EXIT_BADLY


def _said(options: argparse.Namespace) -> "tuple[bytes | tuple[TextMessage, ...], Start]":
    """What to send, and the message that opens the session."""
    from serving.protocol import AudioFormat, Start, TextFormat

    if options.text:
        from serving.transcripts import read_transcript

        turns, language = read_transcript(options.call, options.call_id, options.language)
        return turns, Start(audio=TextFormat(), language=language)
    data, channels = pcm16(options.call)
    audio = AudioFormat(channels=channels)
    return data, Start(audio=audio, language=options.language, asr_model=options.model)


def pcm16(path: Path) -> tuple[bytes, int]:
    """A file as interleaved PCM16 at 16 kHz, and its channels; more than two are mixed into one."""
    import numpy as np

    from insights.audio.decode import AudioError, decode_file

    try:
        sound = decode_file(path)
    except AudioError as error:
        raise EscutaError(f"{error.fault.value}: {error.detail}", file=path.name) from None
    samples = sound.samples if sound.channels <= 2 else sound.samples.mean(axis=0, keepdims=True)
    data = (np.clip(samples.T, -1, 1) * 32767).astype("<i2").tobytes()
    return data, int(samples.shape[0])


def _reason(event: "Event", ended: type) -> str | None:
    return str(getattr(event, "reason", None)) if isinstance(event, ended) else None


def _bare_token() -> str | None:
    """API_TOKEN where it is one token; a list of tenants' tokens is the server's."""
    token = os.environ.get("API_TOKEN")
    return token if token and "=" not in token and "," not in token else None


def _stop_on_interrupt(call: "CallStream") -> None:
    """The first Ctrl-C ends the call, the second the program."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        call.stop()
        loop.remove_signal_handler(signal.SIGINT)

    try:
        loop.add_signal_handler(signal.SIGINT, stop)
    except (NotImplementedError, RuntimeError, ValueError):
        return  # no signals on this platform, or outside the main thread: Ctrl-C ends the program at once


if __name__ == "__main__":
    sys.exit(main())
