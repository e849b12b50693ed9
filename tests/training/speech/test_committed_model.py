"""The model that ships with the project, through unmodified faster-whisper, as everything else opens it."""

import hashlib
import json

import jiwer
import numpy as np
import pytest
import soundfile
from scipy.signal import resample_poly

from insights.jsonl import read
from insights.records import GoldCall, Speaker
from insights.resources import data_dir
from training.speech.export import CHECKSUMS_FILE, MAXIMUM_BYTES, MODEL_FILES, check_export
from training.speech.language import plain
from training.speech.wer import DECODING, open_model, speech_windows, transcribe_call

MODEL = data_dir() / "models" / "speech"
DEMO = data_dir() / "demo"
# Well above what the card reports for whole calls: a broken export gives nonsense, not a few per cent more.
SANE_WER = 0.5


@pytest.fixture(scope="module")
def model():
    return open_model(MODEL)


def channel(gold, speaker, seconds):
    """The first seconds of a speaker's channel at 16 kHz, and what is said in them."""
    samples, rate_hz = soundfile.read(DEMO / "audio" / f"{gold.call_id}.flac", dtype="float32")
    mine = [turn for turn in gold.turns if turn.speaker is speaker and turn.end_s < seconds]
    end_s = max(turn.end_s for turn in mine) + 0.4
    sound = samples[: round(end_s * rate_hz), (Speaker.AGENT, Speaker.CUSTOMER).index(speaker)]
    wide = np.asarray(resample_poly(sound, 2, 1), dtype=np.float32)
    return wide, " ".join(plain(turn.text) for turn in mine)


def golds():
    found = {}
    for gold in read(GoldCall, DEMO / "gold.jsonl"):
        found.setdefault(gold.language, gold)
    return found


def test_its_checksums_are_right_and_it_is_small():
    sums = dict(reversed(line.split()) for line in (MODEL / CHECKSUMS_FILE).read_text().splitlines())
    assert set(sums) == set(MODEL_FILES)
    for name, digest in sums.items():
        assert hashlib.sha256((MODEL / name).read_bytes()).hexdigest() == digest
    assert sum(path.stat().st_size for path in MODEL.iterdir()) <= MAXIMUM_BYTES


def test_stock_code_opens_it_as_a_multilingual_model_with_a_window_of_ten_seconds():
    check_export(MODEL)


@pytest.mark.parametrize("language", ["pt", "es"])
def test_it_follows_the_opening_of_a_demo_call(model, language):
    gold = golds()[language]
    sound, reference = channel(gold, Speaker.AGENT, 25)
    assert jiwer.wer(reference, transcribe_call(model, sound, language)) < SANE_WER


@pytest.mark.parametrize("language", ["pt", "es"])
def test_it_knows_the_language(model, language):
    sound, _ = channel(golds()[language], Speaker.AGENT, 25)
    window = max(speech_windows(sound), key=lambda found: found["end"] - found["start"])
    _, info = model.transcribe(sound[int(window["start"] * 16_000) : int(window["end"] * 16_000)], **DECODING)
    assert info.language == language
    assert info.language_probability > 0.5


@pytest.mark.parametrize("kind", ["silence", "noise", "tone"])
def test_no_speech_gives_no_text(model, kind):
    rng = np.random.default_rng(0)
    sound = {
        "silence": np.zeros(48_000),
        "noise": 0.01 * rng.standard_normal(48_000),
        "tone": 0.1 * np.sin(2 * np.pi * 425 * np.arange(48_000) / 16_000),
    }[kind].astype(np.float32)
    segments, _ = model.transcribe(sound, language="pt", without_timestamps=True, **DECODING)
    assert "".join(segment.text for segment in segments).strip() == ""


def test_its_report_says_how_it_was_made_and_how_good_it_is():
    report = json.loads((MODEL / "build.json").read_text(encoding="utf-8"))
    assert report["trained"]["step"] > 0
    assert report["command"].startswith("python -m pipelines.build_speech")
    for condition in ("known_phrasings", "unheard_phrasings", "calls_unheard_phrasings"):
        assert {"pt", "es"} <= set(report["error_rates"][condition])
