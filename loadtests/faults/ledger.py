"""What the database holds of a fault's calls, for comparison with what operators were shown."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from serving.storage.engine import open_engine
from serving.storage.tables import answers, insights


@dataclass(frozen=True)
class Kept:
    """`insights` are (id, revision), final summaries too; `outcomes` those of questions."""

    insights: frozenset[tuple[str, int]] = frozenset()
    outcomes: Counter[str] = field(default_factory=Counter)


async def kept(database_url: str, name: str) -> Kept:
    """Of calls whose names begin with `name-`."""
    engine = open_engine(database_url)
    try:
        async with engine.connect() as connection:
            shown = await connection.execute(
                select(insights.c.insight_id, insights.c.rev).where(
                    insights.c.conversation_id.startswith(f"{name}-")
                )
            )
            ended = await connection.execute(
                select(answers.c.outcome, func.count())
                .where(answers.c.conversation_id.startswith(f"{name}-"))
                .group_by(answers.c.outcome)
            )
            return Kept(
                frozenset((str(row[0]), int(row[1])) for row in shown),
                Counter({str(row[0]): int(row[1]) for row in ended}),
            )
    finally:
        await engine.dispose()
