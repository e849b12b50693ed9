"""Which adapter answers: aliases from narrow to wide, trials by share."""

import pytest

from insights.records import InsightType
from serving.adapters.api import Arm, Choice, Mode, Scope, Trial
from serving.adapters.routes import LiveRoutes, Table

A, B, C, D = (letter * 64 for letter in "abcd")
ALERT, UPSELL = InsightType.RISK_ALERT, InsightType.UPSELL
CALLS = [f"call-{number}" for number in range(400)]


def test_the_narrowest_alias_answers() -> None:
    routes = LiveRoutes(
        Table(
            aliases={
                Scope(): A,
                Scope("*", "upsell"): B,
                Scope("banco"): C,
                Scope("banco", "risk_alert"): D,
                Scope("saude"): None,
            }
        )
    )

    def said(tenant: str, kind: InsightType) -> str | None:
        return routes.choose(tenant, kind, "call-1").adapter

    assert said("telecom", ALERT) == A
    assert said("telecom", UPSELL) == B
    assert said("banco", UPSELL) == C  # a tenant's own goes before a type's
    assert said("banco", ALERT) == D
    assert said("saude", UPSELL) is None
    assert LiveRoutes().choose("banco", ALERT, "call-1") == Choice(None)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_canary_has_its_share_of_calls_and_keeps_them(share: float) -> None:
    routes = LiveRoutes(Table(aliases={Scope(): A}, trials=(Trial(Scope(), B, Mode.CANARY, share),)))
    chosen = [routes.choose("banco", kind, call) for call in CALLS for kind in (ALERT, UPSELL)]
    assert chosen[::2] == chosen[1::2]
    canaries = [choice for choice in chosen[::2] if choice.arm is Arm.CANARY]
    assert set(canaries) == {Choice(B, Arm.CANARY, Scope())}
    assert abs(len(canaries) / len(CALLS) - share) < 0.08
    assert routes.shadow("banco", ALERT, CALLS[0]) is None


def test_a_shadow_is_never_chosen_for_what_is_shown() -> None:
    routes = LiveRoutes(Table(aliases={Scope(): A}, trials=(Trial(Scope(), B, Mode.SHADOW, 1.0),)))
    assert routes.choose("banco", ALERT, "call-1") == Choice(A, Arm.CHAMPION, Scope())
    assert routes.shadow("banco", ALERT, "call-1") == Choice(B, Arm.SHADOW, Scope())


def test_a_trial_leaves_narrower_aliases_alone() -> None:
    table = Table(
        aliases={Scope(): A, Scope("banco"): C},
        trials=(Trial(Scope(), B, Mode.CANARY, 1.0), Trial(Scope("saude", "upsell"), D, Mode.CANARY, 1.0)),
    )
    routes = LiveRoutes(table)
    assert routes.choose("telecom", ALERT, "call-1").adapter == B
    assert routes.choose("banco", ALERT, "call-1").adapter == C
    assert routes.choose("saude", UPSELL, "call-1").adapter == D
    assert table.digests() == {A, B, C, D}


def test_what_is_in_use_is_counted() -> None:
    routes = LiveRoutes(Table(aliases={Scope(): A}))
    with routes.using(A), routes.using(None):
        with pytest.raises(RuntimeError), routes.using(A):
            raise RuntimeError
        routes.swap(Table(aliases={Scope(): B}))
        assert routes.in_use() == {A}
        assert routes.choose("banco", ALERT, "call-1").adapter == B
    assert routes.in_use() == frozenset()
