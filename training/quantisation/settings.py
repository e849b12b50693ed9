"""What quantising is told, and what it hands to the process that does it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from insights.errors import EscutaError
from training.settings import PROJECTIONS, Architecture

Method = Literal["awq", "gptq"]

GROUPS = (128, 64, 32)
BITS = 4

STEPS = ("measured", "quantised", "written", "compared")
"""What `compress.py` tells of, in this order."""


@dataclass(frozen=True, kw_only=True)
class QuantiseSettings:
    """Weights in 4 bits, activations in 16 (W4A16), as compressed-tensors that vLLM reads."""

    method: Method | None = field(
        default=None,
        metadata={"help": "gptq: rounds so that outputs stay; awq: spares what matters; null: not at all"},
    )
    group_size: int | None = field(
        default=None,
        metadata={"help": "weights that share a scale; null: the largest of 128, 64, 32 that divides"},
    )

    def __post_init__(self) -> None:
        if self.group_size is not None and self.group_size not in GROUPS:
            raise EscutaError(
                f"{self.group_size} is not supported",
                field="quantize.group_size",
                remedy=f"use one of: {', '.join(map(str, GROUPS))}",
            )


@dataclass(frozen=True, kw_only=True)
class Work:
    """An order for `compress.py`, as JSON. Examples are files of arrays `ids`, `mask`, `offsets`."""

    base: str
    out: str
    method: Method
    group_size: int
    calibration: str
    heldout: str
    adapter: str | None
    threads: int | None
    result: str

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Work":
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def group_size_of(architecture: Architecture, settings: QuantiseSettings) -> int:
    """The group size for a model; `EscutaError` if its layers cannot be cut into such groups."""
    widths = {architecture.projection_shape(name)[0] for name in PROJECTIONS}
    wanted = GROUPS if settings.group_size is None else (settings.group_size,)
    for size in wanted:
        if not any(width % size for width in widths):
            return size
    raise EscutaError(
        f"layers of width {', '.join(map(str, sorted(widths)))} cannot be cut into groups of {wanted[-1]}",
        field="quantize.group_size",
        remedy="use a group size that divides all of them"
        if settings.group_size is not None
        else "a base whose widths 32 divides is needed",
    )
