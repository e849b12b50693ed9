import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.speech.channel import add_noise, coloured_noise, degrade, mu_law, not_speech, telephone
from training.speech.voice import SAMPLE_RATE_HZ


def tone(hertz, count=SAMPLE_RATE_HZ):
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(count) / SAMPLE_RATE_HZ)).astype(np.float32)


@given(count=st.integers(0, 5_000), seed=st.integers(0, 2**32))
def test_a_line_keeps_the_number_of_samples_and_the_range(count, seed):
    rng = np.random.default_rng(seed)
    sound = rng.uniform(-1, 1, count).astype(np.float32)
    heard = degrade(sound, rng)
    assert len(heard) == count
    assert np.isfinite(heard).all()
    assert (np.abs(heard) <= 1).all()
    assert len(telephone(sound)) == count


def test_a_telephone_passes_speech_and_stops_what_is_above_its_band():
    inside, above = telephone(tone(1_000)), telephone(tone(5_000))
    assert np.std(inside) == pytest.approx(np.std(tone(1_000)), rel=0.1)
    assert np.std(above) < 0.05 * np.std(tone(5_000))


@given(st.floats(-1, 1))
def test_mu_law_is_odd_and_within_its_step(sample):
    value = float(mu_law(np.array([sample]))[0])
    assert value == pytest.approx(sample, abs=0.03)
    assert float(mu_law(np.array([-sample]))[0]) == pytest.approx(-value)


@pytest.mark.parametrize("ratio_db", [0, 10, 30])
def test_noise_has_the_ratio_asked_for(ratio_db):
    clean = tone(400)
    noise = add_noise(clean, ratio_db, 0.5, np.random.default_rng(1)) - clean
    assert 20 * np.log10(np.std(clean) / np.std(noise)) == pytest.approx(ratio_db, abs=0.5)


def test_coloured_noise_falls_with_frequency():
    spectrum = np.abs(np.fft.rfft(coloured_noise(2**14, 1.0, np.random.default_rng(2))))
    assert spectrum[10:100].mean() > 20 * spectrum[4_000:8_000].mean()


def test_sounds_that_are_no_speech_last_one_to_five_seconds():
    rng = np.random.default_rng(3)
    for _ in range(40):
        sound = not_speech(rng)
        assert SAMPLE_RATE_HZ <= len(sound) <= 5 * SAMPLE_RATE_HZ
        assert (np.abs(sound) <= 1.0).all() or np.abs(sound).max() < 1.5
