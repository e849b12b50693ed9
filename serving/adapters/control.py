"""Keeps this process's servers and routes as the ledger wants them, while calls go on.

Every turn: read the ledger; have each server hold what is wanted and let go of what nobody needs; route by
what is ready; say so. While the ledger is away routing goes on with what is known, and servers that come back
get their adapters again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

from insights.fingerprint import is_digest, short
from insights.prompts import prompt_digest
from serving.adapters.api import Ledger, Presence, Scope, Wanted
from serving.adapters.keeping import Keeper, Keeping, Server
from serving.adapters.keeping import Watcher as KeepingWatcher
from serving.adapters.routes import LiveRoutes, Table
from serving.adapters.settings import AdapterSettings
from serving.adapters.shelf import Shelf
from serving.observability.logs import logger
from serving.storage.api import StorageUnavailable

_LOG = logger(__name__)

_BEATS: Final = 5
"""Signs of life within `present_s`."""


class Watcher(KeepingWatcher, Protocol):
    """Counts what happens to adapters and routes; `serving.observability.metrics.Metrics` is one."""

    def routes_swapped(self, aliases: Mapping[Scope, str | None]) -> None: ...


@dataclass(frozen=True)
class Place:
    """A server of this process. `shared`: it is another process, which others use too. `allow` hears which
    adapters it may be asked with."""

    server: Server
    shared: bool
    allow: Callable[[frozenset[str]], None] = lambda digests: None


@dataclass(frozen=True)
class Given:
    """Aliases of the configuration, below all of the ledger's, and the digests that stand behind them."""

    aliases: Mapping[Scope, str | None] = field(default_factory=dict)
    digests: frozenset[str] = frozenset()


