"""A share of conversations, the same ones everywhere."""

from hypothesis import given
from hypothesis import strategies as st

from insights.records import InsightType
from serving.adapters.api import ANY, Arm, Mode, Scope, Trial
from serving.adapters.routes import LiveRoutes, Table
from serving.adapters.share import in_share

A, B = "a" * 64, "b" * 64
conversations = st.text(min_size=1, max_size=40)
shares = st.floats(0.0, 1.0)


@given(conversations, shares)
def test_a_conversation_is_in_it_or_not_for_good(conversation: str, share: float) -> None:
    assert in_share(A, "banco", conversation, share) == in_share(A, "banco", conversation, share)
    assert in_share(A, "banco", conversation, 1.0)
    assert not in_share(A, "banco", conversation, 0.0)


@given(conversations, shares, shares)
def test_a_larger_share_keeps_the_conversations_of_a_smaller_one(
    conversation: str, one: float, other: float
) -> None:
    if in_share(A, "banco", conversation, min(one, other)):
        assert in_share(A, "banco", conversation, max(one, other))


@given(st.integers(0, 2**32), st.sampled_from([0.05, 0.1, 0.25, 0.5, 0.9]))
def test_about_so_many_conversations_are_in_it(seed: int, share: float) -> None:
    count = 2000
    found = sum(in_share(A, "banco", f"{seed}-{number}", share) for number in range(count))
    # Six standard deviations.
    assert abs(found - share * count) < 6 * (count * share * (1 - share)) ** 0.5


def test_two_challengers_get_different_conversations() -> None:
    both = sum(
        in_share(A, "banco", str(number), 0.1) and in_share(B, "banco", str(number), 0.1)
        for number in range(2000)
    )
    assert both < 50


@given(conversations, st.sampled_from(InsightType))
def test_a_call_stays_with_one_arm(conversation: str, insight_type: InsightType) -> None:
    table = Table(1, {Scope(): A}, (Trial(Scope("banco", ANY), B, Mode.CANARY, 0.5),))
    choices = {
        LiveRoutes(table).choose("banco", each, conversation).arm for each in (insight_type, *InsightType)
    }
    assert len(choices) == 1


def test_a_halted_trial_is_over_here_until_it_begins_again() -> None:
    trial = Trial(Scope("banco", ANY), B, Mode.CANARY, 1.0)
    wanted, ended = Table(1, {Scope(): A}, (trial,)), Table(2, {Scope(): A})
    routes = LiveRoutes(wanted)

    def answers() -> tuple[str | None, Arm, bool]:
        choice = routes.choose("banco", InsightType.UPSELL, "c1")
        return choice.adapter, choice.arm, routes.tried("banco", InsightType.UPSELL)

    assert answers() == (B, Arm.CANARY, True)
    routes.halt(trial.scope, B)
    assert answers() == (A, Arm.CHAMPION, False)
    routes.swap(wanted)  # the ledger was read again before it knew
    assert answers() == (A, Arm.CHAMPION, False)
    routes.swap(ended)
    routes.swap(Table(3, {Scope(): A}, (trial,)))
    assert answers() == (B, Arm.CANARY, True)
