"""Progress bars: shown on a terminal, silent in pipes and tests."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def track(items: Iterable[T], *, total: int | None = None, label: str, unit: str = "it") -> Iterator[T]:
    """Iterate with a bar on stderr when it is a terminal."""
    return iter(
        tqdm(items, total=total, desc=label, unit=unit, disable=None, file=sys.stderr, dynamic_ncols=True)
    )


@contextmanager
def steps(total: int, *, label: str, unit: str = "it") -> Iterator[Callable[[str], None]]:
    """A bar for work done elsewhere: call what it gives once a step, with what has just been done."""
    with tqdm(
        total=total, desc=label, unit=unit, disable=None, file=sys.stderr, dynamic_ncols=True
    ) as progress:

        def step(done: str = "") -> None:
            progress.set_postfix_str(done, refresh=False)
            progress.update()

        yield step
