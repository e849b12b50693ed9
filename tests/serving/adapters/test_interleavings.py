"""In whatever order processes, operators and callers act: nothing is unloaded that somebody may ask for,
nothing is routed to that does not answer, and when all is quiet everybody routes by what the ledger wants."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.errors import EscutaError
from serving.adapters.api import Alias, Mode, Presence, Scope, Trial, Wanted
from serving.adapters.shelf import Shelf
from tests.serving.adapters.kit import BY, KIND, ScriptedServer, process, put_adapters, turns

SCOPES = (Scope(), Scope("banco"), Scope("banco", KIND.value))
DIGESTS = 4


class SteppedLedger:
    """The ledger in memory, so that any step can wait for any other: `pause` comes before and after."""

    def __init__(self, pause: Callable[[], Awaitable[None]]) -> None:
        self._pause = pause
        self._version = 0
        self._aliases: dict[Scope, list[str]] = {}
        self._trials: dict[tuple[Scope, str], Trial] = {}
        self._staged: set[str] = set()
        self._present: dict[str, Presence] = {}
        self._leases: dict[str, str] = {}

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        if name.startswith("_"):
            return found

        async def stepped(*arguments: Any, **more: Any) -> Any:
            await self._pause()
            result = found(*arguments, **more)
            await self._pause()
            return result

        return stepped

    def wanted(self) -> Wanted:
        aliases = tuple(Alias(scope, pile[-1]) for scope, pile in self._aliases.items() if pile)
        return Wanted(self._version, aliases, tuple(self._trials.values()), tuple(sorted(self._staged)))

    def stage(self, digest: str, **_: str) -> int:
        self._staged.add(digest)
        return self._next()

    def unstage(self, digest: str, **_: str) -> int:
        self._staged.discard(digest)
        return self._next()

    def promote(self, digest: str, scope: Scope, **_: str) -> int:
        self._staged.discard(digest)
        self._trials.pop((scope, digest), None)
        self._aliases.setdefault(scope, []).append(digest)
        return self._next()

    def roll_back(self, scope: Scope, **_: str) -> int:
        if not self._aliases.get(scope):
            raise EscutaError("nothing")
        self._aliases[scope].pop()
        return self._next()

    def start_trial(self, trial: Trial, **_: str) -> int:
        self._trials[trial.scope, trial.digest] = trial
        return self._next()

    def end_trial(self, scope: Scope, digest: str, **_: str) -> int:
        self._trials.pop((scope, digest), None)
        return self._next()

    def say(self, presence: Presence) -> None:
        self._present[presence.process] = presence

    def present(self, within_s: float) -> list[Presence]:
        return list(self._present.values())

    def lease(self, name: str, holder: str, ttl_s: float) -> bool:
        return self._leases.setdefault(name, holder) == holder

    def release(self, name: str, holder: str) -> None:
        if self._leases.get(name) == holder:
            del self._leases[name]

    def note_held(self, host: str, digest: str) -> None: ...

    def note_gone(self, host: str, digest: str) -> None: ...

    def held(self) -> dict[str, frozenset[str]]:
        return {}

    def _next(self) -> int:
        self._version += 1
        return self._version


class World:
    """Two processes with a server in common, and one with a server of its own."""

    def __init__(self, shelf: Shelf, chance: random.Random, *, restarts: bool) -> None:
        self._chance = chance
        self._restarts = restarts
        self.ledger: Any = SteppedLedger(self.pause)
        self.common, self.own = ScriptedServer("llm_fp16@a"), ScriptedServer("embedded")
        for server in (self.common, self.own):
            server.pause = self.pause
        self.over = False

        def options() -> dict[str, Any]:
            # A turn that waits for its servers, or (so short) goes on without them.
            return {"sleep": self.wait, "poll_s": chance.choice((1e-9, 10.0))}

        self.processes = {
            "p1": process("p1", self.ledger, shelf, self.common, **options()),
            "p2": process("p2", self.ledger, shelf, self.common, **options()),
            "p3": process("p3", self.ledger, shelf, self.own, shared=False, **options()),
        }
        self.common.unloading = lambda digest: self.unneeded(digest, "p1", "p2")
        self.own.unloading = lambda digest: self.unneeded(digest, "p3")

    async def pause(self) -> None:
        for _ in range(self._chance.choice((0, 0, 1, 1, 2, 5))):
            await asyncio.sleep(0)

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(0)

    def unneeded(self, digest: str, *names: str) -> None:
        for name in names:
            routes = self.processes[name].routes
            assert digest not in routes.table.digests(), "unloaded while it is routed to"
            assert digest not in routes.in_use(), "unloaded while an answer is being written with it"

    async def operate(self, digests: list[str], steps: int) -> None:
        chance = self._chance
        for _ in range(steps):
            digest, scope = chance.choice(digests), chance.choice(SCOPES)
            trial = Trial(scope, digest, chance.choice(list(Mode)), chance.choice((0.3, 1.0)))
            deeds: list[Callable[[], Any]] = [
                partial(self.ledger.promote, digest, scope, **BY),
                partial(self.ledger.roll_back, scope, **BY),
                partial(self.ledger.stage, digest, **BY),
                partial(self.ledger.unstage, digest, **BY),
                partial(self.ledger.start_trial, trial, **BY),
                partial(self.ledger.end_trial, scope, digest, **BY),
            ]
            with suppress(EscutaError):
                await chance.choice(deeds)()
            if self._restarts and chance.random() < 0.3:
                self.common.restart()
            for _ in range(chance.choice((0, 5, 50, 300))):
                await asyncio.sleep(0)
        self.over = True

    async def ask(self, name: str, server: ScriptedServer) -> None:
        routes = self.processes[name].routes
        while not self.over:
            choice = routes.choose("banco", KIND, f"call-{self._chance.randint(0, 9)}")
            with routes.using(choice.adapter):
                for _ in range(self._chance.choice((0, 3, 30, 200))):
                    assert self._restarts or choice.adapter is None or choice.adapter in server.held
                    await asyncio.sleep(0)
            await asyncio.sleep(0)

    async def turn(self, name: str) -> None:
        while not self.over:
            await self.processes[name].control.turn()
            for _ in range(self._chance.choice((0, 0, 10, 100))):
                await asyncio.sleep(0)

    async def quiet(self) -> None:
        for _ in range(60):
            await turns(*self.processes.values(), count=1)
            for _ in range(20):
                await asyncio.sleep(0)
        wanted = await self.ledger.wanted()
        for name, each in self.processes.items():
            table = each.routes.table
            assert table.aliases == {alias.scope: alias.digest for alias in wanted.aliases}
            assert set(table.trials) == set(wanted.trials)
            server = self.own if name == "p3" else self.common
            assert server.held == wanted.digests() == each.allowed[server.name]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf") / "shelf")


@pytest.fixture(scope="module")
def digests(shelf: Shelf) -> list[str]:
    return put_adapters(shelf, *map(str, range(DIGESTS)))


@pytest.fixture(autouse=True, scope="module")
def in_this_thread() -> Iterator[None]:
    """Or the order would not be the same again."""

    async def inline(work: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        await asyncio.sleep(0)
        return work(*arguments, **more)

    patch = pytest.MonkeyPatch()
    patch.setattr("serving.adapters.keeping.asyncio.to_thread", inline)
    yield
    patch.undo()


@pytest.mark.parametrize("restarts", [False, True])
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_in_any_order(shelf: Shelf, digests: list[str], restarts: bool, seed: int) -> None:
    async def main() -> None:
        world = World(shelf, random.Random(seed), restarts=restarts)
        await asyncio.gather(
            world.operate(digests, 20),
            *(world.turn(name) for name in world.processes),
            *(world.ask(name, world.own if name == "p3" else world.common) for name in world.processes),
        )
        await world.quiet()

    asyncio.run(main())
