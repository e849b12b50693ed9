"""Two processes swap adapters on one real vLLM server while both ask it, and it comes back from a crash."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from insights.fingerprint import tree_digest
from loadtests.vllm_server import VllmServer
from serving.adapters.api import Scope
from serving.adapters.control import AdapterControl, Given, places_of
from serving.adapters.ledger import SqlLedger, open_ledger
from serving.adapters.rollout import Rollout
from serving.adapters.routes import LiveRoutes, Table
from serving.adapters.settings import AdapterSettings
from serving.adapters.shelf import Shelf
from serving.llm.api import LlmError, LlmFault
from serving.llm.embedded import open_embedded
from serving.llm.replicas import ReplicaSet, open_server
from serving.llm.settings import EmbeddedSettings, OpenAiSettings
from serving.llm.vllm import VllmReplica
from tests.serving.adapters.kit import BY, KIND, SHIPPED, scaled_adapter
from tests.serving.adapters.test_control import SAID, question, sheet_of

pytestmark = pytest.mark.vllm

ALL = Scope()
PATIENT_S = 180.0
TENANT = "banco"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """With the adapter that ships and another one, each with what our own engine replies with it."""
    shelf = Shelf(tmp_path / "shelf")

    async def fill() -> None:
        llm = await asyncio.to_thread(open_embedded, EmbeddedSettings())
        for folder in (SHIPPED, scaled_adapter(tmp_path / "scaled", 0.5)):
            shelf.put(folder)
            shelf.put_probes(await sheet_of(llm, folder))
        await llm.close()

    asyncio.run(fill())
    return shelf


class Process:
    """A serving process that asks all the time. `failed` has faults, `answered` (question, adapter, text)."""

    def __init__(self, name: str, settings: OpenAiSettings, ledger: SqlLedger, shelf: Shelf) -> None:
        llm = open_server(settings)
        assert isinstance(llm, ReplicaSet)
        shipped = tree_digest(SHIPPED)
        given = Given({ALL: shipped}, frozenset({shipped}))
        self.llm = llm
        self.routes = LiveRoutes(Table(aliases=dict(given.aliases)))
        self.control = AdapterControl(
            process=name,
            ledger=ledger,
            shelf=shelf,
            routes=self.routes,
            places=places_of({llm.name: llm}),
            settings=AdapterSettings(poll_s=0.2, present_s=30.0),
            given=given,
        )
        self.answered: list[tuple[int, str | None, str]] = []
        self.failed: list[LlmFault] = []
        self._stop = False

    async def __aenter__(self) -> "Process":
        await self.control.start()
        self._tasks = [asyncio.create_task(self._ask(number)) for number in range(3)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop = True
        await asyncio.gather(*self._tasks)
        await self.control.close()
        await self.llm.close()

    async def _ask(self, number: int) -> None:
        while not self._stop:
            choice = self.routes.choose(TENANT, KIND, f"call-{number}")
            try:
                with self.routes.using(choice.adapter):
                    answer = await self.llm.answer(question(choice.adapter, number))
            except LlmError as error:
                self.failed.append(error.fault)
                await asyncio.sleep(0.05)
            else:
                self.answered.append((number, answer.adapter, answer.text))

    async def asked_with(self, adapter: str | None) -> None:
        begun = len(self.answered)
        await until(lambda: any(by == adapter for _, by, _ in self.answered[begun:]))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENT_S):
        while not condition():
            await asyncio.sleep(0.05)


async def holds(replica: VllmReplica, digests: set[str]) -> None:
    async with asyncio.timeout(PATIENT_S):
        while await replica.loaded() != digests:
            await asyncio.sleep(0.05)


def run(
    tmp_path: Path,
    settings: OpenAiSettings,
    body: Callable[[SqlLedger, VllmReplica], Awaitable[None]],
) -> None:
    async def main() -> None:
        replica = VllmReplica(settings, settings.addresses[0])
        try:
            async with open_ledger(f"sqlite:///{tmp_path}/escuta.db", timeout_s=60) as ledger:
                await body(ledger, replica)
            for digest in await replica.loaded():
                await replica.unload(digest)
        finally:
            await replica.close()

    asyncio.run(main())


async def alone(replica: VllmReplica, digest: str) -> set[tuple[int, str | None, str]]:
    """What the adapter says when nothing else goes on."""
    return {
        (number, digest, (await replica.answer(question(digest, number))).text) for number in range(len(SAID))
    }


def test_two_processes_swap_on_one_server(
    tmp_path: Path, vllm_settings: OpenAiSettings, shelf: Shelf
) -> None:
    shipped, scaled = tree_digest(SHIPPED), tree_digest(tmp_path / "scaled")

    async def body(ledger: SqlLedger, replica: VllmReplica) -> None:
        for digest in (shipped, scaled):
            await replica.load(digest, shelf.folder(digest))
        expected = await alone(replica, shipped) | await alone(replica, scaled)
        for digest in (shipped, scaled):
            await replica.unload(digest)
        one, two = (Process(name, vllm_settings, ledger, shelf) for name in ("p1", "p2"))
        async with one, two:
            for _ in range(2):
                await asyncio.gather(one.asked_with(shipped), two.asked_with(shipped))
                done = await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).promote(scaled, ALL)
                assert (done.processes, done.late) == (2, 0)
                await asyncio.gather(one.asked_with(scaled), two.asked_with(scaled))
                back = await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).roll_back(ALL)
                assert (back.digest, back.late) == (None, 0)  # the configuration's again
                await holds(replica, {shipped})
        assert one.failed == two.failed == []
        said = set(one.answered) | set(two.answered)
        assert {by for _, by, _ in said} == {shipped, scaled}
        # Each reply is that of one adapter alone; where batches change a word, both say the same.
        assert len(said - expected) <= len(said) / 4

    run(tmp_path, vllm_settings, body)


def test_a_server_that_crashed_has_its_adapters_before_it_is_asked(
    tmp_path: Path, vllm_server: VllmServer, vllm_settings: OpenAiSettings, shelf: Shelf
) -> None:
    shipped, scaled = tree_digest(SHIPPED), tree_digest(tmp_path / "scaled")

    async def body(ledger: SqlLedger, replica: VllmReplica) -> None:
        one, two = (Process(name, vllm_settings, ledger, shelf) for name in ("p1", "p2"))
        async with one, two:
            await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).promote(scaled, ALL)
            await asyncio.gather(one.asked_with(scaled), two.asked_with(scaled))
            vllm_server.kill()
            known = len(one.failed), len(two.failed)
            await until(lambda: one.failed[known[0] :] != [] and two.failed[known[1] :] != [])
            before = len(one.answered), len(two.answered)
            await asyncio.to_thread(vllm_server.start)
            assert scaled not in await replica.loaded() or one.answered[before[0] :] == []
            await asyncio.gather(one.asked_with(scaled), two.asked_with(scaled))
            await holds(replica, {shipped, scaled})
        after = one.answered[before[0] :] + two.answered[before[1] :]
        assert {by for _, by, _ in after} == {scaled}
        # While it was away: not reached, or (once the control knew) not allowed with what it does not hold.
        assert set(one.failed + two.failed) <= {LlmFault.UNAVAILABLE, LlmFault.UNKNOWN_ADAPTER}

    run(tmp_path, vllm_settings, body)
