"""Connections to the database, and which of its errors mean that it is away."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from insights.errors import EscutaError
from serving.storage.api import StorageUnavailable

_DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
# SQLSTATE of what passes by itself: connection, read-only after a failover, rolled back by the server, no
# resources, operator, system.
_PASSING_STATES: Final = ("08", "25006", "40", "53", "57", "58")
_BUSY_S: Final = 5.0


def database_url(url: str) -> URL:
    """`sqlite:///PATH` or `postgresql://…` with our driver. Raises `EscutaError`, without the URL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise EscutaError("database URL cannot be read", field="url", remedy=_REMEDY) from None
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise EscutaError(f"no such kind of database: {parsed.drivername}", field="url", remedy=_REMEDY)
    if driver.startswith("sqlite") and parsed.database in (None, "", ":memory:"):
        raise EscutaError("SQLite needs a file", field="url", remedy=_REMEDY)
    return parsed.set(drivername=driver)


_REMEDY: Final = "sqlite:///PATH/escuta.db or postgresql://USER:PASSWORD@HOST/DATABASE"


def open_engine(url: str, *, timeout_s: float = 10.0) -> AsyncEngine:
    """An engine; nothing is connected yet. On PostgreSQL `timeout_s` bounds connecting, and each statement.

    Statements that change something run with the execution option `writes`: SQLite then takes its one write
    lock at the start, where it can be waited for.
    """
    parsed = database_url(url)
    # Values of a statement may be clean text, which must not reach an exception or a log either.
    common: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": True}
    if parsed.get_backend_name() == "postgresql":
        return create_async_engine(
            parsed,
            pool_timeout=timeout_s,
            connect_args={
                "timeout": timeout_s,
                "command_timeout": timeout_s,
                "server_settings": {"application_name": "escuta"},
            },
            **common,
        )
    _own_file(Path(parsed.database or ""))
    engine = create_async_engine(parsed, connect_args={"timeout": _BUSY_S}, **common)
    event.listen(engine.sync_engine, "connect", _on_connect)
    event.listen(engine.sync_engine, "begin", _on_begin)
    return engine


def open_writer(url: URL) -> Engine | None:
    """A second way into a SQLite file, to write a whole transaction in one step of one thread.

    Through the driver above every statement goes to a thread and back, and each time waits for the others of
    a busy process. None for PostgreSQL, which needs no threads.
    """
    if url.get_backend_name() != "sqlite":
        return None
    engine = create_engine(
        url.set(drivername="sqlite"), connect_args={"timeout": _BUSY_S}, hide_parameters=True
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def is_away(error: BaseException) -> bool:
    """Would the same statement succeed later? Else the statement itself is at fault."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        state = getattr(error.orig, "sqlstate", None)
        if state is not None:
            return str(state).startswith(_PASSING_STATES)
        # asyncpg also calls a value it cannot encode an interface error; that one is a ValueError too.
        misfit = isinstance(getattr(error.orig, "__cause__", None), ValueError)
        return isinstance(error, OperationalError | InterfaceError) and not misfit
    return isinstance(error, OSError | TimeoutError | PoolTimeout)


@asynccontextmanager
async def unless_away() -> AsyncIterator[None]:
    """Raise `StorageUnavailable` where the database is away."""
    try:
        yield
    except Exception as error:
        if is_away(error):
            raise StorageUnavailable("the database is away") from None
        raise


def unusable(url: str, error: BaseException) -> EscutaError:
    """Names the database without its password, and the driver's own name for what is wrong."""
    where = database_url(url).render_as_string(hide_password=True)
    at_fault = getattr(error, "orig", None) or error
    kind = type(at_fault.__cause__ or at_fault).__name__
    return EscutaError(
        f"database cannot be used ({kind}): {where}", remedy="is it running, are name and password right?"
    )


def _own_file(path: Path) -> None:
    """Make the file, for its owner alone to read, so that SQLite's side files are made so too."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise EscutaError(
            f"database file: {error.strerror}", file=path, remedy="choose a path that can be written"
        ) from None


def _on_connect(connection: Any, _record: object) -> None:
    # Our own BEGIN below, in place of the driver's, which leaves DDL outside transactions.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # what was acknowledged survives a power cut
        "secure_delete = ON",  # what is erased is overwritten
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
