"""Windows of 5 s with speech in them, cut from the demo's calls: what recognisers are measured on."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from insights.audio.decode import SAMPLE_RATE_HZ, Samples, decode_file
from insights.audio.vad import VadSettings, utterances
from insights.resources import data_dir

SECONDS = 5
_SAMPLES = SECONDS * SAMPLE_RATE_HZ
_BEFORE = SAMPLE_RATE_HZ // 4


def demo_files() -> list[Path]:
    """Those of both languages in turn."""
    files = sorted((data_dir() / "demo" / "audio").glob("*.flac"))
    half = len(files) // 2
    return [each for pair in zip(files[:half], files[half:], strict=False) for each in pair]


def windows(count: int) -> list[Samples]:
    """Each begins a quarter of a second before somebody speaks; what follows in the call stays in it."""
    found = list(islice(_cut(), count))
    return [np.ascontiguousarray(found[number % len(found)]) for number in range(count)]


def _cut() -> Iterator[Samples]:
    for path in demo_files():
        for row in decode_file(path).samples:
            free = 0
            for spoken in utterances(row, VadSettings(), 10.0):
                start = round(spoken.start_s * SAMPLE_RATE_HZ) - _BEFORE
                if start >= free and start + _SAMPLES <= len(row):
                    yield row[start : start + _SAMPLES]
                    free = start + _SAMPLES
