"""The live path as `promote` sees it: the ledger in serving's database, opened for each step and let go."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from insights.adapter import origin
from insights.errors import EscutaError
from serving.adapters.api import Mode, Scope, Trial
from serving.adapters.ledger import open_ledger
from serving.adapters.rollout import PRESENT_S, Progress, RolledOut, Rollout, Started, refuse_misfit
from serving.adapters.routes import narrow_to_wide
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
            wider = narrow_to_wide(self._scope.tenant, self._scope.insight_type)
            return next(((scope, aliases[scope]) for scope in wider if scope in aliases), None)

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
        return self._moved(why, lambda rollout: rollout.promote(digest, self._scope))

    def start_trial(self, digest: str, mode: Mode, share: float, why: str) -> Started:
        """Try it on a share of the conversations; every process takes it, or none."""
        trial = Trial(self._scope, digest, mode, share)
        return self._moved(why, lambda rollout: rollout.start_trial(trial))

    def roll_back(self, why: str) -> RolledOut:
        """Undo the last promotion."""
        return self._moved(why, lambda rollout: rollout.roll_back(self._scope))

    def _moved(self, why: str, move: Callable[[Rollout], Coroutine[Any, Any, T]]) -> T:
        async def moved() -> T:
            async with open_ledger(self._url) as ledger:
                with _Bar() as bar:
                    rollout = Rollout(
                        ledger, self._shelf, who=self._who, why=why, timeout_s=self._timeout_s, progress=bar
                    )
                    return await move(rollout)

        return _awaited(moved())


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
