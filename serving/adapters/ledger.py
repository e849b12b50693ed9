"""The ledger in SQLite or PostgreSQL: aliases, trials, staged adapters, their audit, and who is present.

Changes come one after the other: each takes the row with the version first. Times of presence and leases are
the database's, where it is a server, so that clocks of processes need not agree.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Table, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from insights.errors import EscutaError
from insights.fingerprint import is_digest
from serving.adapters import rows
from serving.adapters.api import Action, Alias, Change, Presence, Scope, Trial, Wanted
from serving.storage import schema
from serving.storage.engine import unless_away
from serving.storage.rows import storable
from serving.storage.tables import (
    ID_CHARS,
    adapter_aliases,
    adapter_changes,
    adapter_held,
    adapter_leases,
    adapter_presence,
    adapter_staged,
    adapter_trials,
    adapter_version,
)

_FORGOTTEN: Final = timedelta(days=1)
"""Processes that were not heard of for so long leave the table."""


class SqlLedger:
    """Implements `serving.adapters.api.Ledger` on the tables of `serving.storage`."""

    def __init__(self, engine: AsyncEngine, *, now: Callable[[], datetime] | None = None) -> None:
        """`engine` stays its owner's. `now` replaces the database's clock."""
        self._engine = engine
        self._now = now
        self._last = Wanted()

    # --- what is wanted -----------------------------------------------------------------------------------

    async def wanted(self) -> Wanted:
        async with self._reading() as connection:
            while (version := await _version(connection)) != self._last.version:
                found = Wanted(
                    version,
                    tuple([rows.alias_of(row) for row in await _all(connection, adapter_aliases)]),
                    tuple([rows.trial_of(row) for row in await _all(connection, adapter_trials)]),
                    tuple([row["digest"] for row in await _all(connection, adapter_staged)]),
                )
                # A change that came in between shows in the version, and everything is read again.
                if await _version(connection) == version:
                    self._last = found
            return self._last

    async def stage(self, digest: str, *, who: str, why: str) -> int:
        _check(digest)
        async with self._changing(who, why) as change:
            if await change.insert(adapter_staged, digest=digest):
                await change.record(Action.STAGE, Scope(), None, digest)
            return change.version

    async def unstage(self, digest: str, *, who: str, why: str) -> int:
        async with self._changing(who, why) as change:
            if await change.remove(adapter_staged, adapter_staged.c.digest == digest):
                await change.record(Action.UNSTAGE, Scope(), digest, None)
            return change.version

    async def promote(self, digest: str | None, scope: Scope, *, who: str, why: str) -> int:
        if digest is not None:
            _check(digest)
        async with self._changing(who, why) as change:
            before = await _alias(change.connection, scope)
            done = [before is None or before.digest != digest]
            if digest is not None:
                done.append(await change.remove(adapter_staged, adapter_staged.c.digest == digest))
                done.append(await change.remove(adapter_trials, _of_trial(scope, digest)))
            if any(done):
                await change.point(scope, Alias(scope, digest))
                await change.record(Action.PROMOTE, scope, before.digest if before else None, digest)
            return change.version

    async def roll_back(self, scope: Scope, *, who: str, why: str) -> int:
        async with self._changing(who, why) as change:
            before = await _alias(change.connection, scope)
            after = await _after_roll_back(change.connection, scope)
            if after is not None and after.digest is not None:
                await change.remove(adapter_staged, adapter_staged.c.digest == after.digest)
            await change.point(scope, after)
            await change.record(
                Action.ROLL_BACK, scope, before.digest if before else None, after.digest if after else None
            )
            return change.version

    async def after_roll_back(self, scope: Scope) -> Alias | None:
        async with self._reading() as connection:
            return await _after_roll_back(connection, scope)

    async def start_trial(self, trial: Trial, *, who: str, why: str) -> int:
        _check(trial.digest)
        if not 0 < trial.share <= 1:
            raise EscutaError("must be above 0 and at most 1", field="share")
        row = {"digest": trial.digest, "mode": trial.mode.value, "share": trial.share}
        async with self._changing(who, why) as change:
            same = [trial == rows.trial_of(row) for row in await _all(change.connection, adapter_trials)]
            await change.remove(adapter_staged, adapter_staged.c.digest == trial.digest)
            if not any(same):
                champion = await _alias(change.connection, trial.scope)
                await change.remove(adapter_trials, _of_trial(trial.scope, trial.digest))
                await change.insert(adapter_trials, **rows.scope_row(trial.scope), **row)
                await change.record(
                    Action.START_TRIAL,
                    trial.scope,
                    champion.digest if champion else None,
                    trial.digest,
                    mode=trial.mode.value,
                    share=trial.share,
                )
            return change.version

    async def end_trial(self, scope: Scope, digest: str, *, who: str, why: str) -> int:
        async with self._changing(who, why) as change:
            if await change.remove(adapter_trials, _of_trial(scope, digest)):
                champion = await _alias(change.connection, scope)
                await change.record(Action.END_TRIAL, scope, digest, champion.digest if champion else None)
            return change.version

    async def changes(self, limit: int = 50) -> list[Change]:
        async with self._reading() as connection:
            found = await connection.execute(
                select(adapter_changes).order_by(adapter_changes.c.version.desc()).limit(limit)
            )
            return [rows.change_of(row) for row in found.mappings()]

    # --- who is present -----------------------------------------------------------------------------------

    async def say(self, presence: Presence) -> None:
        async with self._writing() as connection:
            now = await self._time(connection)
            row = rows.presence_row(presence) | {"at": now}
            await connection.execute(_put(adapter_presence, connection, row, key="process"))
            await connection.execute(delete(adapter_presence).where(adapter_presence.c.at < now - _FORGOTTEN))

    async def leave(self, process: str) -> None:
        async with self._writing() as connection:
            await connection.execute(delete(adapter_presence).where(adapter_presence.c.process == process))

    async def present(self, within_s: float) -> list[Presence]:
        async with self._reading() as connection:
            oldest = await self._time(connection) - timedelta(seconds=within_s)
            found = await connection.execute(
                select(adapter_presence)
                .where(adapter_presence.c.at > oldest)
                .order_by(adapter_presence.c.process)
            )
            return [rows.presence_of(row) for row in found.mappings()]

    # --- what servers hold --------------------------------------------------------------------------------

    async def lease(self, name: str, holder: str, ttl_s: float) -> bool:
        async with self._writing() as connection:
            now = await self._time(connection)
            row = {"name": name, "holder": holder, "until": now + timedelta(seconds=ttl_s)}
            free = or_(adapter_leases.c.until <= now, adapter_leases.c.holder == holder)
            taken = _put(adapter_leases, connection, row, key="name", where=free)
            return (await connection.execute(taken.returning(adapter_leases.c.name))).first() is not None

    async def release(self, name: str, holder: str) -> None:
        mine = (adapter_leases.c.name == name) & (adapter_leases.c.holder == holder)
        async with self._writing() as connection:
            await connection.execute(delete(adapter_leases).where(mine))

    async def note_held(self, host: str, digest: str) -> None:
        _check(digest)
        async with self._writing() as connection:
            made = _dialect(connection).insert(adapter_held).values(host=host, digest=digest)
            await connection.execute(made.on_conflict_do_nothing())

    async def note_gone(self, host: str, digest: str) -> None:
        gone = (adapter_held.c.host == host) & (adapter_held.c.digest == digest)
        async with self._writing() as connection:
            await connection.execute(delete(adapter_held).where(gone))

    async def held(self) -> dict[str, frozenset[str]]:
        async with self._reading() as connection:
            found: dict[str, set[str]] = {}
            for row in await _all(connection, adapter_held):
                found.setdefault(row["host"], set()).add(row["digest"])
            return {host: frozenset(digests) for host, digests in found.items()}

    # --- transactions -------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _changing(self, who: str, why: str) -> AsyncIterator["_Changing"]:
        if not who or len(who) > ID_CHARS:
            raise EscutaError(f"must have 1 to {ID_CHARS} characters", field="who")
        async with self._writing() as connection:
            # Whoever changes something waits here for the one before.
            version = await connection.scalar(select(adapter_version.c.version).with_for_update())
            assert version is not None
            yield _Changing(connection, version, who, why, self._time)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with unless_away(), self._engine.connect() as connection:
            connection = await connection.execution_options(writes=True)
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        async with unless_away(), self._engine.connect() as connection:
            yield connection

    async def _time(self, connection: AsyncConnection) -> datetime:
        if self._now is not None:
            return self._now()
        if connection.dialect.name == "postgresql":
            return _utc(await connection.scalar(select(func.clock_timestamp())))
        return datetime.now(UTC)


class _Changing:
    """A transaction that changes what is wanted; `version` is the newest so far."""

    def __init__(
        self,
        connection: AsyncConnection,
        version: int,
        who: str,
        why: str,
        time: Callable[[AsyncConnection], Awaitable[datetime]],
    ) -> None:
        self.connection = connection
        self.version = version
        self._who = who
        self._why = storable(why)
        self._time = time

    async def insert(self, table: Table, **row: Any) -> bool:
        """False: it was there."""
        made = _dialect(self.connection).insert(table).values(**row).on_conflict_do_nothing()
        return (await self.connection.execute(made)).rowcount == 1

    async def remove(self, table: Table, which: ColumnElement[bool]) -> bool:
        return (await self.connection.execute(delete(table).where(which))).rowcount > 0

    async def point(self, scope: Scope, alias: Alias | None) -> None:
        """Set the scope's alias, or take it away."""
        await self.remove(adapter_aliases, _of_scope(adapter_aliases, scope))
        if alias is not None:
            await self.insert(adapter_aliases, **rows.scope_row(scope), digest=alias.digest)

    async def record(
        self, action: Action, scope: Scope, before: str | None, after: str | None, **trial: Any
    ) -> None:
        """The audit row; it has the new version."""
        self.version += 1
        await self.connection.execute(update(adapter_version).values(version=self.version))
        row = {
            "version": self.version,
            "at": await self._time(self.connection),
            "who": self._who,
            "action": action.value,
            "before": before,
            "after": after,
            "why": self._why,
        }
        await self.connection.execute(insert(adapter_changes).values(**row, **rows.scope_row(scope), **trial))


