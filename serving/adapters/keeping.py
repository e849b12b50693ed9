"""One server's adapters, kept as they are needed: looked at, drained, brought back, probed.

An adapter is `ready` on a server when it was loaded and probed there since the server was last away. Loading
and unloading on a server that other processes use too is done by one process at a time (a lease in the
ledger), and nothing is unloaded that any of them may still ask for.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from insights.adapter import origin
from insights.errors import EscutaError
from insights.prompts import prompt_digest
from serving.adapters.api import Host, Ledger, Presence, Refusal, Unloadable, Wanted
from serving.adapters.probing import probe
from serving.adapters.settings import AdapterSettings
from serving.adapters.shelf import Shelf
from serving.llm.api import Answer, Question
from serving.observability.logs import logger
from serving.storage.api import StorageUnavailable

_LOG = logger(__name__)

LEASE_S: Final = 60.0
_LEASED_WORK_S: Final = 50.0
_LEASE_TRIES: Final = 20
_LEASE_WAIT_S: Final = 0.1
_GONE_AFTER: Final = 2
"""Looks in vain. One may fail for being slow; a restart takes a model much longer than two."""


class Server(Host, Protocol):
    """A host that can be asked by itself, for probes."""

    async def answer(self, question: Question) -> Answer:
        """Raises `LlmError`."""
        ...


class Watcher(Protocol):
    """Counts what happens to adapters; `serving.observability.metrics.Metrics` is one."""

    def adapter_loaded(self, server: str, seconds: float) -> None: ...

    def adapter_refused(self, server: str, reason: str) -> None: ...

    def adapter_unloaded(self, server: str) -> None: ...


@dataclass(frozen=True)
class Failure:
    """Why a server does not have an adapter, and when it is tried again (the clock's seconds)."""

    reason: str
    again_s: float


@dataclass(frozen=True)
class Keeping:
    """What keepers of a process share. `needs` are digests to hold now, the most needed first; `given` are
    the configuration's, which are trusted as they are."""

    process: str
    ledger: Ledger
    shelf: Shelf
    settings: AdapterSettings
    needs: Callable[[], Sequence[str]]
    given: frozenset[str]
    clock_s: Callable[[], float]
    sleep: Callable[[float], Any]
    watcher: Watcher | None = None


class Keeper:
    """Keeps one server. `tend` is not for two tasks at once; everything else only reads."""

    def __init__(
        self,
        server: Server,
        common: Keeping,
        *,
        shared: bool,
        allow: Callable[[frozenset[str]], None] = lambda digests: None,
    ) -> None:
        """`shared`: other processes use it too, and it reads folders again later. `allow` hears what it may
        be asked with."""
        self._server = server
        self._common = common
        self._shared = shared
        self._allow = allow
        self._misses = 0
        self._noted: frozenset[str] | None = None
        self._idle_since_s: dict[str, float] = {}
        self.base: str | None = None
        self.loaded: frozenset[str] = frozenset()
        self.ready: frozenset[str] = frozenset()
        self.failed: dict[str, Failure] = {}

    @property
    def name(self) -> str:
        return self._server.name

    @property
    def gone(self) -> bool:
        """It does not answer. What it would hold does not matter until it is back."""
        return self._misses >= _GONE_AFTER

    def forget(self, needed: frozenset[str]) -> None:
        """What nobody needs is not ready any more: it may be unloaded at any time from now on."""
        self._settle(self.ready & needed)
        self.failed = {digest: failure for digest, failure in self.failed.items() if digest in needed}

    async def tend(self) -> None:
        """Look, drain, bring. Takes as long as the server does; never raises for a server that is away."""
        try:
            if self.base is None:
                self.base = await asyncio.to_thread(lambda: self._server.base_digest)
            self.loaded = await self._server.loaded()
            self._misses = 0
            self._settle(self.ready & self.loaded)
            await self._note()
            await self._drain()
            for digest in self._common.needs():
                if digest not in self.ready and not self._resting(digest):
                    await self._bring(digest)
        except OSError:
            self._misses += 1
            if self.gone:
                self._settle(frozenset())
                self.loaded = frozenset()
                self._noted = None

    # --- bringing -----------------------------------------------------------------------------------------

    async def _bring(self, digest: str) -> None:
        """Load and probe. Raises `OSError` if the server goes away."""
        common = self._common
        try:
            if not await self._hold(digest):
                return
            if digest not in common.given:
                sheet = await asyncio.to_thread(common.shelf.probes, digest)
                probed = await probe(
                    self._server,
                    digest,
                    sheet,
                    min_agreement=common.settings.min_agreement,
                    timeout_s=common.settings.probe_timeout_s,
                )
                if probed.reason is not None:
                    raise Unloadable(probed.reason)
        except Unloadable as refusal:
            self._fail(digest, refusal.reason)
        except EscutaError:
            self._fail(digest, Refusal.ALTERED)
        else:
            self.failed.pop(digest, None)
            if digest in common.needs():  # still: it has not been drained meanwhile
                self._settle(self.ready | {digest})

    async def _hold(self, digest: str) -> bool:
        """Have the server hold it. False: not yet."""
        common = self._common
        if not self._shared and digest in self.loaded:
            return True
        folder = await asyncio.to_thread(self._folder, digest)
        async with self._leased(without_ledger=True) as mine:
            if not mine or digest not in common.needs():
                return False
            if digest not in self.loaded and len(self.loaded) >= self._server.capacity:
                if self.loaded - set(common.needs()):
                    return False  # room comes when others have let go of it
                raise Unloadable(Refusal.FULL)
            if self._shared:
                with suppress(StorageUnavailable):
                    await common.ledger.note_held(self.name, digest)
            begun_s = common.clock_s()
            new = digest not in self.loaded
            await self._server.load(digest, folder)
            self.loaded |= {digest}
        if new:
            seconds = common.clock_s() - begun_s
            _LOG.info("adapter_loaded", adapter=digest, model=self.name, load_ms=round(seconds * 1e3, 1))
            if common.watcher is not None:
                common.watcher.adapter_loaded(self.name, seconds)
        return True

    def _folder(self, digest: str) -> Path:
        """On the shelf, and as it was put there, and for this base and these prompts. Reads all of it."""
        shelf = self._common.shelf
        if not shelf.has(digest):
            raise Unloadable(Refusal.NOT_ON_SHELF)
        try:
            trained = origin(shelf.folder(digest))
            if trained is not None and trained.prompt_digest != prompt_digest():
                raise Unloadable(Refusal.OTHER_PROMPTS)
            bases = {self.base, trained.base_digest} if trained is not None else set()
            if len(bases - {None}) > 1:
                raise Unloadable(Refusal.OTHER_BASE)
            return shelf.verified(digest)
        except OSError:  # ours, not the server's
            raise Unloadable(Refusal.NOT_ON_SHELF) from None

    def _fail(self, digest: str, reason: str) -> None:
        common = self._common
        _LOG.warning("adapter_refused", adapter=digest, model=self.name, refusal=reason)
        if common.watcher is not None:
            common.watcher.adapter_refused(self.name, reason)
        self.failed[digest] = Failure(reason, common.clock_s() + common.settings.retry_s)

    def _resting(self, digest: str) -> bool:
        failure = self.failed.get(digest)
        return failure is not None and self._common.clock_s() < failure.again_s

    # --- draining -----------------------------------------------------------------------------------------

    async def _drain(self) -> None:
        """Unload what nobody needs, the longest unneeded first."""
        now_s, needed = self._common.clock_s(), frozenset(self._common.needs())
        idle = self.loaded - needed
        self._idle_since_s = {digest: self._idle_since_s.get(digest, now_s) for digest in idle}
        if not idle:
            return
        oldest = sorted(idle, key=lambda digest: (self._idle_since_s[digest], digest))
        if not self._shared:
            for digest in oldest:
                await self._unload(digest)
            return
        with suppress(StorageUnavailable):  # without the ledger nobody knows what others need
            async with self._leased(without_ledger=False) as mine:
                if not mine:
                    return
                wanted = await self._common.ledger.wanted()
                present = await self._common.ledger.present(self._common.settings.present_s)
                for digest in oldest:
                    if not self._others_need(digest, wanted, present):
                        await self._unload(digest)

    def _others_need(self, digest: str, wanted: Wanted, present: Sequence[Presence]) -> bool:
        """May another process ask for it, now or when it has read what it does not know yet?"""
        return digest in wanted.digests() or any(
            each.known < wanted.version or digest in each.in_use
            for each in present
            if each.process != self._common.process
        )

    async def _unload(self, digest: str) -> None:
        if digest in self._common.needs():
            return
        self._settle(self.ready - {digest})  # first: nobody may begin to route to it meanwhile
        with suppress(Unloadable):  # an answer is still being cut short: the next time
            await self._server.unload(digest)
            self.loaded -= {digest}
            _LOG.info("adapter_unloaded", adapter=digest, model=self.name)
            if self._common.watcher is not None:
                self._common.watcher.adapter_unloaded(self.name)
            await self._note()

    # --- shared with other processes ----------------------------------------------------------------------

    @asynccontextmanager
    async def _leased(self, *, without_ledger: bool) -> AsyncIterator[bool]:
        """Alone with a shared server? False: another is, or (unless `without_ledger`) nobody knows."""
        if not self._shared:
            yield True
            return
        name, common = f"adapters:{self.name}", self._common
        try:
            mine = await self._take(name)
        except StorageUnavailable:
            # While the ledger is away nothing is unloaded by anybody: loading needs no care.
            yield without_ledger
            return
        if not mine:
            yield False
            return
        try:
            async with asyncio.timeout(_LEASED_WORK_S):
                yield True
        finally:
            with suppress(StorageUnavailable):  # it ends by itself
                await common.ledger.release(name, common.process)

    async def _take(self, name: str) -> bool:
        for _ in range(_LEASE_TRIES):
            if await self._common.ledger.lease(name, self._common.process, LEASE_S):
                return True
            await self._common.sleep(_LEASE_WAIT_S)
        return False

    async def _note(self) -> None:
        """Write down what a shared server holds, so that those folders stay on the shelf."""
        if not self._shared or self._noted == self.loaded:
            return
        with suppress(StorageUnavailable):
            ledger = self._common.ledger
            before = (await ledger.held()).get(self.name, frozenset())
            for digest in self.loaded - before:
                await ledger.note_held(self.name, digest)
            for digest in before - self.loaded:
                await ledger.note_gone(self.name, digest)
            self._noted = self.loaded

    def _settle(self, ready: frozenset[str]) -> None:
        self.ready = ready
        self._allow(ready)
