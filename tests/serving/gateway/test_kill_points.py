"""A gateway that dies right before or after any of its writes: the call is the same, on screen and stored."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from insights.records import Speaker, Turn
from serving.protocol import InsightEvent, SessionEnded, TextMessage
from serving.state.calls import CallWrite, Standing
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from tests.serving.gateway.kit import Running, coded_sound, texts
from tests.serving.gateway.test_failover import Client, cluster, freeze, text_of
from tests.serving.gateway.test_resume import essence
from tests.serving.state.memory_calls import MemoryCalls

pytestmark = pytest.mark.long

SAID = (
    (Speaker.CUSTOMER, "bom dia quero cancelar o plano da minha mãe"),
    (Speaker.AGENT, "qual é o cpf dela por favor"),
    (Speaker.CUSTOMER, "é o cinco dois nove nove oito dois"),
    (Speaker.CUSTOMER, "dois quatro sete dois cinco"),
    (Speaker.AGENT, "obrigado vou abrir o pedido de cancelamento agora mesmo"),
    (Speaker.CUSTOMER, "o meu é o um um um quatro quatro quatro sete sete sete"),
)
TURNS = tuple(
    Turn(turn_id=f"t{number}", speaker=speaker, start_s=6 * number, end_s=6 * number + 5, text=text)
    for number, (speaker, text) in enumerate(SAID)
)
STORED = ("save_session", "add_segments", "save_insight", "save_result")


class Trap:
    """Kills the gateway that makes the n-th write: before it is done, or after."""

    def __init__(self, *, before: bool) -> None:
        self.before = before
        self.left = -1
        self.sprung = False
        self.gateways: dict[str, Running] = {}

    def set(self, number: int) -> None:
        self.left, self.sprung = number, False

    async def around(self, name: str, write: Any, *given: Any) -> Any:
        self.left -= 1
        due = self.left == -1
        if due and self.before:
            await self._spring(name)
        done = await write(*given)
        if due:
            await self._spring(name)
        return done

    async def _spring(self, name: str) -> None:
        self.sprung = True
        freeze(self.gateways[name])
        raise asyncio.CancelledError  # whoever wrote is no more


class TrappedCalls(MemoryCalls):
    """One gateway's way to calls that all share."""

    def __init__(self, shared: MemoryCalls, trap: Trap, name: str) -> None:
        super().__init__()
        self._kept = shared._kept
        self._trap = trap
        self._name = name

    async def save(self, write: CallWrite) -> Standing:
        return Standing(await self._trap.around(self._name, super().save, write))


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("door", ["text", "sound"])
def test_no_write_is_a_bad_moment_to_die(tmp_path: Path, door: str, before: bool) -> None:
    said: bytes | tuple[TextMessage, ...] = texts(TURNS)
    if door == "sound":
        said = coded_sound(TURNS, 36)
    trap = Trap(before=before)

    async def scenario() -> None:
        async with cluster(tmp_path, TURNS) as gateways:
            for name in ("one", "other"):
                gateways.state = MemoryState(StateSettings())
                gateways.state.calls = TrappedCalls(gateways.calls, trap, name)
                trap.gateways[name] = gateway = await gateways.add()
                for write in STORED:
                    _trap_store(trap, name, gateway.parts.store, write)
            undisturbed = Client(said, "undisturbed")
            await undisturbed.call(gateways.gateways[0])
            number = 0
            while True:
                client = Client(said, f"killed-{number}")
                trap.set(number)
                turn = 0
                while not client.events or not isinstance(client.events[-1], SessionEnded):
                    await client.call(gateways.gateways[turn % 2])
                    turn += 1
                assert essence(client.events) == essence(undisturbed.events), number
                await _stored_as_shown(gateways.gateways[0], client)
                if not trap.sprung:
                    break
                number += 1
            assert number > 20

    asyncio.run(scenario())


def _trap_store(trap: Trap, name: str, store: Any, write: str) -> None:
    done = getattr(store, write)

    async def trapped(*given: Any) -> Any:
        return await trap.around(name, done, *given)

    setattr(store, write, trapped)


async def _stored_as_shown(gateway: Running, client: Client) -> None:
    """Each segment and each insight once, in the words that were shown."""
    store = gateway.parts.store
    mine = [(turn.turn_id, turn.text) for turn in await store.transcript("telecom", client.conversation)]
    told = text_of(client.events)
    assert sorted(set(mine)) == sorted(mine)
    assert mine == told
    kept = {
        (each.insight_id, each.rev): each.message
        for each in await store.insights("telecom", client.conversation)
    }
    for event in client.events:
        if isinstance(event, InsightEvent):
            assert kept[event.insight.insight_id, event.insight.rev] == event.insight.message
    *earlier, session = await store.sessions("telecom", client.conversation)
    assert session.end_reason == "stopped"
    assert all(row.end_reason is None for row in earlier)
