"""Migrations give the tables the code has, on both databases, also from an installed wheel."""

import asyncio
import subprocess
import sys
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from insights.errors import EscutaError
from serving.storage import schema
from serving.storage.engine import database_url, open_engine
from serving.storage.store import open_store
from serving.storage.tables import metadata
from tests.serving.storage.conftest import PATIENT_S, no_cleaning


def with_engine(url: str, body: Callable[[AsyncEngine], Awaitable[Any]]) -> Any:
    async def go() -> Any:
        engine = open_engine(url, timeout_s=PATIENT_S)
        try:
            return await body(engine)
        finally:
            await engine.dispose()

    return asyncio.run(go())


def test_the_migrations_make_the_tables_of_the_code(empty_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        options = {"version_table": schema.VERSION_TABLE, "compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    async def body(engine: AsyncEngine) -> list[Any]:
        await schema.upgrade(engine)
        async with engine.connect() as connection:
            return await connection.run_sync(differences)

    assert with_engine(empty_url, body) == []


def test_several_processes_may_upgrade_at_once(empty_url: str) -> None:
    async def body(engine: AsyncEngine) -> list[Any]:
        others = [open_engine(empty_url, timeout_s=PATIENT_S) for _ in range(3)]
        done = await asyncio.gather(*(schema.upgrade(each) for each in (engine, *others)))
        for each in others:
            await each.dispose()
        return done

    newest = schema.newest_revision()
    assert sorted(with_engine(empty_url, body), key=str) == sorted(
        [(None, newest), *[(newest, newest)] * 3], key=str
    )


def test_postgresql_without_the_schema_is_refused_with_the_remedy(postgres: Any) -> None:
    async def go() -> None:
        await open_store(postgres.new_database(), clean_comment=no_cleaning)

    with pytest.raises(EscutaError, match=r"has no tables yet.*\n.*serving.admin migrate"):
        asyncio.run(go())


def test_a_schema_of_a_newer_version_is_refused(url: str) -> None:
    async def body(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(text(f"UPDATE {schema.VERSION_TABLE} SET version_num = '9999'"))

    with_engine(url, body)

    async def go() -> None:
        await open_store(url, clean_comment=no_cleaning)

    with pytest.raises(EscutaError, match="9999, which this version does not know"):
        asyncio.run(go())


@pytest.mark.parametrize("url", ["", "mysql://host/x", "sqlite://", "sqlite:///:memory:", "pässword"])
def test_an_address_that_cannot_be_used_is_not_shown(url: str) -> None:
    with pytest.raises(EscutaError) as caught:
        database_url(url)
    assert "pässword" not in str(caught.value)


def test_a_value_never_shows_in_an_error_of_the_database(url: str) -> None:
    async def body(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT :value / nothing"), {"value": "123.456.789-09"})

    with pytest.raises(Exception, match="nothing") as caught:
        with_engine(url, body)
    assert "123.456" not in str(caught.value)


def test_the_migrations_are_found_in_an_installed_wheel(tmp_path: Path) -> None:
    """Unpacked, as an installer does, and run away from the checkout."""
    built = tmp_path / "built"
    subprocess.run(
        [sys.executable, "-c", f"import hatchling.build as build; build.build_wheel({str(built)!r})"],
        cwd=Path(__file__).parents[3],
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = [name for name in wheel.namelist() if name.startswith(("serving/", "insights/"))]
        wheel.extractall(tmp_path / "site", names)
    done = subprocess.run(
        [sys.executable, "-m", "serving.admin", "migrate", "--url", f"sqlite:///{tmp_path}/escuta.db"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": ""},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"schema none → {schema.newest_revision()}\n"
