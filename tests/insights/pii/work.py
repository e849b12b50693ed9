"""Work counted in lines of Python that run: unlike seconds it is the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

_CHARACTERS = 2400


def lines_run(work: Callable[[str], object], text: str) -> int:
    """Lines that run while a text is worked on."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(text)
    finally:
        sys.settrace(before)
    return count


def growth(work: Callable[[str], object], piece: str) -> float:
    """How many times the work four times as much of a repeated piece is."""

    def repeated(characters: int) -> str:
        return (piece * (characters // len(piece) + 1))[:characters]

    work(repeated(_CHARACTERS))  # patterns are compiled before anything is counted
    return lines_run(work, repeated(4 * _CHARACTERS)) / lines_run(work, repeated(_CHARACTERS))
