from random import Random

import numpy as np
import pytest

from insights.errors import EscutaError
from insights.records import Speaker
from insights.synthetic import CorpusSettings, generate
from training.speech.calls import as_pcm, cast, render_call, retimed


@pytest.fixture(scope="module")
def gold():
    settings = CorpusSettings(
        calls=60, seed=3, languages={"es": 1.0}, asr_share=1.0, segments={1: 1.0}, event_free_share=0.0
    )
    return next(gold for gold in generate(settings) if gold.events)


def test_a_call_lasts_as_long_as_its_turns_and_keeps_their_text(gold, synthesiser):
    short = gold.model_copy(update={"turns": gold.turns[:4], "events": ()})
    spoken = render_call(short, synthesiser, Random(1), np.random.default_rng(1))
    assert [turn.text for turn in spoken.gold.turns] == [turn.text for turn in short.turns]
    assert spoken.gold.turns[-1].end_s < spoken.duration_s < spoken.gold.turns[-1].end_s + 1.5
    assert np.abs(spoken.samples).max() <= 1
    assert spoken.samples.shape[1] == 2


def test_new_times_go_to_turns_and_events_alike(gold):
    later = tuple(
        turn.model_copy(update={"start_s": turn.start_s + 5, "end_s": turn.end_s + 5}) for turn in gold.turns
    )
    moved = retimed(gold, later)
    assert [event.start_s for event in moved.events] == [event.start_s + 5 for event in gold.events]
    assert [event.end_s for event in moved.events] == [event.end_s + 5 for event in gold.events]
    assert moved.events[0].insights == gold.events[0].insights


def test_turns_of_another_call_are_refused(gold):
    with pytest.raises(EscutaError, match="differ"):
        retimed(gold, gold.turns[1:])


def test_written_calls_are_not_spoken(gold):
    with pytest.raises(EscutaError, match="spoken style"):
        render_call(gold.model_copy(update={"style": "edited"}), None, Random(0), np.random.default_rng(0))


def test_agent_and_customer_have_different_voices():
    for seed in range(30):
        voices = cast("pt-PT", Random(seed))
        assert voices[Speaker.AGENT].variant != voices[Speaker.CUSTOMER].variant
        assert {voice.accent for voice in voices.values()} == {"pt"}


def test_pcm_uses_twelve_bits():
    samples = np.linspace(-1, 1, 999, dtype=np.float32)
    pcm = as_pcm(samples)
    assert pcm.dtype == np.int16
    assert not (pcm & 0xF).any()
    assert np.abs(pcm / 32_768 - samples).max() <= 1 / 2**11
