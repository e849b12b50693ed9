"""Scores of the session logic."""

import math
from itertools import pairwise

import pytest

from eval.session import Counts, at_intervals, every_turn, matched, rule_counts, topic_counts
from insights.pii.scrubber import Scrubber
from insights.session.settings import TopicSettings
from insights.synthetic import CorpusSettings, generate, transcript
from insights.text.clean import clean_call


@pytest.mark.parametrize(
    ("found", "gold", "tolerance", "expected"),
    [
        ([], [], 1, Counts()),
        ([5], [5], 0, Counts(1, 0, 0)),
        ([4], [5], 0, Counts(0, 1, 1)),
        ([4], [5], 1, Counts(1, 0, 0)),
        ([4, 5, 6], [5], 1, Counts(1, 2, 0)),
        ([5], [4, 6], 1, Counts(1, 0, 1)),
        ([3, 5], [4, 6], 1, Counts(2, 0, 0)),
        ([4, 5], [5, 6], 1, Counts(2, 0, 0)),
    ],
)
def test_every_position_counts_once(found, gold, tolerance, expected):
    assert matched(found, gold, tolerance) == expected


def test_rates_are_ratios_of_sums():
    counts = Counts(3, 1, 0) + Counts(0, 0, 1)
    assert (counts.precision, counts.recall, counts.f1) == (0.75, 0.75, 0.75)
    assert math.isnan(Counts().precision)
    assert math.isnan(Counts().f1)


def test_on_synthetic_calls_the_detector_beats_what_does_not_listen():
    scrubber = Scrubber()
    sums: dict[str, Counts] = {}
    alerts = Counts()
    for gold in generate(CorpusSettings(calls=40, seed=3, partitions={"val": 1.0})):
        call, _ = clean_call(transcript(gold), scrubber)
        counts, delays = topic_counts(call, gold, TopicSettings(), interval_tokens=50, tolerance=1)
        assert len(delays) == counts["detector"].tp + counts["detector"].fp
        for name, value in counts.items():
            sums[name] = sums.get(name, Counts()) + value
        for value in rule_counts(call, gold, tolerance=1)[0].values():
            alerts += value
    assert sums["every_turn"].recall == 1
    assert sums["detector"].f1 > 0.8
    assert sums["detector"].f1 > 2 * max(sums["every_turn"].f1, sums["fixed_interval"].f1)
    assert alerts.precision > 0.8
    assert alerts.recall > 0.8


def test_baselines():
    call = transcript(next(iter(generate(CorpusSettings(calls=1, seed=1)))))
    assert every_turn(call)[0] == 1
    found = at_intervals(call, 30)
    said = [sum(len(turn.text.split()) for turn in call.turns[:index]) for index in found]
    assert said[0] >= 30
    assert all(later - earlier >= 30 for earlier, later in pairwise(said))
