"""Speech from espeak-ng, in this process, with the times of its words and phonemes.

espeak-ng is needed only to build models and demo audio; running them does not touch it. The binding covers
the few functions used (`speak_lib.h` of espeak-ng 1.50 and later).
"""

import ctypes
import ctypes.util
import itertools
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from insights.errors import EscutaError

SAMPLE_RATE_HZ = 16_000
Samples = NDArray[np.float32]

ACCENTS = {
    "pt-BR": "pt-br",
    "pt-PT": "pt",
    "es-ES": "es",
    "es-MX": "es-419",
}
# Voice variants of espeak-ng. The held-out ones are never heard in training: they measure unseen voices.
TRAINING_VARIANTS = (
    *("m1", "m2", "m3", "m4", "m5", "m7", "m8", "f1", "f2", "f3", "f5"),
    *("Andrea", "Henrique", "Hugo", "Lee", "anika", "boris", "john", "steph2", "zac", "max", "linda"),
)
UNSEEN_VARIANTS = ("f4", "m6", "Marco")

_SYNCHRONOUS = 2
_PHONEME_EVENTS = 1
_UTF8 = 1
_CHARACTER_POSITION = 1
_WORD_EVENT = 1
_PHONEME_EVENT = 7
_RATE, _PITCH, _RANGE = 1, 3, 4
_AUDIBLE = 0.01
_TAIL_S = 0.025


@dataclass(frozen=True)
class Voice:
    """Who speaks. `accent` is an espeak voice, `variant` its timbre, `rate` words a minute, others 0–100."""

    accent: str
    variant: str
    rate: int = 165
    pitch: int = 50
    pitch_range: int = 50

    @property
    def name(self) -> str:
        return f"{self.accent}+{self.variant}"


@dataclass(frozen=True)
class SpokenWord:
    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Speech:
    """Sound at 16 kHz in [-1, 1], its words in order, and each phoneme's start (seconds, espeak's name)."""

    samples: Samples
    words: tuple[SpokenWord, ...]
    phonemes: tuple[tuple[float, str], ...]

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ


class _EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


def espeak_available() -> bool:
    """Whether the shared library can be found."""
    return ctypes.util.find_library("espeak-ng") is not None


class Synthesiser:
    """espeak-ng. One per process: the library keeps its state in globals."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            raise EscutaError(
                "espeak-ng is not installed; building speech needs it (running the model does not)",
                remedy="apt-get install espeak-ng   (macOS: brew install espeak-ng)",
            )
        self._library = ctypes.CDLL(name)
        self._native_rate_hz: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        if self._native_rate_hz <= 0:
            raise EscutaError("espeak-ng does not start", remedy="check that its voice data is installed")
        self._blocks: list[NDArray[np.int16]] = []
        self._word_events: list[tuple[int, int]] = []
        self._phoneme_events: list[tuple[int, str]] = []
        self._voice: Voice | None = None
        self._callback = _CALLBACK(self._receive)  # kept: the library holds a bare pointer to it
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: Voice) -> Speech:
        """Speak words separated by single spaces; silence at the end is cut off."""
        self._use(voice)
        self._blocks.clear()
        self._word_events.clear()
        self._phoneme_events.clear()
        raw = text.encode() + b"\0"
        status = self._library.espeak_Synth(
            raw, ctypes.c_size_t(len(raw)), 0, _CHARACTER_POSITION, 0, _UTF8, None, None
        )
        if status != 0:
            raise EscutaError(f"espeak-ng failed with status {status}")
        self._library.espeak_Synchronize()
        pcm = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
        samples = _trimmed(self._resampled(pcm))
        duration_s = len(samples) / SAMPLE_RATE_HZ
        starts = [(position, sample / self._native_rate_hz) for position, sample in self._word_events]
        phonemes = ((sample / self._native_rate_hz, name) for sample, name in self._phoneme_events)
        return Speech(samples, word_times(text, starts, duration_s), tuple(phonemes))

    def _use(self, voice: Voice) -> None:
        changed = self._voice is None or voice.name != self._voice.name
        if changed and self._library.espeak_SetVoiceByName(voice.name.encode()) != 0:
            raise EscutaError(
                f"espeak-ng has no voice {voice.name}", remedy="install espeak-ng 1.50 or later"
            )
        for parameter, value in ((_RATE, voice.rate), (_PITCH, voice.pitch), (_RANGE, voice.pitch_range)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._voice = voice

    def _receive(
        self, wave: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]"
    ) -> int:
        if wave and count > 0:
            self._blocks.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while (event := events[index]).type != 0:
            if event.type == _WORD_EVENT:
                self._word_events.append((event.text_position - 1, event.sample))
            elif event.type == _PHONEME_EVENT:
                name = bytes(event.id.string).split(b"\0")[0].decode("utf-8", "replace")
                self._phoneme_events.append((event.sample, name))
            index += 1
        return 0

    def _resampled(self, pcm: NDArray[np.int16]) -> Samples:
        divisor = int(np.gcd(SAMPLE_RATE_HZ, self._native_rate_hz))
        floating = np.asarray(pcm / 32_768, dtype=np.float32)
        if not len(floating):
            return floating
        resampled = resample_poly(floating, SAMPLE_RATE_HZ // divisor, self._native_rate_hz // divisor)
        return np.asarray(resampled, dtype=np.float32)


def word_times(text: str, starts: list[tuple[int, float]], duration_s: float) -> tuple[SpokenWord, ...]:
    """Times of every word from espeak's events (character position, seconds).

    espeak speaks some words as one ("de la"): those share the time in proportion to their letters.
    """
    words = text.split()
    if not words:
        return ()
    offsets: list[int] = []
    position = 0
    for word in words:
        offsets.append(position)
        position += len(word) + 1
    known: dict[int, float] = {}
    for position, start_s in starts:
        nearest = min(range(len(words)), key=lambda index: abs(offsets[index] - position))
        known.setdefault(nearest, start_s)
    known[0] = known.get(0, 0.0)
    timed: list[SpokenWord] = []
    anchors = [*sorted(known), len(words)]
    for first, after in itertools.pairwise(anchors):
        begin_s = known[first]
        end_s = max(begin_s, min(duration_s, known.get(after, duration_s)))
        letters = sum(len(word) for word in words[first:after])
        for word in words[first:after]:
            share_s = (end_s - known[first]) * len(word) / letters
            timed.append(SpokenWord(word, begin_s, begin_s + share_s))
            begin_s += share_s
    return tuple(timed)


def random_voice(language: str, rng: Random, variants: tuple[str, ...] = TRAINING_VARIANTS) -> Voice:
    """A voice of a language with a rate and pitch of its own."""
    accents = [accent for locale, accent in ACCENTS.items() if locale.startswith(language)]
    return Voice(
        accent=rng.choice(accents),
        variant=rng.choice(variants),
        rate=rng.randint(130, 205),
        pitch=rng.randint(30, 75),
        pitch_range=rng.randint(30, 70),
    )


def _trimmed(samples: Samples) -> Samples:
    audible = np.nonzero(np.abs(samples) > _AUDIBLE)[0]
    return samples[: audible[-1] + round(_TAIL_S * SAMPLE_RATE_HZ)] if len(audible) else samples
