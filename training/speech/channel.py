"""What a telephone line does to a voice: gain, noise, a narrow band, mu-law; and sounds that are no speech.

Every function keeps the number of samples, so the times of words stay right.
"""

from functools import lru_cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from training.speech.voice import SAMPLE_RATE_HZ, Samples

TELEPHONE_RATE_HZ = 8_000
TELEPHONE_BAND_HZ = (300, 3_400)
MU = 255.0  # ITU-T G.711, mu-law
_TONES_HZ = (350, 400, 425, 440, 480, 620, 697, 941, 1_000, 1_209, 1_477)


@lru_cache(maxsize=1)
def _band() -> NDArray[np.float64]:
    sections: NDArray[np.float64] = butter(
        4, TELEPHONE_BAND_HZ, btype="band", fs=TELEPHONE_RATE_HZ, output="sos"
    )
    return sections


def mu_law(samples: NDArray[np.floating]) -> NDArray[np.floating]:
    """Through an 8-bit mu-law codec and back; input in [-1, 1]."""
    compressed = np.sign(samples) * np.log1p(MU * np.abs(samples)) / np.log1p(MU)
    levels = np.round(compressed * 127) / 127
    return np.asarray(np.sign(levels) * np.expm1(np.abs(levels) * np.log1p(MU)) / MU)


def telephone(samples: Samples, band: bool = True, codec: bool = True) -> Samples:
    """16 kHz sound as it comes back from an 8 kHz line; always the same number of samples."""
    if not len(samples):
        return samples
    narrow = resample_poly(samples, 1, 2)
    if band:
        narrow = sosfilt(_band(), narrow)
    if codec:
        narrow = mu_law(np.clip(narrow, -1, 1))
    wide = resample_poly(narrow, 2, 1)
    return np.asarray(wide[: len(samples)], dtype=np.float32)


def coloured_noise(count: int, slope: float, rng: Generator) -> Samples:
    """Noise of unit power whose spectrum falls with frequency to the power `slope` (0 white, 0.5 pink, 1
    brown).
    """
    white = rng.standard_normal(count).astype(np.float32)
    if count == 0 or slope == 0:
        return white
    spectrum = np.fft.rfft(white)
    spectrum /= np.arange(1, len(spectrum) + 1) ** slope
    noise = np.fft.irfft(spectrum, count)
    return np.asarray(noise / (noise.std() + 1e-9), dtype=np.float32)


def add_noise(samples: Samples, ratio_db: float, slope: float, rng: Generator) -> Samples:
    """Add noise at a signal-to-noise ratio in decibels."""
    power = float(np.sqrt(np.mean(np.square(samples)) + 1e-12)) if len(samples) else 0.0
    noise = coloured_noise(len(samples), slope, rng)
    return np.asarray(samples + noise * power * 10 ** (-ratio_db / 20), dtype=np.float32)


def degrade(samples: Samples, rng: Generator) -> Samples:
    """One random line: gain, noise in two cases of three, a telephone in three of five."""
    samples = samples * np.float32(10 ** (rng.uniform(-18, 0) / 20))
    if rng.random() < 0.65:
        samples = add_noise(samples, rng.uniform(8, 35), rng.uniform(0, 0.8), rng)
    draw = rng.random()
    if draw < 0.45:
        samples = telephone(samples)
    elif draw < 0.6:
        samples = telephone(samples, band=False, codec=rng.random() < 0.5)
    return np.asarray(np.clip(samples, -1, 1), dtype=np.float32)


def not_speech(rng: Generator) -> Samples:
    """One to five seconds of noise, tones, hum, clicks or nothing, as heard between the turns of a call."""
    count = int(SAMPLE_RATE_HZ * rng.uniform(1, 5))
    if rng.random() < 0.12:
        return np.zeros(count, np.float32)
    time_s = np.arange(count) / SAMPLE_RATE_HZ
    sound = coloured_noise(count, rng.uniform(0, 1), rng) * 10 ** (rng.uniform(-70, -20) / 20)
    draw = rng.random()
    if draw < 0.3:
        tone = np.sin(2 * np.pi * float(rng.choice(_TONES_HZ)) * time_s)
        on = np.sin(2 * np.pi * time_s / rng.uniform(0.4, 4.0)) > rng.uniform(-1, 0.5)
        sound = sound + rng.uniform(0.02, 0.3) * tone * on
    elif draw < 0.45:
        hum = sum(np.sin(2 * np.pi * 50 * k * time_s) / k for k in (1, 2, 3, 5))
        sound = sound + rng.uniform(0.005, 0.1) * hum
    elif draw < 0.6:
        for start in rng.integers(0, count, rng.integers(1, 8)):
            burst = coloured_noise(int(rng.integers(30, 1200)), 0.3, rng)[: count - start]
            fade = np.exp(-np.arange(len(burst)) / (len(burst) / 4 + 1))
            sound[start : start + len(burst)] += rng.uniform(0.02, 0.4) * burst * fade
    sound = np.clip(sound, -1, 1).astype(np.float32)
    return telephone(sound) if rng.random() < 0.4 else sound
