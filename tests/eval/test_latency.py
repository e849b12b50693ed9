"""Timing two systems side by side, with a clock that counts what they do."""

from eval.latency import side_by_side, spread
from tests.eval.tiny import records


def test_each_question_is_timed_for_both_and_the_quickest_counts():
    now = [0.0]
    order = []

    def system(name, costs):
        def ask(batch):
            order.append(name)
            now[0] += costs.pop(0)
            return []

        return ask

    found = side_by_side(
        {"challenger": system("challenger", [3.0, 2.0, 1.0, 5.0]), "champion": system("champion", [1.0] * 4)},
        records(2),
        repeats=2,
        clock=lambda: now[0],
    )
    assert found["challenger"].seconds == (1.0, 2.0)
    assert found["champion"].seconds == (1.0, 1.0)
    assert order[:4] == ["challenger", "champion", "champion", "challenger"], "neither always goes first"
    assert found["challenger"].p95_s == 1.95


def test_a_spread_takes_from_everywhere():
    asked = records(40)
    assert [r.metadata.record_id for r in spread(asked, 4)] == ["r0", "r10", "r20", "r30"]
    assert spread(asked[:3], 8) == asked[:3]
