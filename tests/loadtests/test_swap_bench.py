"""How replies are told apart; the bench itself runs on real vLLM in tests/vllm/test_swap.py."""

from loadtests.steady import Reply, overlapping
from loadtests.swap_bench import Wholeness, told_apart, wholeness


def reply(
    question: str, adapter: str, text: str, *, attempt: int = 0, at: tuple[float, float] = (0, 1)
) -> Reply:
    return Reply(question, adapter, attempt, text, *at)


ALONE = [
    reply("q1", "A", "one"),
    reply("q1", "B", "two"),
    reply("q2", "A", "same"),
    reply("q2", "B", "same"),
    reply("q2", "B", "sometimes this"),
]


def test_a_reply_is_whole_if_its_adapter_says_so_alone() -> None:
    said = [
        reply("q1", "A", "one"),
        reply("q1", "B", "one"),  # the other's words under this one's name
        reply("q1", "B", "one two"),  # begun by one, ended by the other
        reply("q2", "B", "sometimes this"),
        reply("q1", "A", "drawn at random", attempt=1),
    ]
    assert wholeness(said, ALONE) == Wholeness(whole=2, other=1, neither=1)


def test_questions_that_tell_adapters_apart() -> None:
    assert told_apart(ALONE) == 0.5


def test_replies_in_flight_during_a_span() -> None:
    early, across, late = (reply("q1", "A", "one", at=at) for at in ((0.0, 1.0), (0.5, 2.5), (3.0, 4.0)))
    assert list(overlapping([early, across, late], [(1.5, 2.0)])) == [across]
