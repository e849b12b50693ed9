"""Characters per second of processor time, one core: the same texts for all, who goes first taking turns.

Processor time, not the clock: what else runs on the machine counts less. A ratio is the median over
rounds of what two systems did in the same round.
"""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commandline.progress import steps
from eval.pii.cases import BenchCase, BenchSet, System


@dataclass(frozen=True)
class Speed:
    """Of one system in one language; `ratio`: how many times as fast the first system is, None for itself."""

    characters_per_s: float
    ratio: float | None
    rounds: tuple[float, ...]


def sample(sets: Sequence[BenchSet], language: str, characters: int) -> list[BenchCase]:
    """Cases of each set in turn until there are `characters`."""
    streams: list[Iterator[BenchCase]] = [iter(each.of(language)) for each in sets]
    taken: list[BenchCase] = []
    total = 0
    while streams and total < characters:
        for stream in list(streams):
            case = next(stream, None)
            if case is None:
                streams.remove(stream)
            elif total < characters:
                taken.append(case)
                total += case.characters
    return taken


def measured(
    systems: Sequence[System], samples: Mapping[str, Sequence[BenchCase]], *, rounds: int
) -> dict[str, dict[str, Speed]]:
    """language → system → speed."""
    seconds: dict[tuple[str, str], list[float]] = {}
    with steps(rounds * len(samples) * len(systems), label="speed", unit="round") as step:
        for number in range(rounds):
            for language, cases in samples.items():
                order = [one for one in systems if language in one.languages]
                shift = number % len(order) if order else 0
                for system in order[shift:] + order[:shift]:
                    seconds.setdefault((language, system.name), []).append(_spent_s(system, cases, language))
                    step(f"{system.name} {language}")
    return {
        language: _speeds(
            {name: spent for (one, name), spent in seconds.items() if one == language},
            sum(case.characters for case in cases),
            systems[0].name,
        )
        for language, cases in samples.items()
    }


def _spent_s(system: System, cases: Sequence[BenchCase], language: str) -> float:
    started = time.process_time()
    for case in cases:
        system.find(case.turns, language)
    return time.process_time() - started


def _speeds(seconds: Mapping[str, Sequence[float]], characters: int, first: str) -> dict[str, Speed]:
    found = {}
    for name, spent in seconds.items():
        ratio = None
        if name != first and first in seconds:
            ratio = statistics.median(
                theirs / ours for ours, theirs in zip(seconds[first], spent, strict=True)
            )
        found[name] = Speed(
            characters_per_s=characters / statistics.median(spent),
            ratio=ratio,
            rounds=tuple(characters / one for one in spent),
        )
    return found
