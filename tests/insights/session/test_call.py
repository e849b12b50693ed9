"""One call's decisions."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.jobs import Priority
from insights.records import AlertCategory, InsightType, Turn
from insights.session.actions import Action, Alert, Ask
from insights.session.call import CallLogic
from insights.session.settings import (
    AskSettings,
    LimitSettings,
    RuleSettings,
    SessionSettings,
    TriggerSettings,
)
from insights.session.window import tokens_of
from tests.insights.session.samples import talk, turn

CHURN = "quero cancelar o plano Família está muito caro"
QUESTION = "A: certo em que posso ajudar"
FAST = SessionSettings(
    trigger=TriggerSettings(min_tokens=10, min_interval_s=10, retain_tokens=60),
    limits=LimitSettings(session_interval_s=10),
)


def logic(given: SessionSettings = FAST, language: str = "pt") -> CallLogic:
    return CallLogic(given, session_id="c1", language=language)


def heard(call: CallLogic, *texts: str, start_s: float = 0.0) -> list[Action]:
    turns = talk(*texts, start_s=start_s)
    return call.heard(turns, turns[-1].end_s)


def asks(actions: list[Action]) -> list[Ask]:
    return [action for action in actions if isinstance(action, Ask)]


def alerts(actions: list[Action]) -> list[Alert]:
    return [action for action in actions if isinstance(action, Alert)]


def test_a_risk_alerts_at_once_and_the_model_is_asked_to_refine_it():
    alert, ask = heard(logic(), CHURN)
    assert isinstance(alert, Alert)
    assert alert.category is AlertCategory.CHURN
    assert alert.message.startswith("Risco de cancelamento: ")
    assert (alert.insight_id, alert.rev, alert.segments) == ("c1.i0001", 1, ("s0001",))
    assert isinstance(ask, Ask)
    assert (ask.insight_id, ask.rev, ask.refines) == ("c1.i0001", 2, alert)
    assert (ask.insight_type, ask.priority, ask.critical) == (InsightType.RISK_ALERT, Priority.ALERT, True)
    assert ask.reasons == ("churn",)
    assert [item.text for item in ask.turns] == [CHURN]


def test_the_next_steps_wait_for_the_limit():
    call = logic()
    heard(call, CHURN)
    assert call.due(11.0) == []
    (ask,) = call.due(30.0)
    assert isinstance(ask, Ask)
    assert (ask.insight_type, ask.insight_id, ask.rev) == (InsightType.NEXT_STEPS, "c1.i0002", 1)
    assert ask.at_s == pytest.approx(12.7)  # ten seconds after the first question
    assert call.due(60.0) == []


def test_hard_negatives_ask_and_alert_nothing():
    call = logic()
    assert heard(call, "não quero cancelar só quero uma informação sobre a minha conta") == []
    assert call.due(100) == []


def test_the_same_category_is_not_alerted_again_too_soon():
    call = logic(SessionSettings(rules=RuleSettings(repeat_s=60)))
    assert len(alerts(heard(call, CHURN))) == 1
    assert alerts(heard(call, CHURN, start_s=30)) == []
    assert len(alerts(heard(call, CHURN, start_s=70))) == 1


def test_another_category_is_alerted_without_waiting():
    call = logic()
    heard(call, CHURN)
    (alert,) = alerts(heard(call, "e vou ao Procon fazer uma reclamação", start_s=3))
    assert alert.category is AlertCategory.COMPLAINT


def test_a_question_that_waited_shows_what_its_alert_rests_on():
    limits = LimitSettings(session_interval_s=40)
    call = logic(SessionSettings(trigger=TriggerSettings(retain_tokens=12), limits=limits))
    heard(call, CHURN)
    heard(call, "e vou ao Procon fazer uma reclamação", start_s=4)
    heard(call, *["vamos falar de outra coisa bem diferente disso tudo agora"] * 10, start_s=10)
    (ask,) = asks(call.due(50))
    assert ask.refines is not None
    assert set(ask.refines.segments) <= {item.turn_id for item in ask.turns}


def test_a_new_subject_is_asked_about_once_something_was_said_of_it():
    call = logic(SessionSettings(trigger=FAST.trigger, limits=FAST.limits, asks=AskSettings(settle_tokens=8)))
    opening = ["A: bom dia central de atendimento", "bom dia meu nome é [NOME_1]"] * 3
    assert heard(call, *opening, QUESTION) == []
    (ask,) = asks(heard(call, "a fatura veio com um valor muito acima do combinado", start_s=30))
    assert ask.insight_type is InsightType.PARTIAL_SUMMARY
    assert ask.reasons == ("topic_change",)
    assert ask.turns[-1].text.startswith("a fatura")


def test_the_trigger_needs_words_or_time():
    patient = SessionSettings(
        trigger=TriggerSettings(min_tokens=100, min_interval_s=20), limits=LimitSettings(session_interval_s=0)
    )
    call = logic(patient)
    assert heard(call, "queria incluir a minha filha no plano Turbo") == []
    (ask,) = asks(call.due(20))
    assert (ask.insight_type, ask.at_s) == (InsightType.UPSELL, 20)
    talkative = logic(patient)
    words = " ".join(["palavra"] * 100)
    (ask,) = asks(heard(talkative, "queria incluir a minha filha no plano Turbo", words))
    assert ask.at_s < 20


def test_a_question_that_waits_too_long_is_dropped():
    call = logic(
        SessionSettings(trigger=TriggerSettings(patience_s=15), limits=LimitSettings(session_interval_s=20))
    )
    heard(call, CHURN)
    assert call.due(1000) == []


def test_at_the_end_alerts_are_confirmed_and_the_call_is_summed_up():
    call = logic(SessionSettings())
    heard(call, CHURN, "vou ao Procon fazer uma reclamação")
    last, final = asks(call.finish(8))
    assert last.refines is not None
    assert last.refines.category is AlertCategory.COMPLAINT
    assert final.final
    assert (final.priority, final.insight_type) == (Priority.FINAL, InsightType.PARTIAL_SUMMARY)
    assert [item.turn_id for item in final.turns] == ["s0001", "s0002"]
    assert call.finish(9) == []
    assert call.due(100) == []
    assert heard(call, CHURN, start_s=20) == []


def test_a_call_without_words_ends_without_questions():
    call = logic()
    assert call.heard([turn("  ")], 5) == []
    assert call.finish(6) == []


def test_in_other_languages_nothing_is_asked():
    call = logic(language="fr")
    assert heard(call, "je veux résilier mon contrat") == []
    assert call.finish(10) == []


SPEECH = st.lists(
    st.tuples(
        st.sampled_from(
            [
                CHURN,
                QUESTION,
                "A: mais alguma coisa",
                "não quero cancelar",
                "vou ao Procon fazer uma reclamação",
                "não reconheço essa compra",
                "A: me diga a senha",
                "queria incluir a minha filha no plano",
                "vou pagar na sexta-feira",
                "a ligação está cortando",
                "",
            ]
        ),
        st.floats(0.1, 40).map(lambda length_s: round(length_s, 2)),
    ),
    max_size=50,
)


def spoken(speech: list[tuple[str, float]]) -> list[Turn]:
    turns, now_s = [], 0.0
    for number, (text, length_s) in enumerate(speech, start=1):
        turns.append(
            turn(
                text.removeprefix("A:").strip(),
                number=number,
                start_s=round(now_s, 2),
                length_s=length_s,
                agent=text.startswith("A:"),
            )
        )
        now_s += length_s
    return turns


def played(turns: list[Turn], sizes: list[int], given: SessionSettings = FAST) -> list[Action]:
    """The actions of a call whose turns come in batches of these sizes, over and over."""
    call, actions, first, number = logic(given), [], 0, 0
    while first < len(turns):
        batch = turns[first : first + sizes[number % len(sizes)]]
        actions += call.heard(batch, batch[-1].end_s)
        first += len(batch)
        number += 1
    return actions


SIZES = st.lists(st.integers(1, 6), min_size=1, max_size=5)


@settings(deadline=None)
@given(SPEECH, SIZES, SIZES)
def test_decisions_do_not_depend_on_the_batches(speech, one, other):
    def decisions(sizes: list[int]) -> set[tuple]:
        return {
            (type(action), action.insight_id, action.rev, action.insight_type, action.at_s)
            for action in played(spoken(speech), sizes)
        }

    assert decisions(one) == decisions(other)


@settings(deadline=None)
@given(
    speech=SPEECH,
    sizes=SIZES,
    interval_s=st.floats(0, 40),
    tokens=st.integers(1, 60),
    repeat_s=st.floats(0, 100),
)
def test_limits_hold_whatever_is_said(speech, sizes, interval_s, tokens, repeat_s):
    given = SessionSettings(
        trigger=TriggerSettings(min_tokens=5, min_interval_s=5, retain_tokens=tokens),
        limits=LimitSettings(session_interval_s=interval_s),
        rules=RuleSettings(repeat_s=repeat_s),
    )
    actions = played(spoken(speech), sizes, given)
    asked = asks(actions)
    assert all(later.at_s - earlier.at_s >= interval_s - 1e-6 for earlier, later in pairwise(asked))
    for ask in asked:
        assert ask.turns
        assert ask.refines is not None or sum(tokens_of(item.text) for item in ask.turns) <= tokens
    by_category: dict[AlertCategory, list[float]] = {}
    for alert in alerts(actions):
        by_category.setdefault(alert.category, []).append(alert.at_s)
    for times in by_category.values():
        assert all(later - earlier >= repeat_s for earlier, later in pairwise(times))
    revisions = [(action.insight_id, action.rev) for action in actions]
    assert len(revisions) == len(set(revisions))
    refined = [ask.insight_id for ask in asked if ask.refines is not None]
    assert set(refined) <= {alert.insight_id for alert in alerts(actions)}
    assert len(refined) == len(set(refined))


def test_memory_does_not_grow_with_the_call():
    call = logic()
    import pickle

    def size_after(turns: int, start: int) -> int:
        for number in range(start, start + turns):
            text = f"{CHURN} número {number} " + " ".join(f"palavra{number}x{k}" for k in range(20))
            call.heard([turn(text, number=number, start_s=number * 5.0)], number * 5.0 + 2)
        held = {
            key: value for key, value in vars(call).items() if key not in ("_rules", "_topics", "_settings")
        }
        return len(pickle.dumps(held)) + 1000 * len(call._topics)

    first = size_after(300, 0)
    assert size_after(600, 300) < first * 1.5
