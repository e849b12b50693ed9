"""What it costs to keep a call where another gateway finds it: to make its checkpoint, to write it to Redis.

    redis-server --port 6399 --save "" &
    python -m loadtests.journal_bench --redis redis://127.0.0.1:6399/0

The call is one of the demo's: its checkpoint after every turn, each written with one event, as a session
does. Milliseconds of wall-clock time; the write is one round trip.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from insights.errors import EscutaError
from insights.records import GoldCall
from insights.resources import data_dir
from insights.session.call import CallLogic
from insights.session.settings import SessionSettings
from insights.text.live import CleanerMemory
from serving.gateway.checkpoint import AnswersMemory, Checkpoint, Figures, SafePoint
from serving.protocol import Start, TextFormat
from serving.state.api import StateUnavailable
from serving.state.calls import CallWrite
from serving.state.redis import RedisState
from serving.state.settings import StateSettings

_EVENT = "e" * 600  # bytes of a usual `batch_processed`
_KEPT_EVENTS = 5
_KEEP_S = 60.0


def checkpoints(call: GoldCall) -> Iterator[Checkpoint]:
    """Of a call in text, after each of its turns."""
    logic = CallLogic(SessionSettings(), session_id="bench", language=call.language)
    said = ""
    for number, turn in enumerate(call.turns, start=1):
        logic.heard([turn], turn.end_s)
        said = f"{said}{turn.text}\n"[-1000:]
        yield Checkpoint(
            session_id="bench",
            conversation_id="bench",
            tenant="bench",
            start=Start(audio=TextFormat(), language=call.language),
            started_at=datetime.now(UTC),
            last_seq=number + 1,
            safe=SafePoint(number, number, received_s=turn.end_s, cleaner=CleanerMemory(said, {"NOME": 3})),
            cuts=(),
            language=call.language,
            figures=Figures(number, number, number, turn.end_s),
            held=False,
            logic=logic.memory,
            answers=AnswersMemory((), (), {}, (), None, None),
            summed_up=False,
            ending=None,
            ended=False,
        )


async def measure(url: str, rounds: int) -> str:
    """The table. Raises `EscutaError` where Redis is not there."""
    line = (data_dir() / "demo" / "gold.jsonl").read_text(encoding="utf-8").splitlines()[0]
    made_ms, written_ms, sizes = [], [], []
    state = RedisState(url, StateSettings(prefix="escuta-bench"))
    assert state.calls is not None
    try:
        for number in range(rounds):
            for checkpoint in checkpoints(GoldCall.model_validate_json(line)):
                began_s = time.perf_counter()
                text = checkpoint.to_json()
                made_ms.append((time.perf_counter() - began_s) * 1e3)
                sizes.append(len(text.encode()))
                seq = checkpoint.last_seq
                write = CallWrite(
                    call=f"bench-{number}",
                    name="bench/bench",
                    fence=1,
                    state=text,
                    events=[(seq, _EVENT)],
                    first_seq=max(1, seq - _KEPT_EVENTS),
                    whole=seq == 2,
                    keep_s=_KEEP_S,
                    due_s=None,
                )
                began_s = time.perf_counter()
                await state.calls.save(write)
                written_ms.append((time.perf_counter() - began_s) * 1e3)
    except StateUnavailable:
        raise EscutaError("Redis does not answer", field="--redis", remedy="start one: see --help") from None
    finally:
        await state.close()
    rows = [_row("checkpoint made, ms", made_ms), _row("written, ms", written_ms), _row("size, bytes", sizes)]
    return "\n".join([f"{'':22}{'median':>10}{'p95':>10}{'most':>10}", *rows])


def _row(name: str, values: Sequence[float]) -> str:
    p95 = statistics.quantiles(values, n=20)[-1]
    return f"{name:22}{statistics.median(values):10.2f}{p95:10.2f}{max(values):10.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--redis", required=True, help="redis://HOST:PORT/0 or unix:///PATH")
    parser.add_argument("--rounds", type=int, default=50, help="times the call is played (default: 50)")
    options = parser.parse_args()
    try:
        print(asyncio.run(measure(options.redis, options.rounds)))
    except EscutaError as error:
        parser.exit(2, f"error: {error}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
