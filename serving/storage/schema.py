"""The version of the schema: what a database has, what this code needs, and the way from one to the other."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from insights.errors import EscutaError
from serving.storage.engine import is_away, open_engine, unusable
from serving.storage.locks import MIGRATION_LOCK

# Not Alembic's default name: another program with migrations may share the database.
VERSION_TABLE: Final = "escuta_version"
_SCRIPTS = Path(__file__).resolve().parent / "migrations"
MIGRATE: Final = "python -m serving.admin migrate"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


def newest_revision() -> str:
    """The revision this code is written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


async def revision(engine: AsyncEngine) -> str | None:
    """The revision a database has; None: it has no tables of ours."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision)


async def upgrade(engine: AsyncEngine, to: str = "head") -> tuple[str | None, str | None]:
    """Bring a database up to a revision in one transaction; the revisions before and after.

    Of several processes that start together, one upgrades and the others wait for it.
    """
    async with engine.connect() as connection:
        connection = await connection.execution_options(writes=True)
        async with connection.begin():
            if connection.dialect.name == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            before = await connection.run_sync(_revision)
            _refuse_unknown(before)
            await connection.run_sync(_upgrade, to)
            return before, await connection.run_sync(_revision)


async def check(engine: AsyncEngine) -> None:
    """Raises `EscutaError` unless the schema is the one this code needs."""
    current, needed = await revision(engine), newest_revision()
    if current == needed:
        return
    _refuse_unknown(current)
    have = f"has revision {current}" if current else "has no tables yet"
    raise EscutaError(f"database {have}, this version needs {needed}", remedy=f"{MIGRATE} --url …")


async def open_current(url: str, *, timeout_s: float) -> AsyncEngine:
    """An engine on a database with this version's schema: SQLite is brought up to date, PostgreSQL checked.

    Raises `EscutaError` when the schema is not of this version or the database cannot be reached.
    """
    engine = open_engine(url, timeout_s=timeout_s)
    try:
        if engine.dialect.name == "sqlite":
            await upgrade(engine)
        else:
            await check(engine)
    except BaseException as error:
        await engine.dispose()
        if is_away(error) or isinstance(error, DBAPIError):
            raise unusable(url, error) from None
        raise
    return engine


def _refuse_unknown(current: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise EscutaError(
            f"database has revision {current}, which this version does not know",
            remedy="run the version that made it, or a newer one",
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    ).get_current_revision()


def _upgrade(connection: Connection, to: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
