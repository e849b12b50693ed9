"""The live path as `promote` sees it: the ledger in serving's database, opened for each step and let go."""

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from insights.adapter import origin
from insights.errors import EscutaError
from serving.adapters.api import ANY, Mode, Scope, Trial
from serving.adapters.ledger import open_ledger
from serving.adapters.rollout import (
    PRESENT_S,
    Progress,
    RolledOut,
    Started,
    refuse_misfit,
    roll_back,
    roll_out,
    start_trial,
)
from serving.adapters.shelf import Shelf
from serving.settings import StorageSettings
from serving.storage.api import StorageUnavailable

T = TypeVar("T")


class LivePath:
    """Changes of one scope, by one person. An SQLite database is made and brought up to date if need be."""

    def __init__(
        self, storage: StorageSettings, shelf: Shelf, scope: Scope, *, who: str, timeout_s: float
    ) -> None:
        """`DATABASE_URL` of the environment goes before `storage`; `timeout_s` is for all to be ready."""
        self._url = os.environ.get("DATABASE_URL") or storage.url
        self._shelf = shelf
        self._scope = scope
        self._who = who
        self._timeout_s = timeout_s

    def refuse_misfit(self, folder: Path) -> None:
        """Raise `EscutaError` for an adapter that a process present would not take."""

        async def look() -> None:
            async with open_ledger(self._url) as ledger:
                refuse_misfit(origin(folder), await ledger.present(PRESENT_S))

        _awaited(look())

    def champion(self) -> tuple[Scope, str | None] | None:
        """What answers in the scope and where that is written: there, or in a wider one. None: nowhere."""

        async def look() -> tuple[Scope, str | None] | None:
            async with open_ledger(self._url) as ledger:
                aliases = {alias.scope: alias.digest for alias in (await ledger.wanted()).aliases}
            tenant, kind = self._scope.tenant, self._scope.insight_type
            for scope in (self._scope, Scope(tenant, ANY), Scope(ANY, kind), Scope()):
                if scope in aliases:
                    return scope, aliases[scope]
            return None

        return _awaited(look())

    def before(self) -> str | None:
        """What a roll back would bring; None: what a wider scope or the configuration says."""

        async def look() -> str | None:
            async with open_ledger(self._url) as ledger:
                alias = await ledger.after_roll_back(self._scope)
            return alias.digest if alias is not None else None

        return _awaited(look())

    def roll_out(self, digest: str, why: str) -> RolledOut:
        """Every process takes it, or none."""

        async def move() -> RolledOut:
            async with open_ledger(self._url) as ledger:
                with _Bar() as bar:
                    return await roll_out(
                        ledger,
                        self._shelf,
                        digest,
                        self._scope,
                        who=self._who,
                        why=why,
                        timeout_s=self._timeout_s,
                        progress=bar,
                    )

        return _awaited(move())

    def start_trial(self, digest: str, mode: Mode, share: float, why: str) -> Started:
        """Try it on a share of the conversations; every process takes it, or none."""

        async def start() -> Started:
            async with open_ledger(self._url) as ledger:
                with _Bar() as bar:
                    return await start_trial(
                        ledger,
                        self._shelf,
                        Trial(self._scope, digest, mode, share),
                        who=self._who,
                        why=why,
                        timeout_s=self._timeout_s,
                        progress=bar,
                    )

        return _awaited(start())

    def roll_back(self, why: str) -> RolledOut:
        """Undo the last promotion."""

        async def move() -> RolledOut:
            async with open_ledger(self._url) as ledger:
                with _Bar() as bar:
                    return await roll_back(
                        ledger,
                        self._shelf,
                        self._scope,
                        who=self._who,
                        why=why,
                        timeout_s=self._timeout_s,
                        progress=bar,
                    )

        return _awaited(move())


def _awaited(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except StorageUnavailable as error:
        raise EscutaError(
            str(error), field="storage", remedy="start the database, or say which: DATABASE_URL, storage.url"
        ) from None


class _Bar:
    """Progress of a roll-out on a terminal."""

    def __enter__(self) -> "_Bar":
        from tqdm import tqdm

        self._bar = tqdm(total=0, desc="promote", unit="process", disable=None)
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def __call__(self, progress: Progress) -> None:
        self._bar.total = progress.processes
        self._bar.n = progress.done
        self._bar.set_description(f"promote: {progress.stage}")
