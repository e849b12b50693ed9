"""Storage in SQLite or PostgreSQL behind `serving.storage.api.Store`.

Every statement names the tenant. Every insert may be repeated: a row whose key is there already stays as it
is (a session's is completed), so a write whose commit was not heard of is simply done again.
"""

import asyncio
import hashlib
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from insights.errors import EscutaError
from insights.insight import Feedback, Insight
from insights.jobs import JobResult
from insights.records import Turn
from serving.observability.logs import logger
from serving.storage import rows, schema
from serving.storage.api import SessionRow, StorageUnavailable
from serving.storage.buffer import Write, WriteBuffer
from serving.storage.engine import is_away, open_writer, unless_away
from serving.storage.locks import WRITE_LOCK
from serving.storage.tables import (
    CONVERSATION_TABLES,
    answers,
    erasures,
    feedback,
    insights,
    metadata,
    segments,
    sessions,
    trial_answers,
)
from serving.storage.trials import TrialAnswer, trial_row

CleanComment = Callable[[str, str], str]
"""(comment, language) → the comment without personal data."""

_PROBE_S: Final = 3.0
_RECENT: Final = 5_000
"""Insights remembered, so that they can be judged while the database is away."""
_LATER: Final = ("language", "ended_at", "end_reason", "duration_s")
"""Columns of a session that are not known when it begins; once known, they stay."""

_ERASED: Final = select(erasures.c.digest).where(erasures.c.digest.in_(bindparam("digests", expanding=True)))
"""Which of some conversations were erased."""

T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


