"""Making an adapter live, and undoing it: every process takes it, or none does.

    stage → each process loads it on its servers and probes it
      all ready:    the alias is moved → each routes by it
      one refuses:  unstaged, nothing has changed

A process that reaches none of its servers, or gives no sign of life, does not hold it up.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from insights.adapter import Origin, origin
from insights.errors import EscutaError
from insights.fingerprint import short
from serving.adapters.api import Ledger, Presence, Scope, Trial
from serving.adapters.settings import AdapterSettings
from serving.adapters.shelf import Shelf

PRESENT_S = AdapterSettings().present_s
TIMEOUT_S = 120.0

_POLL_S = 0.1


@dataclass(frozen=True)
class Progress:
    """How far it is: of `processes`, `done` have answered. `stage`: `loading` or `switching`."""

    stage: str
    done: int
    processes: int


Watch = Callable[[Progress], None]


@dataclass(frozen=True)
class RolledOut:
    """`digest` answers in `scope` instead of `before` (None: the base, or what a wider alias says).

    `load_s`: asking to all ready; `switch_s`: the alias moved to all routing by it. `late` processes had not
    said so in time: they will when they can.
    """

    version: int
    scope: Scope
    digest: str | None
    before: str | None
    processes: int
    load_s: float
    switch_s: float
    late: int = 0


@dataclass(frozen=True)
class Started:
    """A trial that goes on. `load_s`, `switch_s` and `late` as in `RolledOut`."""

    version: int
    trial: Trial
    processes: int
    load_s: float
    switch_s: float
    late: int = 0


class Rollout:
    """One change of the live path, by one person for one reason.

    `timeout_s` is for all to be ready, and again for all to route by it; who gave no sign of life for
    `present_s` is not waited for. `progress` hears how far it is.
    """

    def __init__(
        self,
        ledger: Ledger,
        shelf: Shelf,
        *,
        who: str,
        why: str,
        timeout_s: float = TIMEOUT_S,
        progress: Watch = lambda _: None,
        present_s: float = PRESENT_S,
    ) -> None:
        self._ledger = ledger
        self._shelf = shelf
        self._who = who
        self._why = why
        self._timeout_s = timeout_s
        self._progress = progress
        self._present_s = present_s

    async def promote(self, digest: str | None, scope: Scope) -> RolledOut:
        """Make `digest` (None: the base) answer in `scope`. With no process present only the alias is
        written.

        Raises `EscutaError`, with nothing changed: not on the shelf, of another base or other prompts than
        the processes', refused by one of them (with its reasons), not ready everywhere in time.
        `StorageUnavailable`.
        """
        return await self._moved(
            digest, scope, lambda: self._ledger.promote(digest, scope, who=self._who, why=self._why)
        )

    async def roll_back(self, scope: Scope) -> RolledOut:
        """Undo the scope's last promotion, in the same way. Raises `EscutaError` if there is none to undo."""
        after = await self._ledger.after_roll_back(scope)
        return await self._moved(
            after.digest if after is not None else None,
            scope,
            lambda: self._ledger.roll_back(scope, who=self._who, why=self._why),
        )

    async def start_trial(self, trial: Trial) -> Started:
        """Try a challenger in all processes, or in none; a trial of it in the same scope goes on as this one.

        Raises `EscutaError` as `promote` does, and for a share that is none. `StorageUnavailable`.
        """
        if not 0 < trial.share <= 1:
            raise EscutaError("must be above 0 and at most 1", field="share")
        load_s = await self._make_ready(trial.digest)
        version = await self._ledger.start_trial(trial, who=self._who, why=self._why)
        processes, late, switch_s = await self._switched(version)
        return Started(version, trial, processes, load_s, switch_s, late)

    async def _moved(
        self, digest: str | None, scope: Scope, change: Callable[[], Awaitable[int]]
    ) -> RolledOut:
        """Make ready, change the ledger, wait until all route by it."""
        aliases = (await self._ledger.wanted()).aliases
        before = next((each.digest for each in aliases if each.scope == scope), None)
        load_s = await self._make_ready(digest) if digest is not None else 0.0
        version = await change()
        processes, late, switch_s = await self._switched(version)
        return RolledOut(version, scope, digest, before, processes, load_s, switch_s, late)

    async def _make_ready(self, digest: str) -> float:
        """Stage `digest` and wait until every present process is ready for it: seconds. It stays staged: what
        follows, a promotion or a trial, unstages it.

        Raises `EscutaError` with the reasons, after unstaging it, if one cannot or not in time.
        """
        begun_s = time.monotonic()
        folder = await asyncio.to_thread(self._shelf.folder, digest)
        refuse_misfit(await asyncio.to_thread(origin, folder), await self._ledger.present(self._present_s))
        await asyncio.to_thread(self._shelf.touch, digest)
        staged = await self._ledger.stage(digest, who=self._who, why=self._why)
        try:
            await self._all_ready(digest, staged)
        except BaseException:
            await asyncio.shield(self._ledger.unstage(digest, who=self._who, why="not ready everywhere"))
            raise
        return time.monotonic() - begun_s

    async def _all_ready(self, digest: str, staged: int) -> None:
        until_s = time.monotonic() + self._timeout_s
        while True:
            present = await self._ledger.present(self._present_s)
            if not present:
                return
            # What was said before it was staged belongs to an earlier attempt.
            heard = [each for each in present if each.reaches and each.known >= staged]
            refusals = sorted({each.failed[digest] for each in heard if digest in each.failed})
            if refusals:
                raise EscutaError(
                    f"adapter {short(digest)} was refused: {'; '.join(refusals)}",
                    field="adapter",
                    remedy="nothing has changed; python -m serving.admin adapters shows who is present",
                )
            ready = [each for each in heard if digest in each.ready]
            waited_for = sum(each.reaches for each in present)
            self._progress(Progress("loading", len(ready), waited_for))
            if ready and len(ready) == waited_for:
                return
            if time.monotonic() >= until_s:
                far = f"is ready in {len(ready)} of {waited_for} processes after {self._timeout_s:g} s"
                raise EscutaError(
                    f"adapter {short(digest)} {far}"
                    if waited_for
                    else "no process reaches a model to try it on",
                    field="adapter",
                    remedy="nothing has changed; see the log of the processes, or allow more time",
                )
            await asyncio.sleep(_POLL_S)

    async def _switched(self, version: int) -> tuple[int, int, float]:
        """Wait until all present processes route by a version: how many they are, how many late, seconds."""
        begun_s = time.monotonic()
        while True:
            present = await self._ledger.present(self._present_s)
            late = sum(each.seen < version for each in present)
            self._progress(Progress("switching", len(present) - late, len(present)))
            switch_s = time.monotonic() - begun_s
            if not late or switch_s >= self._timeout_s:
                return len(present), late, switch_s
            await asyncio.sleep(_POLL_S)


def refuse_misfit(trained: Origin | None, present: list[Presence]) -> None:
    """Raise `EscutaError` for what the processes themselves would refuse, before anything is loaded."""
    if trained is None:
        return
    problems = set()
    for each in present:
        if each.prompt_digest != trained.prompt_digest:
            problems.add(f"trained with prompts {trained.prompt_digest}, serving has {each.prompt_digest}")
        if (base := trained.base_digest) is not None:
            for other in each.bases - {base}:
                problems.add(f"trained on base {short(base)}, serving has {short(other)}")
    if problems:
        raise EscutaError(
            f"the adapter does not fit what is served: {'; '.join(sorted(problems))}",
            field="adapter",
            remedy="train it on what is served, or serve what it was trained on",
        )