@asynccontextmanager
async def open_ledger(url: str, *, timeout_s: float = 10.0) -> AsyncIterator[SqlLedger]:
    """The ledger of the database at `url` (as `serving.storage.store.open_store` takes it), and its end.

    Raises `EscutaError` when the schema is not of this version or the database cannot be reached.
    """
    engine = await schema.open_current(url, timeout_s=timeout_s)
    try:
        yield SqlLedger(engine)
    finally:
        await engine.dispose()


async def _version(connection: AsyncConnection) -> int:
    return int(await connection.scalar(select(adapter_version.c.version)) or 0)


async def _all(connection: AsyncConnection, table: Table) -> list[RowMapping]:
    found = await connection.execute(select(table).order_by(*table.primary_key.columns))
    return list(found.mappings())


async def _alias(connection: AsyncConnection, scope: Scope) -> Alias | None:
    found = await connection.execute(
        select(adapter_aliases.c.digest).where(_of_scope(adapter_aliases, scope))
    )
    row = found.first()
    return None if row is None else Alias(scope, row.digest)


async def _after_roll_back(connection: AsyncConnection, scope: Scope) -> Alias | None:
    """Promotions lie on each other, and a roll back takes the uppermost off."""
    changes = await connection.execute(
        select(adapter_changes.c.action, adapter_changes.c.after)
        .where(_of_scope(adapter_changes, scope))
        .order_by(adapter_changes.c.version)
    )
    pile: list[str | None] = []
    for action, after in changes:
        if action == Action.PROMOTE and (not pile or pile[-1] != after):
            pile.append(after)
        elif action == Action.ROLL_BACK:
            pile.pop()
    if not pile:
        raise EscutaError(
            "nothing was promoted here that could be undone",
            field=f"{scope.tenant} {scope.insight_type}",
            remedy="python -m serving.admin adapters shows what was changed",
        )
    return Alias(scope, pile[-2]) if len(pile) > 1 else None


def _dialect(connection: AsyncConnection) -> Any:
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def _put(
    table: Table,
    connection: AsyncConnection,
    row: dict[str, Any],
    *,
    key: str,
    where: ColumnElement[bool] | None = None,
) -> Any:
    """Insert, or replace the row with the same key (if `where` allows)."""
    made = _dialect(connection).insert(table).values(**row)
    changed = {name: made.excluded[name] for name in row if name != key}
    return made.on_conflict_do_update(index_elements=[key], set_=changed, where=where)


def _of_scope(table: Table, scope: Scope) -> ColumnElement[bool]:
    return (table.c.tenant == scope.tenant) & (table.c.insight_type == scope.insight_type)


def _of_trial(scope: Scope, digest: str) -> ColumnElement[bool]:
    return _of_scope(adapter_trials, scope) & (adapter_trials.c.digest == digest)


def _utc(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment.astimezone(UTC)


def _check(digest: str) -> None:
    if not is_digest(digest):
        raise EscutaError(
            "not the digest of an adapter", field="digest", remedy="64 hexadecimal digits, as on the shelf"
        )