class SqlStore:
    """Implements `Store`; `open_store` makes one."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        clean_comment: CleanComment,
        buffer_rows: int,
        retry_s: float,
        write_timeout_s: float,
        now: Callable[[], datetime],
        refused: Callable[[int], None],
    ) -> None:
        self.engine = engine
        self._writer = open_writer(engine.url)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage")
        self._clean_comment = clean_comment
        self._limit = buffer_rows
        self._timeout_s = write_timeout_s
        self._now = now
        self._refused = refused
        self._log = logger(__name__)
        self._recent: OrderedDict[tuple[str, str, int], Insight] = OrderedDict()
        self._rows_refused = 0
        self._rows_erased = 0
        self._buffer = WriteBuffer(
            self._write,
            is_away=is_away,
            max_rows=buffer_rows,
            retry_s=retry_s,
            timeout_s=write_timeout_s,
            refused=self._on_refused,
            changed=self._on_changed,
        )
        self._buffer.start()

    @property
    def buffered_rows(self) -> int:
        """Rows waiting for the database (`Metrics.watch_storage`)."""
        return self._buffer.rows

    @property
    def away(self) -> bool:
        """Was the database away when it was last written to?"""
        return self._buffer.away

    # --- writing ------------------------------------------------------------------------------------------

    async def save_session(self, session: SessionRow) -> None:
        await self._put(sessions, session.tenant, session.conversation_id, rows.session_row(session))

    async def add_segments(
        self, session_id: str, conversation_id: str, tenant: str, turns: tuple[Turn, ...]
    ) -> None:
        now = self._now()
        made = [rows.segment_row(turn, session_id, conversation_id, tenant, now) for turn in turns]
        await self._put(segments, tenant, conversation_id, *made)

    async def save_insight(self, insight: Insight) -> None:
        await self._put(insights, insight.tenant, insight.conversation_id, rows.insight_row(insight))
        self._recent[insight.tenant, insight.insight_id, insight.rev] = insight
        while len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    async def save_result(self, conversation_id: str, result: JobResult) -> None:
        row = rows.answer_row(conversation_id, result, self._now())
        await self._put(answers, result.tenant, conversation_id, row)

    async def save_trial_answer(self, answer: TrialAnswer) -> None:
        """How an arm of a trial answered (`serving.storage.trials` sums them up)."""
        row = trial_row(answer, self._now())
        await self._put(trial_answers, answer.tenant, answer.conversation_id, row)

    async def save_feedback(self, feedback_: Feedback) -> bool:
        language = await self._language_of(feedback_)
        if language is None:
            return False
        comment = self._clean_comment(feedback_.comment, language) if feedback_.comment else ""
        row = rows.feedback_row(feedback_.model_copy(update={"comment": comment}))
        await self._put(feedback, feedback_.tenant, feedback_.conversation_id, row)
        return True

    async def _put(self, table: Table, tenant: str, conversation_id: str, *made: dict[str, Any]) -> None:
        if made:
            await self._buffer.put(Write(table.name, tenant, conversation_id, made))

    async def _write(self, writes: Sequence[Write]) -> None:
        """All of them in one transaction, in order, but for conversations that were erased."""
        if self._writer is not None:
            loop = asyncio.get_running_loop()
            kept_out = await loop.run_in_executor(self._thread, self._write_at_once, self._writer, writes)
        else:
            async with self._changing(shared=True) as connection:
                kept_out = await connection.run_sync(_written, writes)
        self._rows_erased += kept_out

    @staticmethod
    def _write_at_once(writer: Engine, writes: Sequence[Write]) -> int:
        with writer.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                return _written(connection, writes)

    # --- reading ------------------------------------------------------------------------------------------

    async def insights(self, tenant: str, conversation_id: str) -> list[Insight]:
        return [rows.insight_of(row) for row in await self._rows_of(insights, tenant, conversation_id)]

    async def transcript(self, tenant: str, conversation_id: str) -> list[Turn]:
        return [rows.turn_of(row) for row in await self._rows_of(segments, tenant, conversation_id)]

    async def sessions(self, tenant: str, conversation_id: str) -> list[SessionRow]:
        """Sessions of a conversation, oldest first."""
        return [rows.session_of(row) for row in await self._rows_of(sessions, tenant, conversation_id)]

    async def audit(self, tenant: str, conversation_id: str) -> Sequence[RowMapping]:
        """Who was asked and how it ended (columns of `tables.answers`)."""
        return await self._rows_of(answers, tenant, conversation_id)

    async def feedback(self, tenant: str, since: datetime | None = None) -> list[Feedback]:
        wanted = [feedback.c.tenant == tenant]
        if since is not None:
            wanted.append(feedback.c.created_at >= since)

        async def read(connection: AsyncConnection) -> list[Feedback]:
            found = await connection.execute(select(feedback).where(*wanted).order_by(feedback.c.row_id))
            return [rows.feedback_of(row) for row in found.mappings()]

        return await self._read(read)

    async def _rows_of(self, table: Table, tenant: str, conversation_id: str) -> Sequence[RowMapping]:
        async def read(connection: AsyncConnection) -> Sequence[RowMapping]:
            found = await connection.execute(
                select(table)
                .where(table.c.tenant == tenant, table.c.conversation_id == conversation_id)
                .order_by(table.c.row_id)
            )
            return found.mappings().all()

        return await self._read(read)

    async def _language_of(self, given: Feedback) -> str | None:
        """The language of the revision that is judged; None: the tenant has no such one."""

        async def read(connection: AsyncConnection) -> str | None:
            return await connection.scalar(
                select(insights.c.language).where(
                    insights.c.tenant == given.tenant,
                    insights.c.conversation_id == given.conversation_id,
                    insights.c.insight_id == given.insight_id,
                    insights.c.rev == given.rev,
                )
            )

        try:
            return await self._read(read)
        except StorageUnavailable:
            recent = self._recent.get((given.tenant, given.insight_id, given.rev))
            if recent is None or recent.conversation_id != given.conversation_id:
                raise
            return recent.language

    async def _read(self, read: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Sees what this process has written. Raises `StorageUnavailable`."""
        await self._buffer.flush()
        async with unless_away(), asyncio.timeout(self._timeout_s), self.engine.connect() as connection:
            return await read(connection)

    # --- removing -----------------------------------------------------------------------------------------

    async def erase(self, tenant: str, conversation_id: str) -> dict[str, int]:
        """Also what is written later, by a call that is still going on or a buffer elsewhere, stays out."""
        await self._buffer.flush()
        mark = {
            "digest": conversation_digest(tenant, conversation_id),
            "tenant": tenant,
            "erased_at": self._now(),
        }
        removed = {}
        async with unless_away(), self._changing(shared=False) as connection:
            await connection.execute(_insert(erasures, connection.dialect.name), [mark])
            for table in CONVERSATION_TABLES:
                mine = and_(table.c.tenant == tenant, table.c.conversation_id == conversation_id)
                removed[table.name] = (await connection.execute(delete(table).where(mine))).rowcount
        for key, recent in list(self._recent.items()):
            if (recent.tenant, recent.conversation_id) == (tenant, conversation_id):
                del self._recent[key]
        await self._forget_pages()
        return removed

    async def purge(self, now: datetime, days_by_tenant: dict[str, int], default_days: int) -> dict[str, int]:
        """A conversation goes as a whole, counted from the end of its last session."""
        if min([default_days, *days_by_tenant.values()]) < 1:
            raise EscutaError("retention must be at least a day", field="days")
        named = sorted(days_by_tenant)
        scopes: list[tuple[str | None, int]] = [(tenant, days_by_tenant[tenant]) for tenant in named]
        scopes.append((None, default_days))
        removed = {table.name: 0 for table in CONVERSATION_TABLES}
        await self._buffer.flush()
        async with unless_away(), self._changing(shared=False) as connection:
            for tenant, days in scopes:
                oldest = now - timedelta(days=days)

                def within(table: Table, tenant: str | None = tenant) -> ColumnElement[bool]:
                    column = table.c.tenant
                    return column.not_in(named) if tenant is None else column == tenant

                for table in CONVERSATION_TABLES:
                    old = and_(within(table), _expired(table, oldest))
                    removed[table.name] += (await connection.execute(delete(table).where(old))).rowcount
                await connection.execute(
                    delete(erasures).where(within(erasures), erasures.c.erased_at < oldest)
                )
        await self._forget_pages()
        return removed

    async def _forget_pages(self) -> None:
        """SQLite's log still holds what was removed: empty it. PostgreSQL's vacuum does that by itself."""
        if self.engine.dialect.name == "sqlite":
            async with self.engine.connect() as connection:
                connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    @asynccontextmanager
    async def _changing(self, *, shared: bool) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes: several writers at once, or (not `shared`) one that erases."""
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(writes=True)
            async with connection.begin():
                if connection.dialect.name == "postgresql":
                    lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
                    await connection.execute(text(f"SELECT {lock}({WRITE_LOCK})"))
                yield connection

    # --- state --------------------------------------------------------------------------------------------

    async def healthy(self) -> bool:
        """Does the database answer?"""
        try:
            async with asyncio.timeout(_PROBE_S), self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception as error:
            if is_away(error):
                return False
            raise
        return True

    async def status(self) -> dict[str, Any]:
        return {
            "kind": self.engine.dialect.name,
            "reachable": await self.healthy(),
            "buffered_rows": self._buffer.rows,
            "buffer_limit_rows": self._limit,
            "refused_rows": self._rows_refused,
            "erased_rows_kept_out": self._rows_erased,
        }

    async def flush(self) -> None:
        """Store what is waiting, now. Raises `StorageUnavailable` if the database is away."""
        await self._buffer.flush()

    async def close(self) -> None:
        """Raises `StorageUnavailable`, with a number of rows, if something could not be written."""
        try:
            await self._buffer.close()
        finally:
            await self.engine.dispose()
            self._thread.shutdown(wait=False)
            if self._writer is not None:
                self._writer.dispose()

    def _on_refused(self, refused: int) -> None:
        self._rows_refused += refused
        self._refused(refused)
        self._log.error("storage_rows_refused", rows=refused)

    def _on_changed(self, away: bool) -> None:
        if away:
            self._log.warning("storage_away", rows=self._buffer.rows)
        else:
            self._log.info("storage_back", rows=self._buffer.rows)


async def open_store(
    url: str,
    *,
    clean_comment: CleanComment,
    buffer_rows: int = 20_000,
    retry_s: float = 1.0,
    write_timeout_s: float = 10.0,
    now: Callable[[], datetime] = _now,
    refused: Callable[[int], None] = lambda rows: None,
) -> SqlStore:
    """Storage at `sqlite:///PATH` (schema brought up to date at once) or `postgresql://…` (schema checked).

    `buffer_rows` bounds what is kept while the database is away; it is tried again every `retry_s`; a write
    that takes longer than `write_timeout_s` counts as the database being away. `refused` hears of rows that
    will not be stored (`Metrics.rows_refused`).

    Raises `EscutaError` when the schema is not of this version or, at start, the database cannot be reached.
    """
    return SqlStore(
        await schema.open_current(url, timeout_s=write_timeout_s),
        clean_comment=clean_comment,
        buffer_rows=buffer_rows,
        retry_s=retry_s,
        write_timeout_s=write_timeout_s,
        now=now,
        refused=refused,
    )


def _written(connection: Connection, writes: Sequence[Write]) -> int:
    """How many rows were kept out, being of conversations that were erased."""
    digests = [conversation_digest(write.tenant, write.conversation_id) for write in writes]
    erased = set(connection.scalars(_ERASED, {"digests": sorted(set(digests))}))
    kept_out = 0
    made: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for write, digest in zip(writes, digests, strict=True):
        if digest in erased:
            kept_out += len(write.rows)
        else:
            made[write.table].extend(write.rows)
    for table, given in made.items():
        connection.execute(_insert(metadata.tables[table], connection.dialect.name), given)
    return kept_out


def conversation_digest(tenant: str, conversation_id: str) -> str:
    """Names an erased conversation without keeping its name."""
    return hashlib.sha256(f"{tenant}\n{conversation_id}".encode()).hexdigest()


@cache
def _insert(table: Table, dialect: str) -> Any:
    """An insert that may be repeated. Made once: to make it costs more than to run it."""
    made = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    if table is not sessions:
        return made.on_conflict_do_nothing()
    known = {name: func.coalesce(made.excluded[name], sessions.c[name]) for name in _LATER}
    return made.on_conflict_do_update(index_elements=["tenant", "session_id"], set_=known)


def _expired(table: Table, oldest: datetime) -> ColumnElement[bool]:
    """Rows from before `oldest` whose conversation has no session that ended, or began, since."""
    session = sessions.alias()
    recent = exists().where(
        session.c.tenant == table.c.tenant,
        session.c.conversation_id == table.c.conversation_id,
        func.coalesce(session.c.ended_at, session.c.started_at) >= oldest,
    )
    if table is sessions:
        before = func.coalesce(table.c.ended_at, table.c.started_at) < oldest
    elif table is feedback:
        # A late judgement goes with what it judges, which is removed just before.
        judged = exists().where(
            insights.c.tenant == table.c.tenant, insights.c.insight_id == table.c.insight_id
        )
        before = or_(table.c.created_at < oldest, ~judged)
    else:
        before = table.c.created_at < oldest
    return and_(before, ~recent)
