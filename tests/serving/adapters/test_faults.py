"""Servers that die, come back empty, fill up or refuse; processes that share one."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from insights.errors import EscutaError
from insights.prompts import prompt_digest
from serving.adapters.api import Alias, Ledger, Mode, Presence, Scope, Trial, Unloadable, Wanted
from serving.adapters.control import Given
from serving.adapters.ledger import SqlLedger, open_ledger
from serving.adapters.pruning import needed, prune
from serving.adapters.rollout import Progress, Rollout
from serving.adapters.shelf import Shelf
from serving.llm.api import Question
from serving.storage.api import StorageUnavailable
from tests.serving.adapters.kit import (
    BASE,
    BY,
    Process,
    ScriptedServer,
    nonsense,
    process,
    put_adapters,
    turns,
    valid,
)
from tests.serving.storage.conftest import PATIENT_S

ALL = Scope()

Body = Callable[[SqlLedger, Shelf], Awaitable[None]]


@pytest.fixture
def run(tmp_path: Path) -> Callable[[Body], None]:
    def go(body: Body) -> None:
        async def main() -> None:
            async with open_ledger(f"sqlite:///{tmp_path}/escuta.db", timeout_s=PATIENT_S) as ledger:
                await body(ledger, Shelf(tmp_path / "shelf"))

        asyncio.run(main())

    return go


Run = Callable[[Body], None]


def test_a_promoted_adapter_is_loaded_probed_routed_and_the_old_one_let_go(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        old, new = put_adapters(shelf, "old", "new")
        server = ScriptedServer()
        one = process("p1", ledger, shelf, server)
        await ledger.promote(old, ALL, **BY)
        await turns(one)
        assert one.champion() == old
        await ledger.promote(new, ALL, **BY)
        await turns(one)
        assert one.champion() == new
        assert one.allowed == {server.name: {new}}
        assert server.history == [("load", old), ("load", new), ("unload", old)]
        assert await ledger.held() == {server.name: {new}}

    run(body)


def test_what_is_in_flight_is_not_unloaded(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        old, new = put_adapters(shelf, "old", "new")
        server = ScriptedServer()
        one, two = (process(name, ledger, shelf, server) for name in ("p1", "p2"))
        await ledger.promote(old, ALL, **BY)
        await turns(one, two)
        with two.routes.using(two.champion()):
            await ledger.promote(new, ALL, **BY)
            await turns(one, two)
            assert one.champion() == two.champion() == new
            assert server.held == {old, new}
        await turns(one, two)
        assert server.held == {new}

    run(body)


def test_a_process_that_has_not_read_the_change_keeps_its_adapter(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        old, new = put_adapters(shelf, "old", "new")
        server = ScriptedServer()
        one, late = (process(name, ledger, shelf, server) for name in ("p1", "late"))
        await ledger.promote(old, ALL, **BY)
        await turns(one, late)
        await ledger.promote(new, ALL, **BY)
        await turns(one, count=5)
        assert server.held == {old, new}
        assert late.champion() == old
        await turns(late, one)
        assert server.held == {new}

    run(body)


def test_a_process_that_left_is_not_waited_for(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        old, new = put_adapters(shelf, "old", "new")
        server = ScriptedServer()
        one, left = (process(name, ledger, shelf, server) for name in ("p1", "left"))
        await ledger.promote(old, ALL, **BY)
        await turns(one, left)
        await left.control.close()
        await ledger.promote(new, ALL, **BY)
        await turns(one)
        assert server.held == {new}

    run(body)


def test_a_server_that_comes_back_empty_gets_its_adapters_before_questions(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        (digest,) = put_adapters(shelf, "one")
        server, other = ScriptedServer(), ScriptedServer("llm_fp16@b")
        one = process("p1", ledger, shelf, server, other)
        await ledger.promote(digest, ALL, **BY)
        await turns(one)
        server.up = False
        await turns(one)
        assert one.allowed == {server.name: set(), other.name: {digest}}
        assert one.champion() == digest
        server.restart()
        probed_before_allowed: list[bool] = []

        def says(question: Question) -> str:
            probed_before_allowed.append(one.allowed[server.name] == set())
            return valid(question)

        server.says = says
        await turns(one)
        assert one.allowed[server.name] == {digest}
        assert server.history == [("load", digest)] * 2
        assert probed_before_allowed
        assert all(probed_before_allowed)

    run(body)


def test_a_server_that_dies_while_it_loads(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        old, new = put_adapters(shelf, "old", "new")
        server, other = ScriptedServer(), ScriptedServer("llm_fp16@b")
        one = process("p1", ledger, shelf, server, other)
        await ledger.promote(old, ALL, **BY)
        await turns(one)

        def die() -> None:
            server.up = False
            raise ConnectionError("reset")

        server.deeds[new] = die
        await ledger.promote(new, ALL, **BY)
        await one.control.turn()
        assert one.champion() == old  # it may yet answer: not ready everywhere
        await turns(one)
        assert one.champion() == new  # it is gone, and does not hold up the other
        server.deeds.clear()
        server.restart()
        await turns(one)
        assert one.allowed == {server.name: {new}, other.name: {new}}

    run(body)


def test_one_failed_look_does_not_take_the_questions_away(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        (digest,) = put_adapters(shelf, "one")
        server = ScriptedServer()
        one = process("p1", ledger, shelf, server)
        await ledger.promote(digest, ALL, **BY)
        await turns(one)
        server.up = False
        await one.control.turn()
        assert one.allowed == {server.name: {digest}}
        server.up = True
        await turns(one)
        assert server.history == [("load", digest)]

    run(body)


def test_room_is_made_by_what_nobody_wants_and_else_it_is_full(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        first, second, third = put_adapters(shelf, "1", "2", "3")
        server = ScriptedServer(capacity=2)
        one = process("p1", ledger, shelf, server)
        await ledger.promote(first, ALL, **BY)
        await ledger.promote(second, Scope("banco"), **BY)
        await turns(one)
        await ledger.stage(third, **BY)
        await turns(one)
        assert (await ledger.present(60))[0].failed == {third: f"full ({server.name})"}
        await ledger.promote(first, Scope("banco"), **BY)
        await turns(one, count=5)
        assert server.held == {first, third}
        assert (await ledger.present(60))[0].failed == {}

    run(body)


def test_all_or_none_when_one_replica_refuses(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        old, new = put_adapters(shelf, "old", "new")
        server, other = ScriptedServer(), ScriptedServer("llm_fp16@b")
        one, two = process("p1", ledger, shelf, server), process("p2", ledger, shelf, server, other)
        await ledger.promote(old, ALL, **BY)
        await turns(one, two)

        def refuse() -> None:
            raise Unloadable("rejected_by_server")

        other.deeds[new] = refuse
        async with turning(one, two):
            with pytest.raises(EscutaError, match=r"refused: rejected_by_server \(llm_fp16@b\)"):
                await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).promote(new, ALL)
            assert one.champion() == two.champion() == old
            assert (await ledger.wanted()).staged == ()
            # And again, once the server takes it: what was said of the first attempt does not count.
            other.deeds.clear()
            heard: list[Progress] = []
            done = await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S, progress=heard.append).promote(
                new, ALL
            )
            assert (done.digest, done.before, done.processes, done.late) == (new, old, 2, 0)
            assert one.champion() == two.champion() == new
            assert heard[-1] == Progress("switching", 2, 2)
            back = await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).roll_back(ALL)
            assert (back.digest, back.before) == (old, new)
            assert one.champion() == two.champion() == old

    run(body)


def test_replies_that_are_not_valid_stop_it(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        (digest,) = put_adapters(shelf, "one")
        server = ScriptedServer()
        server.says = nonsense
        one = process("p1", ledger, shelf, server)
        async with turning(one):
            with pytest.raises(EscutaError, match="invalid_replies"):
                await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).promote(digest, ALL)
        assert one.champion() is None
        await turns(one)
        assert server.held == set()

    run(body)


def test_not_ready_in_time_changes_nothing(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        (digest,) = put_adapters(shelf, "one")
        await ledger.say(Presence("busy", 0))
        with pytest.raises(EscutaError, match="ready in 0 of 1 processes"):
            await Rollout(ledger, shelf, **BY, timeout_s=0.05).promote(digest, ALL)
        await ledger.say(Presence("busy", 0, reaches=False))
        with pytest.raises(EscutaError, match="no process reaches a model"):
            await Rollout(ledger, shelf, **BY, timeout_s=0.05).promote(digest, ALL)
        assert (await ledger.wanted()).aliases == ()
        assert (await ledger.wanted()).staged == ()

    run(body)


def test_with_nobody_present_only_the_alias_is_written(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        (digest,) = put_adapters(shelf, "one")
        done = await Rollout(ledger, shelf, **BY).promote(digest, ALL)
        assert (done.processes, done.late) == (0, 0)
        assert (await ledger.wanted()).aliases == (Alias(ALL, digest),)
        with pytest.raises(EscutaError, match="not on the shelf"):
            await Rollout(ledger, shelf, **BY).promote("c" * 64, ALL)
        back = await Rollout(ledger, shelf, **BY).roll_back(ALL)
        assert back.digest is None
        assert (await ledger.wanted()).aliases == ()

    run(body)


@pytest.mark.parametrize(
    ("origin", "problem"),
    [
        ({"base_digest": "c" * 64}, "trained on base cccccccccccc, serving has bbbbbbbbbbbb"),
        ({}, None),
    ],
)
def test_an_adapter_of_another_base_is_refused(run: Run, origin: dict[str, str], problem: str | None) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        folder = shelf.root.parent / "made"
        folder.mkdir()
        (folder / "adapter_config.json").write_text("{}")
        (folder / "escuta.json").write_text(
            json.dumps({"prompt_digest": prompt_digest(), "base_digest": BASE} | origin)
        )
        digest = shelf.put(folder)
        one = process("p1", ledger, shelf, ScriptedServer())
        await turns(one)
        async with turning(one):
            if problem is None:
                await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).promote(digest, ALL)
                return
            with pytest.raises(EscutaError, match=problem):
                await Rollout(ledger, shelf, **BY, timeout_s=PATIENT_S).promote(digest, ALL)
            assert await ledger.changes() == []
            await ledger.promote(digest, ALL, **BY)  # by hand: the process itself refuses it
            await turns(one)
            assert one.champion() is None
            assert (await ledger.present(60))[0].failed[digest].startswith("other_base")

    run(body)


def test_files_that_were_altered_are_not_loaded(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        altered, missing = put_adapters(shelf, "one", "two")
        (shelf.folder(altered) / "adapter_config.json").write_text("{}")
        (shelf.folder(missing) / "adapter_config.json").unlink()
        server = ScriptedServer()
        one = process("p1", ledger, shelf, server, retry_s=60.0)
        for digest in (altered, missing):
            await ledger.stage(digest, **BY)
        await turns(one)
        assert server.history == []
        said = (await ledger.present(60))[0].failed
        assert said == {
            altered: f"altered_on_shelf ({server.name})",
            missing: f"not_on_shelf ({server.name})",
        }

    run(body)


def test_given_adapters_answer_below_all_aliases_and_stay(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        given, promoted = put_adapters(shelf, "given", "promoted")
        server = ScriptedServer()
        defaults = Given({ALL: given, Scope("saude"): None}, frozenset({given}))
        one = process("p1", ledger, shelf, server, given=defaults)
        plain = process("p2", ledger, shelf, server)
        await turns(one, plain)
        assert (one.champion(), one.champion("saude"), plain.champion()) == (given, None, None)
        await ledger.promote(promoted, ALL, **BY)
        await turns(one, plain)
        assert (one.champion(), one.champion("saude"), plain.champion()) == (promoted, None, promoted)
        assert server.held == {given, promoted}  # the other process lets it be
        await ledger.roll_back(ALL, **BY)
        await turns(one, plain)
        assert (one.champion(), plain.champion()) == (given, None)
        assert server.held == {given}

    run(body)


def test_a_trial_begins_when_it_is_ready(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        champion, challenger = put_adapters(shelf, "champion", "challenger")
        server = ScriptedServer()
        one = process("p1", ledger, shelf, server)
        await ledger.promote(champion, ALL, **BY)
        await turns(one)

        def refuse() -> None:
            raise Unloadable("rejected_by_server")

        server.deeds[challenger] = refuse
        await ledger.start_trial(Trial(ALL, challenger, Mode.CANARY, 1.0), **BY)
        await turns(one)
        assert one.champion() == champion
        assert (await ledger.present(60))[0].seen == 1
        server.deeds.clear()
        await asyncio.sleep(0.02)  # `retry_s`
        await turns(one)
        assert one.champion() == challenger
        assert (await ledger.present(60))[0].seen == 2

    run(body)


def hold_up_unloading(server: ScriptedServer) -> tuple[asyncio.Event, asyncio.Event]:
    """When an unloading has begun, and what lets it go on."""
    begun, gate, unload = asyncio.Event(), asyncio.Event(), server.unload

    async def held_up(digest: str) -> None:
        begun.set()
        await gate.wait()
        await unload(digest)

    server.unload = held_up  # type: ignore[method-assign]
    return begun, gate


@pytest.mark.parametrize("shared", [True, False])
def test_wanted_again_while_it_is_being_unloaded(run: Run, shared: bool) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        old, new = put_adapters(shelf, "old", "new")
        server = ScriptedServer()
        names = ("p1", "p2") if shared else ("p1",)
        processes = [
            process(name, ledger, shelf, server, shared=shared, poll_s=0.05, sleep=lambda _: asyncio.sleep(0))
            for name in names
        ]
        begun, gate = hold_up_unloading(server)
        await ledger.promote(old, ALL, **BY)
        await settled(processes, old)
        await ledger.promote(new, ALL, **BY)
        await settled(processes, new)
        async with asyncio.timeout(PATIENT_S):
            while not begun.is_set():
                await turns(*processes, count=1)
        await ledger.promote(old, ALL, **BY)
        await turns(*processes, count=5)
        assert [each.champion() for each in processes] == [new] * len(processes)
        gate.set()
        await settled(processes, old)
        assert old in server.held

    run(body)


async def settled(processes: Sequence[Process], digest: str) -> None:
    async with asyncio.timeout(PATIENT_S):
        while any(each.champion() != digest for each in processes):
            await turns(*processes, count=1)


def test_a_process_says_that_it_is_there_before_it_reads(run: Run) -> None:
    """Else what it is about to route to could be unloaded by those who do not know of it."""

    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        old, new = put_adapters(shelf, "old", "new")
        server = ScriptedServer()
        one = process("p1", ledger, shelf, server)
        await ledger.promote(old, ALL, **BY)
        await turns(one)
        scripted: Any = ScriptedSlow(ledger)
        newcomer = process("p2", scripted, shelf, server)
        starting = asyncio.create_task(newcomer.control.turn())
        async with asyncio.timeout(PATIENT_S):
            while newcomer.champion() != old:
                await asyncio.sleep(0.001)
        await ledger.promote(new, ALL, **BY)
        await turns(one)
        assert one.champion() == new
        assert server.held == {old, new}  # the newcomer routes to it, and has had no time to say so
        scripted.gate.set()
        await starting
        await turns(newcomer, one)
        assert server.held == {new}

    run(body)


class ScriptedSlow:
    """A ledger that takes down what a process says only at `gate`, once the process has read."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._read = False
        self.gate = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def wanted(self) -> Wanted:
        self._read = True
        return await self._ledger.wanted()

    async def say(self, presence: Presence) -> None:
        if self._read:
            await self.gate.wait()
        await self._ledger.say(presence)


