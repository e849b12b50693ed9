"""Answered questions with all that is known of them, read from the live path's database in pages.

Reads only, beside whatever serves. Rows of one page are in memory at a time. Erased conversations are not
there, so they are in no page.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, Table, and_, exists, func, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from insights.cases import Case, Challenged
from insights.errors import EscutaError
from insights.fingerprint import data_digest
from insights.insight import Feedback, Insight
from insights.jobs import Asked, Outcome
from insights.prompts import ABSTENTION
from insights.records import InsightType, Turn
from serving.adapters.api import Arm
from serving.storage import rows, schema
from serving.storage.engine import database_url, open_engine, unusable
from serving.storage.tables import answers, erasures, feedback, insights, segments, trial_answers
from serving.storage.trials import TrialOutcome

PAGE_ROWS: Final = 200

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Span:
    """Which cases: those asked or judged from `since` on and before `until`; no tenants means all."""

    since: datetime | None = None
    until: datetime | None = None
    tenants: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, moment in (("since", self.since), ("until", self.until)):
            if moment is not None and moment.tzinfo is None:
                raise EscutaError("has no zone", field=name, remedy=f"{name}=2026-11-20T00:00:00Z")
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise EscutaError("must be before until", field="since", remedy="give a later until")


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[AsyncEngine]:
    """The database, whose schema must be this version's: reading changes nothing, so it is not upgraded.

    Raises `EscutaError` also where it cannot be reached, then or later.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise EscutaError(
            "no such database",
            file=parsed.database,
            field="storage.url",
            remedy="run python -m serving first",
        )
    engine = open_engine(url)
    try:
        await schema.check(engine)
        yield engine
    except (DBAPIError, OSError, TimeoutError) as error:
        raise unusable(url, error) from None
    finally:
        await engine.dispose()


async def database_state(engine: AsyncEngine) -> str:
    """A digest that changes whenever something is stored or removed."""
    tables = (segments, insights, answers, trial_answers, feedback, erasures)
    async with engine.connect() as connection:
        counts = [await connection.scalar(select(func.count()).select_from(table)) for table in tables]
        last = [await connection.scalar(select(func.max(table.c.row_id))) for table in tables[:-1]]
    return data_digest([counts, last])


async def count_cases(engine: AsyncEngine, span: Span) -> int:
    """How many `read_cases` gives."""
    async with engine.connect() as connection:
        found = await connection.scalar(select(func.count()).select_from(answers).where(*_within(span)))
    return int(found or 0)


async def read_cases(engine: AsyncEngine, span: Span, *, page_rows: int = PAGE_ROWS) -> AsyncIterator[Case]:
    """Cases in the order in which they were answered."""
    last = 0
    while True:
        page = (
            select(answers)
            .where(answers.c.row_id > last, *_within(span))
            .order_by(answers.c.row_id)
            .limit(page_rows)
        )
        async with engine.connect() as connection:
            found = (await connection.execute(page)).mappings().all()
            made = await _cases(connection, found) if found else []
        for case in made:
            yield case
        if len(found) < page_rows:
            return
        last = found[-1]["row_id"]


def _within(span: Span) -> Sequence[ColumnElement[bool]]:
    judged = exists().where(
        feedback.c.tenant == answers.c.tenant,
        feedback.c.conversation_id == answers.c.conversation_id,  # it is indexed
        feedback.c.insight_id == answers.c.insight_id,
        *_between(feedback, span),
    )
    wanted = [or_(and_(*_between(answers, span)), judged)] if span.since or span.until else []
    return [*wanted, answers.c.tenant.in_(span.tenants)] if span.tenants else wanted


def _between(table: Table, span: Span) -> Iterable[ColumnElement[bool]]:
    if span.since is not None:
        yield table.c.created_at >= span.since
    if span.until is not None:
        yield table.c.created_at < span.until


