"""Tracks of an exchange become channels."""

from hypothesis import given
from hypothesis import strategies as st

from serving.gateway.tracks import TrackMixer

CHUNK_MS = 20
CHUNK = 160


def test_two_tracks_are_interleaved() -> None:
    mixer = TrackMixer(("inbound", "outbound"))
    assert mixer.push("inbound", 0, b"\x01" * CHUNK) == b""
    assert mixer.push("outbound", 0, b"\x02" * CHUNK) == b"\x01\x02" * CHUNK
    assert mixer.push("other", 0, b"\x03" * CHUNK) == b""


def test_a_gap_becomes_silence() -> None:
    mixer = TrackMixer(("inbound",))
    mixer.push("inbound", 0, b"\x01" * CHUNK)
    assert mixer.push("inbound", 220, b"\x02" * CHUNK) == b"\xff" * 1600 + b"\x02" * CHUNK


def test_a_track_that_says_nothing_does_not_hold_the_other_up() -> None:
    mixer = TrackMixer(("inbound", "outbound"), max_lag_ms=100)
    out = b"".join(mixer.push("inbound", at, b"\x01" * CHUNK) for at in range(0, 1000, CHUNK_MS))
    assert len(out) == 2 * (8000 - 800)
    assert set(out[1::2]) == {0xFF}
    assert len(mixer.flush()) == 2 * 800


@given(st.lists(st.sampled_from(["inbound", "outbound"]), max_size=80))
def test_no_sound_is_lost_whatever_the_order(order: list[str]) -> None:
    mixer = TrackMixer(("inbound", "outbound"))
    counts = {"inbound": 0, "outbound": 0}
    out = b""
    for track in order:
        payload = bytes([1 if track == "inbound" else 2]) * CHUNK
        out += mixer.push(track, counts[track] * CHUNK_MS, payload)
        counts[track] += 1
    out += mixer.flush()
    assert out[0::2].count(1) == counts["inbound"] * CHUNK
    assert out[1::2].count(2) == counts["outbound"] * CHUNK