class ScriptedAway:
    """A ledger that is away when told to."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.away = False

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._ledger, name)

        async def call(*arguments: Any, **more: Any) -> Any:
            if self.away:
                raise StorageUnavailable("away")
            return await method(*arguments, **more)

        return call


def test_without_the_ledger_routing_goes_on_and_servers_get_their_adapters_back(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        old, new = put_adapters(shelf, "old", "new")
        server = ScriptedServer()
        scripted: Any = ScriptedAway(ledger)
        one = process("p1", scripted, shelf, server)
        await ledger.promote(old, ALL, **BY)
        await turns(one)
        scripted.away = True
        await ledger.promote(new, ALL, **BY)
        server.restart()
        await turns(one)
        assert one.champion() == old
        assert one.allowed == {server.name: {old}}
        assert one.control.status()["ledger"] == "away"
        scripted.away = False
        await turns(one)
        assert one.champion() == new
        assert server.held == {new}
        assert one.control.status()["ledger"] == "ok"

    run(body)


def test_the_shelf_keeps_what_anybody_needs(run: Run) -> None:
    async def body(ledger: SqlLedger, shelf: Shelf) -> None:
        before, live, trial, held, ready, staged, spare = put_adapters(shelf, *"1234567")
        await ledger.promote(before, ALL, **BY)
        await ledger.promote(live, ALL, **BY)
        await ledger.start_trial(Trial(ALL, trial, Mode.SHADOW, 1.0), **BY)
        await ledger.stage(staged, **BY)
        await ledger.note_held("a server that is away", held)
        await ledger.say(Presence("p1", 1, ready=frozenset({ready})))
        assert await needed(ledger) == {before, live, trial, held, ready, staged}
        assert await prune(ledger, shelf) == frozenset()  # it came just now: it may be on its way
        assert await prune(ledger, shelf, older_than_s=0) == {spare}
        assert shelf.digests() == {before, live, trial, held, ready, staged}

    run(body)


class turning:
    """Processes that keep turning in the background."""

    def __init__(self, *processes: Any) -> None:
        self._processes = processes

    async def __aenter__(self) -> None:
        async def go() -> None:
            while True:
                await turns(*self._processes, count=1)
                await asyncio.sleep(0.01)

        self._task = asyncio.create_task(go())

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
