"""Adapters swapped in the real embedded engine while it answers."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from insights.errors import EscutaError
from insights.fingerprint import tree_digest
from insights.probes import Probe, ProbeSheet
from insights.prompts import prompt_digest, prompt_for
from insights.records import InsightType, Speaker, Turn
from serving.adapters.api import Scope
from serving.adapters.control import AdapterControl, Given, places_of
from serving.adapters.ledger import SqlLedger, open_ledger
from serving.adapters.rollout import Rollout
from serving.adapters.routes import LiveRoutes, Table
from serving.adapters.settings import AdapterSettings
from serving.adapters.shelf import Shelf
from serving.llm.api import Question
from serving.llm.embedded import EmbeddedLlm, open_embedded
from serving.llm.settings import EmbeddedSettings
from tests.serving.adapters.kit import BY, KIND, SHIPPED, scaled_adapter
from tests.serving.storage.conftest import PATIENT_S

ALL = Scope()
SAID = (
    "quero cancelar o plano família",
    "a internet caiu de novo e ninguém resolve",
    "preciso da segunda via da fatura",
)


def question(adapter: str | None, number: int = 0, kind: InsightType = KIND) -> Question:
    turns = [Turn(turn_id="s1", speaker=Speaker.CUSTOMER, start_s=0, end_s=3, text=SAID[number % len(SAID)])]
    return Question(
        messages=prompt_for(kind, "pt").messages(turns),
        insight_type=kind,
        language="pt",
        adapter=adapter,
        timeout_s=PATIENT_S,
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The adapter that ships, and another one."""
    return SHIPPED, scaled_adapter(tmp_path_factory.mktemp("adapters") / "scaled", 0.5)


@pytest.fixture(scope="module")
def llm() -> Iterator[EmbeddedLlm]:
    opened = open_embedded(EmbeddedSettings(adapters={"shipped": str(SHIPPED)}))
    yield opened
    asyncio.run(opened.close())


async def sheet_of(llm: EmbeddedLlm, folder: Path, *, answered_by: Path | None = None) -> ProbeSheet:
    """What this engine itself replies with an adapter; `answered_by` another's replies instead."""
    digest = tree_digest(answered_by or folder)
    await llm.load(digest, answered_by or folder)
    kinds = [InsightType.PARTIAL_SUMMARY, InsightType.RISK_ALERT]
    asked = [question(digest, number, kind) for number in range(len(SAID)) for kind in kinds]
    replies = await asyncio.gather(*(llm.answer(each) for each in asked))
    return ProbeSheet(
        adapter=tree_digest(folder),
        base_digest=llm.base_digest or "",
        prompt_digest=prompt_digest(),
        probes=tuple(
            Probe(language="pt", insight_type=each.insight_type, prompt=each.messages, reply=reply.text)
            for each, reply in zip(asked, replies, strict=True)
        ),
    )