async def _cases(connection: AsyncConnection, asked: Sequence[RowMapping]) -> list[Case]:
    """Each with its insight's revisions, the judgements of them, and the segments that were shown."""
    tenants = sorted({row["tenant"] for row in asked})
    ids = sorted({row["insight_id"] for row in asked})
    revisions: dict[tuple[str, str], list[Insight]] = defaultdict(list)
    judged: dict[tuple[str, str], list[Feedback]] = defaultdict(list)
    for row in await _rows(connection, _of(insights, tenants, insight_id=ids).order_by(insights.c.rev)):
        revisions[row["tenant"], row["insight_id"]].append(rows.insight_of(row))
    conversations = sorted({row["conversation_id"] for row in asked})
    wanted = _of(feedback, tenants, conversation_id=conversations, insight_id=ids)
    for row in await _rows(connection, wanted.order_by(feedback.c.created_at, feedback.c.row_id)):
        judged[row["tenant"], row["insight_id"]].append(rows.feedback_of(row))
    challenged = await _challenged(connection, asked)
    turns = await _segments(connection, asked)
    return [
        _case(
            row,
            turns=turns,
            revisions=revisions[row["tenant"], row["insight_id"]],
            judged=judged[row["tenant"], row["insight_id"]],
            challenged=challenged[row["tenant"], row["job_id"]],
        )
        for row in asked
    ]


async def _segments(
    connection: AsyncConnection, asked: Sequence[RowMapping]
) -> dict[tuple[str, str, str], Turn]:
    """Segments by tenant, session and id: also those that another question of the page showed."""
    tenants = sorted({row["tenant"] for row in asked})
    sessions = sorted({row["session_id"] for row in asked})
    names = sorted({name for row in asked for name in row["segments"] or ()})
    wanted = _of(segments, tenants, session_id=sessions, segment_id=names)
    found = await _rows(connection, wanted) if names else []
    return {(row["tenant"], row["session_id"], row["segment_id"]): rows.turn_of(row) for row in found}


async def _challenged(
    connection: AsyncConnection, asked: Sequence[RowMapping]
) -> dict[tuple[str, str], list[Challenged]]:
    """What challengers said silently, by tenant and job; an abstention in the words of the language."""
    found: dict[tuple[str, str], list[Challenged]] = defaultdict(list)
    tenants = sorted({row["tenant"] for row in asked})
    wanted = _of(trial_answers, tenants, job_id=sorted({row["job_id"] for row in asked}))
    silent = wanted.where(trial_answers.c.arm == Arm.SHADOW.value).order_by(trial_answers.c.row_id)
    for row in await _rows(connection, silent):
        abstained = row["outcome"] == TrialOutcome.ABSTAINED.value
        said = ABSTENTION.get(row["language"]) if abstained else row["message"]
        found[row["tenant"], row["job_id"]].append(Challenged(row["adapter"], said))
    return found


def _of(table: Table, tenants: Sequence[str], **wanted: Sequence[str]) -> Select[Any]:
    columns = (table.c[name].in_(values) for name, values in wanted.items())
    return select(table).where(table.c.tenant.in_(tenants), *columns)


async def _rows(connection: AsyncConnection, wanted: Select[Any]) -> Sequence[RowMapping]:
    found: Sequence[RowMapping] = (await connection.execute(wanted)).mappings().all()
    return found


def _case(
    row: RowMapping,
    *,
    turns: dict[tuple[str, str, str], Turn],
    revisions: Sequence[Insight],
    judged: Sequence[Feedback],
    challenged: Sequence[Challenged],
) -> Case:
    places = [(row["tenant"], row["session_id"], name) for name in row["segments"] or ()]
    return Case(
        **{name: row[name] for name in ("tenant", "conversation_id", "job_id", "insight_id", "rev", "model")},
        adapter=row["adapter"],
        prompt_digest=row["prompt_digest"],
        insight_type=InsightType(row["insight_type"]),
        outcome=Outcome(row["outcome"]),
        at=row["created_at"],
        asked=_asked(row),
        turns=tuple(turns[place] for place in places if place in turns),
        revisions=tuple(revisions),
        judged=tuple(judged),
        challenged=tuple(challenged),
    )


def _asked(row: RowMapping) -> Asked | None:
    """None in rows from before it was kept."""
    if row["question"] is None:
        return None
    return Asked(
        language=row["language"],
        segments=tuple(row["segments"]),
        first_words=row["first_words"],
        fingerprint=row["question"],
    )
