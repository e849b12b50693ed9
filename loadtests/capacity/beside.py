"""How much longer work takes beside other threads of its process, which need the interpreter's lock as well.

Beside one that holds it, as the gateway's event loop does; and recogniser and model beside each other. What
threads wait for a core is taken off: that is no matter of the lock, and counted by itself (`others`).
"""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from loadtests.capacity.others import waited_s
from loadtests.plan.cores import Beside

_ROUND_S = 0.6
_ROUNDS = 9
_PIECE_S = 100e-6  # what an event loop does between two looks at its sockets
_PIECES = 5


@dataclass(frozen=True)
class Together:
    """Work beside a thread that holds the interpreter's lock for a `share` of the time, each by how it is
    alone: how fast the work is, and how long the other's bursts take."""

    share: float
    speed: float
    burst: float


@dataclass(frozen=True)
class Pair:
    """Recogniser and model at the same time: how fast each is, by how it is alone."""

    recogniser: float
    model: float


def rounds_beside(work: Callable[[], object]) -> tuple[Together, ...]:
    """`work` and a thread that holds the interpreter's lock, in turns alone and together."""
    piece = _piece()
    return tuple(_beside(work, piece) for _ in range(_ROUNDS))


def beside_of(rounds: Sequence[Together]) -> Beside:
    """By the medians: a single round is mostly chance."""
    share, speed, burst = (
        statistics.median(getattr(each, name) for each in rounds) for name in ("share", "speed", "burst")
    )
    left = max(0.05, (speed - (1 - share)) / share)
    return Beside(hindered=max(0.0, 1 / left - 1), hinders=max(0.0, burst - 1))


def _beside(work: Callable[[], object], piece: Callable[[], None]) -> Together:
    pace_alone = _pace(work)
    took_alone_s, _ = _held(piece, lambda holder: time.sleep(_ROUND_S))
    pace = 0.0

    def paced(holder: int) -> None:
        nonlocal pace
        pace = _pace(work, holder.__ne__)

    took_s, share = _held(piece, paced)
    return Together(share, pace / pace_alone, took_s / took_alone_s)


def crowded_of(speeds: Sequence[float]) -> float:
    """How much longer it takes, by the median."""
    return max(0.0, 1 / statistics.median(speeds) - 1)


def beside_each_other(recogniser: Callable[[], object], model: Callable[[], object]) -> tuple[Pair, ...]:
    """In turns alone and together."""
    return tuple(_pair(recogniser, model) for _ in range(_ROUNDS))


def _pair(recogniser: Callable[[], object], model: Callable[[], object]) -> Pair:
    own = {threading.get_native_id(), *_threads_of("language-model")}
    alone = _pace(recogniser), _pace(model)
    with ThreadPoolExecutor(1) as other:
        beside = other.submit(_pace, recogniser, lambda thread: thread not in own)
        model_pace = _pace(model, own.__contains__)
        return Pair(beside.result() / alone[0], model_pace / alone[1])


def _threads_of(name: str) -> list[int]:
    return [each.native_id for each in threading.enumerate() if each.name == name and each.native_id]


def _pace(work: Callable[[], object], counts: Callable[[int], bool] = lambda thread: True) -> float:
    """Rounds a second, without what the threads that count waited for a core."""
    began_s, waited_before_s, done = time.perf_counter(), waited_s(counts), 0
    while (passed_s := time.perf_counter() - began_s) < _ROUND_S:
        work()
        done += 1
    return done / max(passed_s / 10, passed_s - (waited_s(counts) - waited_before_s))


def _piece() -> Callable[[], None]:
    """As much Python as an event loop runs between two looks at its sockets."""
    rounds, took_s = 100, 0.0
    while took_s < _PIECE_S:
        rounds = rounds * 5 // 4
        took_s = min(_timed(rounds) for _ in range(5))
    return lambda: _spin(rounds)


def _timed(rounds: int) -> float:
    began_s = time.perf_counter()
    _spin(rounds)
    return time.perf_counter() - began_s


def _spin(rounds: int) -> None:
    total = 0
    for number in range(rounds):
        total += number


def _held(piece: Callable[[], None], meanwhile: Callable[[int], None]) -> tuple[float, float]:
    """Bursts of pieces in another thread, whose number `meanwhile` is told, with short pauses: mean seconds
    of one, and their share of the time."""
    ending = threading.Event()
    took: list[float] = []
    waited: list[float] = []

    def hold() -> None:
        own = threading.get_native_id()
        before_s = waited_s(own.__eq__)
        while not ending.is_set():
            began_s = time.perf_counter()
            for _ in range(_PIECES):
                piece()
                time.sleep(0)  # a look at the sockets gives the lock back
            took.append(time.perf_counter() - began_s)
            time.sleep(took[-1] / _PIECES)
        waited.append(waited_s(own.__eq__) - before_s)

    other = threading.Thread(target=hold, daemon=True)
    began_s = time.perf_counter()
    other.start()
    assert other.native_id is not None
    meanwhile(other.native_id)
    share = sum(took) / (time.perf_counter() - began_s)
    ending.set()
    other.join()
    took_s = max(sum(took) / 10, sum(took) - sum(waited)) / len(took)
    return took_s, min(0.95, max(0.05, share))
