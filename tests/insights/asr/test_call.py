"""A call from files, with a recogniser whose words are known: what is tested is everything around it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from insights.asr.call import CallSettings, transcribe_call
from insights.asr.engine import Heard, combine
from insights.asr.score import word_errors
from insights.audio.collect import CallFile, CallSource
from insights.records import Speaker, Turn, Word
from insights.resources import data_dir

DEMO = data_dir() / "demo" / "audio"


class Counting:
    """Says how long each window is, in tenths of a second."""

    window_s = 10.0

    def __init__(self, silent: bool = False) -> None:
        self.silent = silent

    def languages(self, windows: Sequence[np.ndarray]) -> dict[str, float]:
        return {"pt": 0.2, "es": 0.8}

    def transcribe(self, windows, language, *, word_timestamps=False) -> list[Heard]:
        word = Word(text="x", start_s=0, end_s=0.1, probability=1)
        words = (word,) if word_timestamps else None
        return [Heard("" if self.silent else f"{len(window) // 1600}", words) for window in windows]


@pytest.fixture(scope="module")
def demo() -> Path:
    """A two-channel call with speech."""
    return sorted(DEMO.glob("*.flac"))[0]


def source(*files: CallFile) -> CallSource:
    return CallSource(call_id="c", files=files, tenant="t")


def test_a_two_channel_call_has_turns_of_both_in_order(demo: Path):
    transcript = transcribe_call(source(CallFile(demo, demo.name)), Counting(), CallSettings())
    call = transcript.call
    assert call is not None
    assert {turn.speaker for turn in call.turns} == {Speaker.AGENT, Speaker.CUSTOMER}
    assert [turn.start_s for turn in call.turns] == sorted(turn.start_s for turn in call.turns)
    assert all(0 <= turn.start_s < turn.end_s <= call.duration_s for turn in call.turns)
    assert (call.language, call.audio.channels) == ("es", 2)
    (report,) = transcript.reports
    assert (report.status, report.layout) == ("transcribed", "one speaker per channel")
    assert 0 < report.speech_s < report.duration_s


def test_channels_can_be_the_other_way_round(demo: Path):
    straight = transcribe_call(source(CallFile(demo, "x")), Counting(), CallSettings(language="pt")).call
    swapped = transcribe_call(
        source(CallFile(demo, "x")),
        Counting(),
        CallSettings(language="pt", channels=(Speaker.CUSTOMER, Speaker.AGENT)),
    ).call
    assert straight.language == "pt"
    other = {Speaker.AGENT: Speaker.CUSTOMER, Speaker.CUSTOMER: Speaker.AGENT}
    assert [other[turn.speaker] for turn in straight.turns] == [turn.speaker for turn in swapped.turns]


def test_one_bad_file_of_two_is_reported_and_the_other_transcribed(demo: Path, tmp_path: Path):
    bad = tmp_path / "caller.wav"
    bad.write_bytes(b"")
    files = (CallFile(demo, "agent.flac"), CallFile(bad, "caller.wav", Speaker.CUSTOMER))
    transcript = transcribe_call(source(*files), Counting(), CallSettings())
    assert transcript.call is not None
    assert [(report.status, report.reason) for report in transcript.reports] == [
        ("transcribed", None),
        ("failed", "empty"),
    ]


def test_speech_without_words_is_a_failure_with_its_reason(demo: Path):
    transcript = transcribe_call(source(CallFile(demo, "x")), Counting(silent=True), CallSettings())
    assert transcript.call is None
    assert transcript.reports[0].reason == "no_words"


def test_times_of_words_count_from_the_start_of_the_call(demo: Path):
    call = transcribe_call(source(CallFile(demo, "x")), Counting(), CallSettings(word_timestamps=True)).call
    for turn in call.turns:
        assert turn.start_s - 0.31 <= turn.words[0].start_s <= turn.end_s


def test_languages_of_windows_combine_by_length():
    combined = combine([(9.0, {"pt": 0.9, "es": 0.1}), (1.0, {"pt": 0.1, "es": 0.9, "en": 0.0})])
    assert combined["pt"] > 0.8
    assert sum(combined.values()) == pytest.approx(1)


def turn(speaker: Speaker, start_s: float, text: str) -> Turn:
    return Turn(turn_id="t", speaker=speaker, start_s=start_s, end_s=start_s + 1, text=text)


def test_word_errors_compare_each_speaker_with_itself():
    said = [turn(Speaker.AGENT, 0, "Bom dia, como vai?"), turn(Speaker.CUSTOMER, 1, "vou bem")]
    heard = [turn(Speaker.CUSTOMER, 0, "vou bem"), turn(Speaker.AGENT, 1, "bom dia com vai")]
    errors = word_errors(said, heard)
    assert (errors.edits, errors.words) == (1, 6)
    mixed = [each.model_copy(update={"speaker": Speaker.UNKNOWN}) for each in heard]
    assert word_errors(said, mixed).edits > 1
    assert word_errors(said, []).edits == 6
