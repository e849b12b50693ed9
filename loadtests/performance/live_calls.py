"""Calls of about 8 s whose words are known, and how much of them arrived."""

import json
import random
import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from insights.asr.engine import load_engine
from insights.asr.settings import AsrSettings
from insights.audio.decode import SAMPLE_RATE_HZ, Samples, decode_file
from insights.pii.scrubber import Scrubber
from insights.records import Speaker, Turn
from insights.resources import data_dir
from insights.text.glossary import load_glossary
from insights.text.live import LiveCleaner

_LEAD_S, _PAUSE_S, _MARGIN_S = 0.3, 0.6, 0.2
_SHORTEST_S, _LONGEST_S = 1.0, 4.5
_DRAWS = 12
_TENANT = "telecom"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, repr=False)
class Utterance:
    """A turn of the demo: its words, and its sound with a little before and after."""

    text: str
    samples: Samples


@dataclass(frozen=True, repr=False)
class LiveCall:
    """Two or three utterances with pauses between them; nobody speaks after the last."""

    language: str
    utterances: tuple[Utterance, ...]

    @property
    def pcm(self) -> bytes:
        """Mono PCM16 at 16 kHz."""
        parts = [np.zeros(int(_LEAD_S * SAMPLE_RATE_HZ), np.float32)]
        for number, each in enumerate(self.utterances):
            if number:
                parts.append(np.zeros(int(_PAUSE_S * SAMPLE_RATE_HZ), np.float32))
            parts.append(each.samples)
        return (np.clip(np.concatenate(parts), -1, 1) * 32767).astype("<i2").tobytes()

    @property
    def tail(self) -> str:
        """What was said last."""
        return self.utterances[-1].text


@cache
def spoken() -> dict[str, list[Utterance]]:
    """Utterances of the demo by language. Those that cleaning changes (names, numbers, hesitations) are left
    out: what ours tells is clean, and words are what is compared."""
    scrubber = Scrubber()
    found: dict[str, list[Utterance]] = {}
    demo = data_dir() / "demo"
    for line in (demo / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        call = json.loads(line)
        rows = decode_file(demo / "audio" / f"{call['call_id']}.flac").samples
        for turn in call["turns"]:
            seconds = turn["end_s"] - turn["start_s"]
            if not _SHORTEST_S <= seconds <= _LONGEST_S:
                continue
            if _words(_cleaned(turn["text"], call["language"], scrubber)) != _words(turn["text"]):
                continue
            row = rows[0 if turn["speaker"] == "agent" else 1]
            first, last = (int(turn[name] * SAMPLE_RATE_HZ) for name in ("start_s", "end_s"))
            margin = int(_MARGIN_S * SAMPLE_RATE_HZ)
            own = Utterance(turn["text"], row[max(0, first - margin) : last + margin])
            found.setdefault(call["language"], []).append(own)
    return found


def _cleaned(text: str, language: str, scrubber: Scrubber) -> str:
    cleaner = LiveCleaner(language, scrubber, load_glossary(_TENANT, language))
    turn = Turn(turn_id="t1", speaker=Speaker.AGENT, start_s=0.0, end_s=1.0, text=text)
    return " ".join(each.text for each in (*cleaner.clean([turn]), *cleaner.flush()))


def build(count: int, seconds: float, seed: int) -> list[LiveCall]:
    """So many calls, near `seconds` long, the languages in turn; the same for the same seed."""
    chance, by_language = random.Random(seed), spoken()
    languages = sorted(by_language)
    calls = []
    for number in range(count):
        language = languages[number % len(languages)]
        draws = [chance.sample(by_language[language], chance.choice((2, 3))) for _ in range(_DRAWS)]
        chosen = min(draws, key=lambda draw: abs(_length_s(draw) - seconds))
        calls.append(LiveCall(language, tuple(chosen)))
    return calls


def found_offline(calls: list[LiveCall]) -> list[bool]:
    """Does the embedded model itself find the last utterance, given its bounds and all the time it needs?"""
    engine = load_engine(AsrSettings(beam_size=5))
    heard = {
        id(each.utterances[-1]): engine.transcribe([each.utterances[-1].samples], each.language)[0].text
        for each in {id(call.utterances[-1]): call for call in calls}.values()
    }
    return [arrived(call.tail, heard[id(call.utterances[-1])]) for call in calls]


def arrived(tail: str, text: str) -> bool:
    """At least half the last utterance's words stand, in order, near the end of the text."""
    wanted, given = _words(tail), _words(text)
    given = given[-(len(wanted) + 3) :]
    row = [0] * (len(given) + 1)
    for word in wanted:  # the longest common subsequence
        before = 0
        for at, other in enumerate(given, start=1):
            before, row[at] = row[at], before + 1 if word == other else max(row[at], row[at - 1])
    return 2 * row[-1] >= len(wanted)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _length_s(draw: list[Utterance]) -> float:
    return _LEAD_S + sum(len(each.samples) / SAMPLE_RATE_HZ + _PAUSE_S for each in draw) - _PAUSE_S
