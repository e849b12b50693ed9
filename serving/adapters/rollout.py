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


@dataclass(frozen=True)
class _Wait:
    timeout_s: float
    progress: Watch
    present_s: float


async def roll_out(
    ledger: Ledger,
    shelf: Shelf,
    digest: str | None,
    scope: Scope,
    *,
    who: str,
    why: str,
    timeout_s: float = TIMEOUT_S,
    progress: Watch = lambda _: None,
    present_s: float = PRESENT_S,
) -> RolledOut:
    """Make `digest` (None: the base) answer in `scope`. With no process present only the alias is written.

    Raises `EscutaError`, with nothing changed: not on the shelf, of another base or other prompts than the
    processes', refused by one of them (with its reasons), not ready everywhere in time. `StorageUnavailable`.
    """
    return await _move(
        ledger,
        shelf,
        digest,
        scope,
        lambda: ledger.promote(digest, scope, who=who, why=why),
        who=who,
        why=why,
        wait=_Wait(timeout_s, progress, present_s),
    )


async def roll_back(
    ledger: Ledger,
    shelf: Shelf,
    scope: Scope,
    *,
    who: str,
    why: str,
    timeout_s: float = TIMEOUT_S,
    progress: Watch = lambda _: None,
    present_s: float = PRESENT_S,
) -> RolledOut:
    """Undo the scope's last promotion, in the same way. Raises `EscutaError` if there is none to undo."""
    after = await ledger.after_roll_back(scope)
    return await _move(
        ledger,
        shelf,
        after.digest if after is not None else None,
        scope,
        lambda: ledger.roll_back(scope, who=who, why=why),
        who=who,
        why=why,
        wait=_Wait(timeout_s, progress, present_s),
    )


async def start_trial(
    ledger: Ledger,
    shelf: Shelf,
    trial: Trial,
    *,
    who: str,
    why: str,
    timeout_s: float = TIMEOUT_S,
    progress: Watch = lambda _: None,
    present_s: float = PRESENT_S,
) -> Started:
    """Try a challenger in all processes, or in none; a trial of it in the same scope goes on as this one.

    Raises `EscutaError` as `roll_out` does, and for a share that is none. `StorageUnavailable`.
    """
    if not 0 < trial.share <= 1:
        raise EscutaError("must be above 0 and at most 1", field="share")
    wait = _Wait(timeout_s, progress, present_s)
    begun_s = time.monotonic()
    await make_ready(
        ledger,
        shelf,
        trial.digest,
        who=who,
        why=why,
        timeout_s=timeout_s,
        progress=progress,
        present_s=present_s,
    )
    load_s = time.monotonic() - begun_s
    version = await ledger.start_trial(trial, who=who, why=why)
    processes, late, switch_s = await _switched(ledger, version, wait)
    return Started(version, trial, processes, load_s, switch_s, late)


async def make_ready(
    ledger: Ledger,
    shelf: Shelf,
    digest: str,
    *,
    who: str,
    why: str,
    timeout_s: float = TIMEOUT_S,
    progress: Watch = lambda _: None,
    present_s: float = PRESENT_S,
) -> None:
    """Stage `digest` and wait until every present process is ready for it. It stays staged: what follows, a
    promotion or a trial, unstages it.

    Raises `EscutaError` with the reasons, after unstaging it, if one cannot or not in time.
    """
    folder = await asyncio.to_thread(shelf.folder, digest)
    refuse_misfit(await asyncio.to_thread(origin, folder), await ledger.present(present_s))
    await asyncio.to_thread(shelf.touch, digest)
    staged = await ledger.stage(digest, who=who, why=why)
    try:
        await _all_ready(ledger, digest, staged, _Wait(timeout_s, progress, present_s))
    except BaseException:
        await asyncio.shield(ledger.unstage(digest, who=who, why="not ready everywhere"))
        raise


async def _move(
    ledger: Ledger,
    shelf: Shelf,
    digest: str | None,
    scope: Scope,
    change: Callable[[], Awaitable[int]],
    *,
    who: str,
    why: str,
    wait: _Wait,
) -> RolledOut:
    """Make ready, change the ledger, wait until all route by it."""
    before = next((each.digest for each in (await ledger.wanted()).aliases if each.scope == scope), None)
    begun_s = time.monotonic()
    if digest is not None:
        await make_ready(
            ledger,
            shelf,
            digest,
            who=who,
            why=why,
            timeout_s=wait.timeout_s,
            progress=wait.progress,
            present_s=wait.present_s,
        )
    load_s = time.monotonic() - begun_s
    version = await change()
    processes, late, switch_s = await _switched(ledger, version, wait)
    return RolledOut(version, scope, digest, before, processes, load_s, switch_s, late)


async def _all_ready(ledger: Ledger, digest: str, staged: int, wait: _Wait) -> None:
    until_s = time.monotonic() + wait.timeout_s
    while True:
        present = await ledger.present(wait.present_s)
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
        wait.progress(Progress("loading", len(ready), waited_for))
        if ready and len(ready) == waited_for:
            return
        if time.monotonic() >= until_s:
            far = f"is ready in {len(ready)} of {waited_for} processes after {wait.timeout_s:g} s"
            raise EscutaError(
                f"adapter {short(digest)} {far}" if waited_for else "no process reaches a model to try it on",
                field="adapter",
                remedy="nothing has changed; see the log of the processes, or allow more time",
            )
        await asyncio.sleep(_POLL_S)


async def _switched(ledger: Ledger, version: int, wait: _Wait) -> tuple[int, int, float]:
    """Wait until all present processes route by a version: how many they are, how many were late, seconds."""
    begun_s = time.monotonic()
    while True:
        present = await ledger.present(wait.present_s)
        late = sum(each.seen < version for each in present)
        wait.progress(Progress("switching", len(present) - late, len(present)))
        switch_s = time.monotonic() - begun_s
        if not late or switch_s >= wait.timeout_s:
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
