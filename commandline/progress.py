"""Progress bars: shown on a terminal, silent in pipes and tests."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def track(items: Iterable[T], *, total: int | None = None, label: str, unit: str = "it") -> Iterator[T]:
    """Iterate with a bar on stderr when it is a terminal."""
    return iter(
        tqdm(items, total=total, desc=label, unit=unit, disable=None, file=sys.stderr, dynamic_ncols=True)
    )