class AdapterControl:
    """One for a process, on its event loop: `start`, then it keeps turning until `close`."""

    def __init__(
        self,
        *,
        process: str,
        ledger: Ledger,
        shelf: Shelf,
        routes: LiveRoutes,
        places: Sequence[Place],
        settings: AdapterSettings,
        given: Given | None = None,
        watcher: Watcher | None = None,
        clock_s: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`process` names this one among all; `routes` are the answerer's."""
        self._process = process
        self._ledger = ledger
        self._routes = routes
        self._settings = settings
        self._given = given or Given()
        self._watcher = watcher
        self._clock_s = clock_s
        self._sleep = sleep
        common = Keeping(
            process=process,
            ledger=ledger,
            shelf=shelf,
            settings=settings,
            needs=self.needs,
            given=self._given.digests,
            clock_s=clock_s,
            sleep=sleep,
            watcher=watcher,
        )
        self._keepers = [
            Keeper(place.server, common, shared=place.shared, allow=place.allow) for place in places
        ]
        self._tending: dict[Keeper, asyncio.Task[None]] = {}
        self._wanted = Wanted()
        self._table = Table()
        self._seen = 0
        self._said: Presence | None = None
        self._said_s = 0.0
        self._away = False
        self._task: asyncio.Task[None] | None = None

    # --- from start to end --------------------------------------------------------------------------------

    async def start(self, *, within_s: float = 60.0) -> None:
        """Until servers that answer hold what is wanted, as far as they can, or so many seconds have passed;
        then it keeps turning."""
        until_s = self._clock_s() + within_s
        await self.turn()
        while not self._settled() and self._clock_s() < until_s:
            await self._sleep(self._settings.poll_s / 10)
            await self.turn()
        self._task = asyncio.create_task(self._keep_turning(), name="adapter-control")

    async def close(self) -> None:
        """Servers keep what they hold: another process may need it."""
        tasks = [*self._tending.values(), *([self._task] if self._task is not None else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        with suppress(StorageUnavailable):
            await self._ledger.leave(self._process)

    def _settled(self) -> bool:
        needs = self.needs()
        return all(
            keeper.gone or all(digest in keeper.ready or digest in keeper.failed for digest in needs)
            for keeper in self._keepers
        )

    async def _keep_turning(self) -> None:
        while True:
            await self._sleep(self._settings.poll_s)
            try:
                await self.turn()
            except Exception as error:  # a turn that fails must not be the last
                _LOG.error("adapter_turn_failed", error=type(error).__name__)

    async def turn(self) -> None:
        """One look at everything. A server that takes long is not waited for beyond `poll_s`."""
        await self._read()
        for keeper in self._keepers:
            if keeper not in self._tending or self._tending[keeper].done():
                self._tending[keeper] = asyncio.create_task(keeper.tend(), name="adapter-keeper")
        done, _ = await asyncio.wait(self._tending.values(), timeout=self._settings.poll_s)
        self._route()
        await self._say()
        for task in done:
            task.result()

    # --- what is wanted, routed and said ------------------------------------------------------------------

    def needs(self) -> list[str]:
        """Digests to hold: routed and in flight, wanted, staged; the most needed first."""
        table, wanted = self._routes.table, self._wanted
        return list(
            dict.fromkeys(
                digest
                for digest in (
                    *sorted(table.digests() | self._routes.in_use()),
                    *sorted(self._given.digests),
                    *(alias.digest for alias in wanted.aliases),
                    *(trial.digest for trial in wanted.trials),
                    *wanted.staged,
                )
                if digest is not None and is_digest(digest)
            )
        )

    async def _read(self) -> None:
        try:
            if self._said is None:
                await self._say()  # before anything is read: what others would unload is not theirs alone
            wanted = await self._ledger.wanted()
        except StorageUnavailable:
            self._ledger_is(away=True)
            return
        self._ledger_is(away=False)
        self._wanted = wanted

    def _ready(self, digest: str) -> bool:
        """On every server that answers. Where none does there is nothing to wait for: a server that comes
        back is asked for it when it holds it."""
        return all(keeper.gone or digest in keeper.ready for keeper in self._keepers)

    def _route(self) -> None:
        """Route by what is wanted and ready; where that is not ready, as before."""
        now, wanted = self._routes.table, self._wanted
        routed = now.digests()
        whole = True
        aliases = dict(self._given.aliases)
        for alias in wanted.aliases:
            if self._may_route(alias.digest, routed):
                aliases[alias.scope] = alias.digest
                continue
            whole = False
            if alias.scope in now.aliases:
                aliases[alias.scope] = now.aliases[alias.scope]
        trials = tuple(trial for trial in wanted.trials if self._may_route(trial.digest, routed))
        whole = whole and len(trials) == len(wanted.trials)
        if whole:
            self._seen = wanted.version
        table = Table(self._seen, aliases, trials)
        if table == self._table:
            return
        moved = (table.aliases, table.trials) != (self._table.aliases, self._table.trials)
        self._table = table
        self._routes.swap(table)
        if moved:
            _LOG.info("routes_swapped", version=str(wanted.version), count=len(aliases), ok=whole)
            if self._watcher is not None:
                self._watcher.routes_swapped(aliases)

    def _may_route(self, digest: str | None, routed: frozenset[str]) -> bool:
        return digest is None or digest in routed or self._ready(digest)

    async def _say(self) -> None:
        # What is not said to be needed others may unload, so it is not ready from here on.
        needed = frozenset(self.needs())
        for keeper in self._keepers:
            keeper.forget(needed)
        presence = self._presence()
        now_s = self._clock_s()
        if presence == self._said and now_s - self._said_s < self._settings.present_s / _BEATS:
            return
        try:
            await self._ledger.say(presence)
        except StorageUnavailable:
            self._ledger_is(away=True)
            return
        self._said, self._said_s = presence, now_s

    def _presence(self) -> Presence:
        wanted = self._wanted.digests()
        needs = frozenset(self.needs())
        reaches = any(not keeper.gone for keeper in self._keepers)
        return Presence(
            process=self._process,
            seen=self._seen,
            ready=frozenset(digest for digest in needs if reaches and self._ready(digest)),
            in_use=needs - wanted,
            failed={
                digest: f"{failure.reason} ({keeper.name})"
                for keeper in self._keepers
                for digest, failure in keeper.failed.items()
                if not keeper.gone
            },
            bases=frozenset(keeper.base for keeper in self._keepers if keeper.base is not None),
            prompt_digest=prompt_digest(),
            reaches=reaches,
            known=self._wanted.version,
        )

    def _ledger_is(self, *, away: bool) -> None:
        if away != self._away:
            self._away = away
            (_LOG.warning if away else _LOG.info)("ledger_away" if away else "ledger_back")

    def status(self) -> dict[str, Any]:
        """For the health page; digests are shortened."""
        presence = self._presence()
        return {
            "version": presence.known,
            "routed_version": presence.seen,
            "ledger": "away" if self._away else "ok",
            "ready": _named(presence.ready),
            "failed": {short(digest): reason for digest, reason in sorted(presence.failed.items())},
            "servers": {
                keeper.name: {"reached": not keeper.gone, "ready": _named(keeper.ready)}
                for keeper in self._keepers
            },
        }


def places_of(models: Mapping[str, Any]) -> list[Place]:
    """The servers among language models that take adapters while they answer."""
    from serving.llm.embedded import EmbeddedLlm
    from serving.llm.replicas import ReplicaSet
    from serving.llm.vllm import VllmReplica

    found: list[Place] = []
    for model in models.values():
        if isinstance(model, EmbeddedLlm):
            found.append(Place(model, shared=False))
        elif isinstance(model, ReplicaSet):
            found += [
                Place(replica, shared=True, allow=partial(model.allow, replica.name))
                for replica in model.replicas
                if isinstance(replica, VllmReplica)
            ]
    return found


def _named(digests: frozenset[str]) -> list[str]:
    return sorted(map(short, digests))
