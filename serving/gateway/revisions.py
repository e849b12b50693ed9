"""Results of questions, put in the order of their insight's revisions."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Line(Generic[T]):
    expected: list[int] = field(default_factory=list)
    arrived: dict[int, T] = field(default_factory=dict)


class Revisions(Generic[T]):
    """A result waits for the results of lower revisions of the same insight; every one asked for comes."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line[T]] = {}

    def expect(self, insight_id: str, rev: int) -> None:
        """A revision was asked for."""
        line = self._lines.setdefault(insight_id, _Line())
        line.expected.append(rev)
        line.expected.sort()

    def settle(self, insight_id: str, rev: int, result: T) -> list[T]:
        """A result is there: those that can go out now, in order. One that nobody asked for is dropped."""
        line = self._lines.get(insight_id)
        if line is None or rev not in line.expected:
            return []
        line.arrived[rev] = result
        ready = []
        while line.expected and line.expected[0] in line.arrived:
            ready.append(line.arrived.pop(line.expected.pop(0)))
        if not line.expected:
            del self._lines[insight_id]
        return ready
