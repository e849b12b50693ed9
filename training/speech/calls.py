"""Synthetic calls as sound: a channel and a voice per speaker, pauses as in talk, and the gold with the real
times.
"""

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import resample_poly

from insights.errors import EscutaError
from insights.records import GoldCall, Speaker, Turn
from training.speech.channel import TELEPHONE_RATE_HZ, telephone
from training.speech.language import plain
from training.speech.voice import ACCENTS, SAMPLE_RATE_HZ, TRAINING_VARIANTS, Samples, Synthesiser, Voice

CHANNELS = (Speaker.AGENT, Speaker.CUSTOMER)
LONGEST_TURN_GAP_S = 0.95
_OVERLAP_S = 0.4
_PHRASE_WORDS = (5, 11)


@dataclass(frozen=True)
class SpokenCall:
    """`samples` (n, 2) at 8 kHz, agent then customer; `gold` with times as heard."""

    samples: NDArray[np.float32]
    gold: GoldCall

    @property
    def duration_s(self) -> float:
        return len(self.samples) / TELEPHONE_RATE_HZ


def cast(locale: str, rng: Random, variants: tuple[str, ...] = TRAINING_VARIANTS) -> dict[Speaker, Voice]:
    """Two different voices of a locale."""
    agent, customer = rng.sample(variants, 2)
    return {
        speaker: Voice(
            ACCENTS[locale], variant, rng.randint(145, 190), rng.randint(35, 70), rng.randint(35, 65)
        )
        for speaker, variant in ((Speaker.AGENT, agent), (Speaker.CUSTOMER, customer))
    }


def say_turn(text: str, voice: Voice, synthesiser: Synthesiser, rng: Random) -> Samples:
    """Speak a turn as people do, a few words and a breath at a time."""
    words = plain(text).split()
    parts: list[Samples] = []
    while words:
        count = len(words) if len(words) <= _PHRASE_WORDS[1] + 2 else rng.randint(*_PHRASE_WORDS)
        if parts:
            parts.append(np.zeros(round(rng.uniform(0.12, 0.5) * SAMPLE_RATE_HZ), np.float32))
        parts.append(synthesiser.say(" ".join(words[:count]), voice).samples)
        words = words[count:]
    turn = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    peak = float(np.abs(turn).max()) if len(turn) else 0.0
    return np.asarray(turn / (peak + 1e-6), dtype=np.float32)


def render_call(
    gold: GoldCall,
    synthesiser: Synthesiser,
    rng: Random,
    noise: Generator,
    variants: tuple[str, ...] = TRAINING_VARIANTS,
) -> SpokenCall:
    """Speak a call of the spoken style. Gaps and overlaps between turns are the gold's own, within reason."""
    if gold.style != "asr":
        raise EscutaError("only calls in the spoken style can be spoken", field="style")
    voices = cast(gold.locale, rng, variants)
    loudness = {speaker: rng.uniform(0.3, 0.8) for speaker in CHANNELS}
    placed: list[tuple[int, Speaker, Samples]] = []
    turns: list[Turn] = []
    clock_s = rng.uniform(0.4, 1.2)
    ends_s: dict[Speaker, float] = dict.fromkeys(CHANNELS, 0.0)
    for index, turn in enumerate(gold.turns):
        if index:
            gap_s = turn.start_s - gold.turns[index - 1].end_s
            clock_s += min(LONGEST_TURN_GAP_S, max(-_OVERLAP_S, gap_s))
        start_s = max(clock_s, ends_s[turn.speaker] + 0.3 if ends_s[turn.speaker] else 0.0)
        sound = say_turn(turn.text, voices[turn.speaker], synthesiser, rng) * loudness[turn.speaker]
        first = round(start_s * SAMPLE_RATE_HZ)
        placed.append((first, turn.speaker, sound))
        clock_s = (first + len(sound)) / SAMPLE_RATE_HZ
        ends_s[turn.speaker] = clock_s
        turns.append(
            Turn(
                turn_id=turn.turn_id,
                speaker=turn.speaker,
                start_s=round(first / SAMPLE_RATE_HZ, 3),
                end_s=round(clock_s, 3),
                text=turn.text,
            )
        )
    total = max(first + len(sound) for first, _, sound in placed) + SAMPLE_RATE_HZ
    wide = np.zeros((total, len(CHANNELS)), np.float32)
    for first, speaker, sound in placed:
        wide[first : first + len(sound), CHANNELS.index(speaker)] += sound
    channels = [_line(wide[:, channel], rng, noise) for channel in range(len(CHANNELS))]
    return SpokenCall(np.stack(channels, axis=1), retimed(gold, tuple(turns)))


def retimed(gold: GoldCall, turns: tuple[Turn, ...]) -> GoldCall:
    """The gold of a call with new times for its turns; each event keeps the turns it begins and ends with."""
    if [turn.turn_id for turn in turns] != [turn.turn_id for turn in gold.turns]:
        raise EscutaError("the turns differ from the gold's", field="turns")
    starts = {turn.start_s: new.start_s for turn, new in zip(gold.turns, turns, strict=True)}
    ends = {turn.end_s: new.end_s for turn, new in zip(gold.turns, turns, strict=True)}
    if not all(event.start_s in starts and event.end_s in ends for event in gold.events):
        raise EscutaError("an event does not begin and end with a turn", field="events")
    events = tuple(
        event.model_copy(update={"start_s": starts[event.start_s], "end_s": ends[event.end_s]})
        for event in gold.events
    )
    return gold.model_copy(update={"turns": turns, "events": events})


def _line(samples: Samples, rng: Random, noise: Generator) -> NDArray[np.float32]:
    """A channel at 8 kHz with light noise and, on most, the telephone's band and codec."""
    voiced = samples[np.abs(samples) > 0]
    power = float(np.sqrt(np.mean(np.square(voiced)))) if len(voiced) else 0.01
    level = power * 10 ** (-rng.uniform(38, 52) / 20)
    noisy = samples + level * noise.standard_normal(len(samples)).astype(np.float32)
    if rng.random() < 0.7:
        noisy = telephone(np.asarray(np.clip(noisy, -1, 1), dtype=np.float32))
    return np.asarray(np.clip(resample_poly(noisy, 1, 2), -1, 1), dtype=np.float32)


def as_pcm(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """16-bit samples of which 12 bits are used, about what a telephone line carries; the idle ones compress
    away.
    """
    steps = np.round(samples * 2**11).clip(-(2**11), 2**11 - 1)
    return (steps * 2**4).astype(np.int16)
