"""A real database that is stopped in the middle and started again."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from insights.errors import EscutaError
from serving.storage.api import StorageUnavailable
from serving.storage.store import open_store
from tests.services import Postgres
from tests.serving.storage.conftest import PATIENT_S, insight, judgement, migrate, no_cleaning, session, turn


def test_what_is_written_while_postgresql_is_away_is_there_once(postgres: Postgres) -> None:
    url = postgres.new_database()
    migrate(url)

    async def go() -> None:
        store = await open_store(url, clean_comment=no_cleaning, buffer_rows=50, write_timeout_s=PATIENT_S)
        await store.save_session(session())
        await store.add_segments("session-c1", "c1", "banco", (turn(1),))
        await store.save_insight(insight(1))
        await asyncio.to_thread(postgres.stop)
        try:
            for number in range(2, 12):
                await store.add_segments("session-c1", "c1", "banco", (turn(number),))
            await store.save_insight(insight(1, rev=2))
            assert await store.save_feedback(judgement(1))
            assert await store.save_feedback(judgement(2, rev=2))
            with pytest.raises(StorageUnavailable):
                await store.save_feedback(judgement(3, insight_id="i9"))
            for call in (store.insights, store.transcript, store.erase):
                with pytest.raises(StorageUnavailable):
                    await call("banco", "c1")
            assert not await store.healthy()
            assert (await store.status())["buffered_rows"] == 13
        finally:
            await asyncio.to_thread(postgres.start)
        assert await store.transcript("banco", "c1") == [turn(number) for number in range(1, 12)]
        assert await store.insights("banco", "c1") == [insight(1), insight(1, rev=2)]
        assert [each.feedback_id for each in await store.feedback("banco")] == ["f1", "f2"]
        assert await store.healthy()
        await store.close()

    asyncio.run(go())


def test_a_full_buffer_is_told_and_a_close_without_the_database_too(postgres: Postgres) -> None:
    url = postgres.new_database()
    migrate(url)

    async def go() -> None:
        store = await open_store(url, clean_comment=no_cleaning, buffer_rows=3, retry_s=0.05)
        await asyncio.to_thread(postgres.stop)
        try:
            for number in range(3):
                await store.add_segments("session-c1", "c1", "banco", (turn(number),))
            with pytest.raises(StorageUnavailable, match="full"):
                await store.add_segments("session-c1", "c1", "banco", (turn(4),))
            with pytest.raises(StorageUnavailable, match="3 rows"):
                await store.close()
        finally:
            await asyncio.to_thread(postgres.start)

    asyncio.run(go())


def test_starting_without_the_database_is_refused_without_the_password(postgres: Postgres) -> None:
    url = postgres.new_database().replace("escuta@", "escuta:s3cret@")

    async def go() -> None:
        await asyncio.to_thread(postgres.stop)
        try:
            with pytest.raises(EscutaError, match="cannot be used") as caught:
                await open_store(url, clean_comment=no_cleaning)
            assert "s3cret" not in str(caught.value)
        finally:
            await asyncio.to_thread(postgres.start)

    asyncio.run(go())


def test_sqlite_that_another_program_holds_counts_as_away(tmp_path: Path) -> None:
    path = tmp_path / "escuta.db"

    async def written(store: Any) -> None:
        async with asyncio.timeout(PATIENT_S):
            while store.buffered_rows:
                await asyncio.sleep(0.01)

    async def go() -> Any:
        store = await open_store(
            f"sqlite:///{path}", clean_comment=no_cleaning, retry_s=0.05, write_timeout_s=0.2
        )
        await store.save_insight(insight(1))
        await written(store)  # a slow disk counts as away too
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        await store.save_insight(insight(2))
        assert store.buffered_rows == 1
        holder.execute("ROLLBACK")
        holder.close()
        await written(store)
        kept = await store.insights("banco", "c1")
        await store.close()
        return kept

    assert asyncio.run(go()) == [insight(1), insight(2)]
