import hashlib
import itertools

import numpy as np
import pytest
import soundfile

from insights.jsonl import read
from insights.records import GoldCall, Speaker
from insights.resources import data_dir
from insights.synthetic import TENANTS

DEMO = data_dir() / "demo"
GOLD = list(read(GoldCall, DEMO / "gold.jsonl"))


def test_both_languages_and_every_tenant_are_there():
    assert {(gold.language, gold.tenant) for gold in GOLD} == {
        (language, tenant) for language in ("pt", "es") for tenant in TENANTS
    }
    assert {gold.partition for gold in GOLD} == {"test"}
    assert {gold.style for gold in GOLD} == {"asr"}
    assert len({gold.call_id for gold in GOLD}) == len(GOLD) >= 14


def test_the_audio_is_small_and_as_its_checksums_say():
    files = {path.name for path in (DEMO / "audio").glob("*.flac")}
    assert files == {f"{gold.call_id}.flac" for gold in GOLD}
    assert sum((DEMO / "audio" / name).stat().st_size for name in files) <= 9_000_000
    for line in (DEMO / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((DEMO / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("gold", GOLD[::5], ids=lambda gold: gold.call_id)
def test_turns_stand_where_their_speaker_is_heard(gold):
    samples, rate_hz = soundfile.read(DEMO / "audio" / f"{gold.call_id}.flac")
    assert rate_hz == 8_000
    assert samples.shape[1] == 2
    assert 50 <= len(samples) / rate_hz <= 90
    for turn in gold.turns:
        heard = samples[round(turn.start_s * rate_hz) : round(turn.end_s * rate_hz)]
        own = 0 if turn.speaker is Speaker.AGENT else 1
        power = np.square(heard).mean(0)
        assert power[own] > 3 * power[1 - own] or turn.end_s - turn.start_s < 0.5, turn.turn_id


def test_events_begin_and_end_with_turns_and_hold_their_evidence():
    assert any(gold.events for gold in GOLD)
    for gold in GOLD:
        starts, ends = {turn.start_s for turn in gold.turns}, {turn.end_s for turn in gold.turns}
        evidence = {turn.turn_id: turn for turn in gold.turns}
        for event in gold.events:
            assert event.start_s in starts
            assert event.end_s in ends
            for turn_id in event.evidence:
                assert event.start_s <= evidence[turn_id].start_s
                assert evidence[turn_id].end_s <= event.end_s


def test_turns_are_in_order_and_one_speaker_does_not_overlap_himself():
    for gold in GOLD:
        for speaker in Speaker:
            mine = [turn for turn in gold.turns if turn.speaker is speaker]
            assert all(before.end_s <= after.start_s for before, after in itertools.pairwise(mine))
