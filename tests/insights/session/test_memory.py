"""A call whose logic is taken over by another process decides as if nothing had happened."""

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, TypeAdapter

from insights.records import Turn
from insights.session.actions import Action
from insights.session.call import CallLogic
from insights.session.memory import CallMemory
from insights.session.settings import LimitSettings, SessionSettings, TriggerSettings
from tests.insights.session.samples import turn

SETTINGS = SessionSettings(
    trigger=TriggerSettings(min_tokens=10, min_interval_s=10, retain_tokens=60, final_tokens=60),
    limits=LimitSettings(session_interval_s=10),
)
LINES = (
    "bom dia em que posso ajudar",
    "quero cancelar o plano Família está muito caro",
    "vou fazer uma reclamação no procon",
    "certo deixe eu ver aqui no sistema um instante",
    "mais alguma coisa que eu possa fazer pelo senhor",
    "aproveitando eu queria falar de outro assunto a minha fatura deste mês",
    "posso pagar na sexta feira",
    "quero contratar mais uma linha para a minha filha",
    "não reconheço essa compra no meu cartão",
)

KEPT = TypeAdapter(tuple[CallMemory], config=ConfigDict(ser_json_inf_nan="strings"))


def logic() -> CallLogic:
    return CallLogic(SETTINGS, session_id="c1", language="pt")


def spoken(numbers: list[int]) -> list[Turn]:
    return [
        turn(LINES[number], number=at + 1, start_s=4.0 * at, length_s=3.5, agent=number in (0, 3, 4))
        for at, number in enumerate(numbers)
    ]


def moved(call: CallLogic) -> CallLogic:
    """The call in another process: what is kept of it went through JSON."""
    other = logic()
    (memory,) = KEPT.validate_json(KEPT.dump_json((call.memory,)))
    other.recall(memory)
    return other


@given(st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=14), st.sets(st.integers(0, 13)))
def test_moving_a_call_at_any_turn_changes_no_decision(numbers: list[int], moves: set[int]) -> None:
    def played(moves: set[int]) -> list[Action]:
        call, actions = logic(), []
        for at, each in enumerate(spoken(numbers)):
            actions += call.heard([each], each.end_s)
            if at in moves:
                call = moved(call)
        actions += call.due(4.0 * len(numbers) + 15)
        return actions + moved(call).finish(4.0 * len(numbers) + 20)

    assert played(moves) == played(set())


def test_a_call_that_was_finished_stays_finished() -> None:
    call = logic()
    call.heard(spoken([1]), 4.0)
    assert call.finish(5.0)
    assert moved(call).finish(6.0) == []