class Live:
    """A process on the embedded engine that asks all the time, as its answerer would."""

    def __init__(self, llm: EmbeddedLlm, ledger: SqlLedger, shelf: Shelf) -> None:
        self.llm = llm
        shipped = tree_digest(SHIPPED)
        given = Given({ALL: shipped}, frozenset({shipped}))
        self.routes = LiveRoutes(Table(aliases=dict(given.aliases)))
        self.control = AdapterControl(
            process="gateway-1",
            ledger=ledger,
            shelf=shelf,
            routes=self.routes,
            places=places_of({"embedded": llm}),
            settings=AdapterSettings(poll_s=0.02, present_s=PATIENT_S),
            given=given,
        )
        self.answered: list[tuple[int, str | None, str]] = []
        self._stop = False

    async def __aenter__(self) -> "Live":
        await self.control.start()
        self._tasks = [asyncio.create_task(self._ask(number)) for number in range(4)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop = True
        try:
            await asyncio.gather(*self._tasks)
        finally:
            await self.control.close()

    async def _ask(self, number: int) -> None:
        while not self._stop:
            choice = self.routes.choose("banco", KIND, f"call-{number}")
            with self.routes.using(choice.adapter):
                answer = await self.llm.answer(question(choice.adapter, number))
            self.answered.append((number % len(SAID), choice.adapter, answer.text))

    async def asked_with(self, adapter: str | None) -> None:
        begun = len(self.answered)
        async with asyncio.timeout(PATIENT_S):
            while not any(by == adapter for _, by, _ in self.answered[begun:]):
                await asyncio.sleep(0.01)


def run(tmp_path: Path, body: Callable[[SqlLedger, Shelf], object]) -> None:
    async def main() -> None:
        async with open_ledger(f"sqlite:///{tmp_path}/escuta.db", timeout_s=PATIENT_S) as ledger:
            await body(ledger, Shelf(tmp_path / "shelf"))  # type: ignore[misc]

    asyncio.run(main())


def test_rolled_out_and_back_while_questions_are_answered(
    tmp_path: Path, llm: EmbeddedLlm, folders: Sequence[Path]
) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        shipped, scaled = (tree_digest(folder) for folder in folders)
        shelf.put(folders[1])
        shelf.put_probes(await sheet_of(llm, folders[1]))
        await llm.unload(scaled)
        alone = {
            (number, folder): (await llm_alone(llm, folder, number)).text
            for folder in (shipped,)
            for number in range(len(SAID))
        }
        async with Live(llm, ledger, shelf) as live:
            await live.asked_with(shipped)
            done = await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).promote(scaled, ALL)
            assert (done.processes, done.late) == (1, 0)
            await live.asked_with(scaled)
            alone |= {
                (number, scaled): (await llm_alone(llm, scaled, number)).text for number in range(len(SAID))
            }
            await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).roll_back(ALL)
            await live.asked_with(shipped)
            async with asyncio.timeout(PATIENT_S):
                while scaled in await llm.loaded():
                    await asyncio.sleep(0.01)
        # Nobody's question failed, or `__aexit__` had raised; and each reply is that of one adapter alone.
        assert {by for _, by, _ in live.answered} == {shipped, scaled}
        assert len({text for (number, _), text in alone.items() if number == 0}) == 2
        for number, by, text in live.answered:
            assert text == alone[number, by or ""]

    run(tmp_path, body)


async def llm_alone(llm: EmbeddedLlm, adapter: str, number: int):  # type: ignore[no-untyped-def]
    return await llm.answer(question(adapter, number))


def test_an_adapter_that_answers_otherwise_than_its_trainer_is_refused(
    tmp_path: Path, llm: EmbeddedLlm, folders: Sequence[Path]
) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        shipped, scaled = (tree_digest(folder) for folder in folders)
        shelf.put(folders[1])
        shelf.put_probes(await sheet_of(llm, folders[1], answered_by=SHIPPED))
        async with Live(llm, ledger, shelf) as live:
            with pytest.raises(EscutaError, match=r"refused: disagrees_with_training \(embedded\)"):
                await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).promote(scaled, ALL)
            await live.asked_with(shipped)
            async with asyncio.timeout(PATIENT_S):
                while scaled in await llm.loaded():
                    await asyncio.sleep(0.01)
        assert {by for _, by, _ in live.answered} == {shipped}
        assert (await ledger.wanted()).aliases == ()

    run(tmp_path, body)


def test_weights_that_do_not_fit_the_base_are_refused(tmp_path: Path, llm: EmbeddedLlm) -> None:
    from tests.inference.conftest import save_adapter
    from tests.tiny_model import save_tiny_model

    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        model = save_tiny_model(tmp_path / "tiny")
        digest = shelf.put(save_adapter(model, tmp_path / "misfit", 1))
        async with Live(llm, ledger, shelf):
            with pytest.raises(EscutaError, match=r"refused: does_not_fit_the_base \(embedded\)"):
                await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).promote(digest, ALL)

    run(tmp_path, body)
