"""Recorded speech and other sounds, 16 kHz."""

from functools import cache

import numpy as np

from insights.audio.decode import SAMPLE_RATE_HZ, Samples, decode_file
from insights.resources import data_dir

PORTUGUESE = "syn2026-0000003"
SPANISH = "syn2027-0000007"


@cache
def call(name: str = PORTUGUESE) -> Samples:
    """(2, n): a demo call, agent and customer."""
    samples = decode_file(data_dir() / "demo" / "audio" / f"{name}.flac").samples
    samples.setflags(write=False)
    return samples


def silence(seconds: float, channels: int = 1) -> Samples:
    return np.zeros((channels, round(seconds * SAMPLE_RATE_HZ)), dtype=np.float32)


def noise(seconds: float, level: float = 0.02, channels: int = 1) -> Samples:
    """White noise; `level` is its deviation."""
    shape = (channels, round(seconds * SAMPLE_RATE_HZ))
    return (np.random.default_rng(7).standard_normal(shape) * level).astype(np.float32)


def tone(seconds: float, hz: float = 440.0) -> Samples:
    times_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (0.2 * np.sin(2 * np.pi * hz * times_s)).astype(np.float32)[None]
