"""Imports without optional machine-learning frameworks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast

_FRAMEWORKS = ("torch", "transformers", "stanza", "gliner", "tensorflow", "mxnet", "cupy")


@contextmanager
def hidden_frameworks() -> Iterator[None]:
    """Within the block, frameworks that are not yet imported look as if they were not installed.

    Import Presidio yourself beforehand to keep them, as a spaCy pipeline on torch would need.
    """
    hidden = [name for name in _FRAMEWORKS if name not in sys.modules]
    for name in hidden:
        # None in sys.modules makes an import raise ModuleNotFoundError.
        sys.modules[name] = cast(ModuleType, None)
    try:
        yield
    finally:
        for name in hidden:
            if sys.modules.get(name) is None:
                sys.modules.pop(name, None)
