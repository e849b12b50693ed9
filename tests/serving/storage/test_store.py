"""One suite for both databases, both real."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from insights.errors import EscutaError
from insights.insight import Usefulness
from insights.jobs import Outcome
from serving.storage.api import StorageRefused
from serving.storage.store import SqlStore, open_store
from tests.serving.storage.conftest import (
    NOON,
    PATIENT_S,
    insight,
    judgement,
    no_cleaning,
    result,
    session,
    trial_answer,
    turn,
)


def with_store(url: str, body: Callable[[SqlStore], Awaitable[Any]], **settings: Any) -> Any:
    async def go() -> Any:
        store = await open_store(
            url, **({"clean_comment": no_cleaning, "write_timeout_s": PATIENT_S} | settings)
        )
        try:
            return await body(store)
        finally:
            await store.close()

    return asyncio.run(go())


def test_everything_comes_back_as_it_was_kept(url: str) -> None:
    kept = [insight(1), insight(1, rev=2), insight(2, segments=())]

    async def body(store: SqlStore) -> None:
        await store.save_session(session())
        await store.add_segments("session-c1", "c1", "banco", (turn(1), turn(2, "não, ação € 120 🙂")))
        for each in kept:
            await store.save_insight(each)
        assert await store.save_feedback(judgement(comment="boa"))
        assert await store.insights("banco", "c1") == kept
        assert await store.transcript("banco", "c1") == [turn(1), turn(2, "não, ação € 120 🙂")]
        assert await store.feedback("banco") == [judgement(comment="boa")]
        assert await store.sessions("banco", "c1") == [session()]

    with_store(url, body)


def test_a_later_start_finds_what_was_kept(url: str) -> None:
    with_store(url, lambda store: store.save_insight(insight()))
    assert with_store(url, lambda store: store.insights("banco", "c1")) == [insight()]


def test_writing_again_changes_nothing(url: str) -> None:
    async def body(store: SqlStore) -> None:
        for _ in range(2):
            await store.save_session(session())
            await store.add_segments("session-c1", "c1", "banco", (turn(1), turn(2)))
            await store.save_insight(insight())
            await store.save_result("c1", result())
            assert await store.save_feedback(judgement())
        await store.save_insight(insight(message="Risco de cancelamento: outra coisa"))
        assert await store.insights("banco", "c1") == [insight()]
        assert len(await store.transcript("banco", "c1")) == 2
        assert len(await store.audit("banco", "c1")) == len(await store.feedback("banco")) == 1

    with_store(url, body)


def test_a_session_is_completed_and_not_opened_again(url: str) -> None:
    ended = session(ended_at=NOON + timedelta(minutes=3), end_reason="stopped", duration_s=180.0)

    async def body(store: SqlStore) -> None:
        await store.save_session(session(language=None))
        await store.save_session(ended)
        await store.save_session(session(language=None))
        assert await store.sessions("banco", "c1") == [ended]

    with_store(url, body)


def test_revisions_and_segments_keep_the_order_in_which_they_were_made(url: str) -> None:
    revisions = [insight(2), insight(1), insight(2, rev=2), insight(1, rev=2)]

    async def body(store: SqlStore) -> None:
        # All at once: the writer puts them into few transactions, in order all the same.
        await asyncio.gather(*(store.save_insight(each) for each in revisions))
        await store.add_segments("first", "c1", "banco", (turn(8), turn(9)))
        await store.add_segments("second", "c1", "banco", (turn(1),))
        assert await store.insights("banco", "c1") == revisions
        assert [kept.turn_id for kept in await store.transcript("banco", "c1")] == ["s0008", "s0009", "s0001"]

    with_store(url, body)


def test_a_tenant_sees_nothing_of_another(url: str) -> None:
    """Also where both use the same ids, in every order of writing."""

    async def body(store: SqlStore) -> None:
        for tenant in ("banco", "saude"):
            await store.save_session(session(tenant))
            await store.add_segments("session-c1", "c1", tenant, (turn(1, f"plano de {tenant}"),))
            await store.save_insight(insight(tenant=tenant, message=f"Risco de cancelamento: {tenant}"))
            await store.save_result("c1", result(tenant=tenant))
            assert await store.save_feedback(judgement(tenant=tenant, comment=tenant))
        for tenant in ("banco", "saude"):
            assert [each.tenant for each in await store.insights(tenant, "c1")] == [tenant]
            assert [each.text for each in await store.transcript(tenant, "c1")] == [f"plano de {tenant}"]
            assert [each.comment for each in await store.feedback(tenant)] == [tenant]
            assert [each["tenant"] for each in await store.audit(tenant, "c1")] == [tenant]
            assert [each.tenant for each in await store.sessions(tenant, "c1")] == [tenant]
        await store.save_insight(insight(5, tenant="saude"))
        assert not await store.save_feedback(judgement(2, insight_id="i5"))
        assert await store.insights("energia", "c1") == await store.transcript("energia", "c1") == []
        await store.erase("banco", "c1")
        assert len(await store.insights("saude", "c1")) == 2
        assert len(await store.transcript("saude", "c1")) == 1

    with_store(url, body)


@pytest.mark.parametrize("wrong", [{"insight_id": "i9"}, {"rev": 2}, {"conversation_id": "c2"}])
def test_only_a_revision_that_is_there_can_be_judged(url: str, wrong: dict[str, Any]) -> None:
    async def body(store: SqlStore) -> None:
        await store.save_insight(insight())
        assert not await store.save_feedback(judgement(**wrong))
        assert await store.feedback("banco") == []

    with_store(url, body)


def test_feedback_since(url: str) -> None:
    async def body(store: SqlStore) -> None:
        await store.save_insight(insight())
        for hour in range(3):
            late = judgement(hour, created_at=NOON + timedelta(hours=hour), usefulness=Usefulness.WRONG)
            await store.save_feedback(late)
        since = await store.feedback("banco", NOON + timedelta(hours=1))
        assert [each.feedback_id for each in since] == ["f1", "f2"]

    with_store(url, body)


def test_comments_lose_personal_data_before_they_are_kept(url: str, comment_cleaner: Any) -> None:
    said = "o cliente João Pereira deu o CPF 123.456.789-09 e o telefone 11 98765-4321"

    async def body(store: SqlStore) -> str:
        await store.save_insight(insight())
        await store.save_feedback(judgement(comment=said))
        return (await store.feedback("banco"))[0].comment

    kept = with_store(url, body, clean_comment=comment_cleaner)
    assert "[CPF_1]" in kept
    assert not any(part in kept for part in ("Pereira", "123", "98765"))


def test_what_no_database_takes_is_made_storable(url: str) -> None:
    async def body(store: SqlStore) -> None:
        await store.add_segments("session-c1", "c1", "banco", (turn(1, "um\x00 dois"),))
        assert (await store.transcript("banco", "c1"))[0].text == "um dois"

    with_store(url, body)


def test_a_row_that_is_refused_does_not_hold_up_the_others(url: str) -> None:
    """And nothing of it shows in the error."""
    counted: list[int] = []

    async def body(store: SqlStore) -> None:
        bad = insight(7, rev=2**70, message="Risco de cancelamento: segredo")
        outcomes = await asyncio.gather(
            store.save_insight(insight(1)),
            store.save_insight(bad),
            store.save_insight(insight(2)),
            return_exceptions=True,
        )
        assert [type(outcome) for outcome in outcomes] == [type(None), StorageRefused, type(None)]
        assert "segredo" not in str(outcomes[1])
        assert await store.insights("banco", "c1") == [insight(1), insight(2)]
        assert (await store.status())["refused_rows"] == 1

    with_store(url, body, refused=counted.append)
    assert counted == [1]


def test_the_audit_says_who_answered_and_never_what(url: str) -> None:
    async def body(store: SqlStore) -> None:
        await store.save_result("c1", result(1, insight=insight(1, rev=2)))
        await store.save_result("c1", result(2, Outcome.EXPIRED, rung=None, model=None, adapter=None))
        await store.save_result(
            "c1", result(3, insight=insight(3, rev=2), model=None, adapter=None, prompt_digest=None)
        )
        first, second, third = await store.audit("banco", "c1")
        assert (first["prompt_digest"], first["model"], first["adapter"]) == ("d1", "embedded", "sha256:a")
        assert (first["outcome"], first["rung"], first["faults"]) == ("answered", "llm_int4", ["not_json"])
        assert (first["wait_ms"], first["duration_ms"]) == (12.5, 830.0)
        assert (second["outcome"], second["model"]) == ("expired", None)
        assert (third["prompt_digest"], third["model"], third["adapter"]) == ("d1", "embedded", "sha256:a")
        assert "Família" not in repr([dict(row) for row in (first, second, third)])

    with_store(url, body)


async def fill(store: SqlStore, conversation: str, **more: Any) -> None:
    """A conversation with a row in each table."""
    name = f"session-{conversation}"
    tenant = more.get("tenant", "banco")
    at = more.get("created_at", NOON)
    await store.save_session(session(tenant, conversation, started_at=at, ended_at=at))
    await store.add_segments(name, conversation, tenant, (turn(1), turn(2)))
    made = {"conversation_id": conversation, "session_id": name, "tenant": tenant}
    await store.save_insight(insight(insight_id=f"i-{conversation}", created_at=at, **made))
    await store.save_result(conversation, result(tenant=tenant, job_id=f"j-{conversation}", session_id=name))
    await store.save_trial_answer(trial_answer(**made, job_id=f"j-{conversation}"))
    assert await store.save_feedback(
        judgement(
            feedback_id=f"f-{conversation}",
            insight_id=f"i-{conversation}",
            conversation_id=conversation,
            tenant=tenant,
            created_at=more.get("judged_at", at),
        )
    )


EVERYTHING = {"segments": 2, "insights": 1, "answers": 1, "trial_answers": 1, "feedback": 1, "sessions": 1}


async def rows_by_table(store: SqlStore) -> dict[str, int]:
    async with store.engine.connect() as connection:
        return {
            table: int(await connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)
            for table in EVERYTHING
        }


def test_erasing_leaves_no_trace_and_late_writes_stay_out(url: str) -> None:
    async def body(store: SqlStore) -> None:
        await fill(store, "c1")
        await fill(store, "c2")
        assert await store.erase("banco", "c1") == EVERYTHING
        assert await store.erase("banco", "c1") == dict.fromkeys(EVERYTHING, 0)
        assert await rows_by_table(store) == EVERYTHING
        # The call was still going on, here or in another process.
        await store.add_segments("session-c1", "c1", "banco", (turn(3),))
        await store.save_insight(insight(9))
        assert not await store.save_feedback(judgement(insight_id="i9"))
        assert await rows_by_table(store) == EVERYTHING
        assert (await store.status())["erased_rows_kept_out"] == 2

    with_store(url, body)


def test_erased_text_is_gone_from_the_files(tmp_path: Path) -> None:
    async def body(store: SqlStore) -> None:
        await fill(store, "c1")
        await store.add_segments("session-c1", "c1", "banco", (turn(3, "palavra-de-teste " * 500),))
        files = list(tmp_path.iterdir())
        assert any(b"palavra-de-teste" in path.read_bytes() for path in files)
        await store.erase("banco", "c1")
        assert not any(b"palavra-de-teste" in path.read_bytes() for path in tmp_path.iterdir())

    with_store(f"sqlite:///{tmp_path}/escuta.db", body)


def test_retention_removes_whole_conversations_by_tenant(url: str) -> None:
    today = NOON

    def ago(days: float) -> dict[str, Any]:
        nonlocal today
        today = NOON - timedelta(days=days)
        return {"created_at": today}

    async def body(store: SqlStore) -> None:
        await fill(store, "old", **ago(31), judged_at=NOON)
        await fill(store, "new", **ago(29))
        await fill(store, "short", tenant="saude", **ago(8))
        await fill(store, "shorter", tenant="saude", **ago(6))
        # Called again: what was said in the first session is still needed.
        await fill(store, "again", **ago(40))
        await store.save_session(session(conversation="again", session_id="second", started_at=NOON))
        removed = await store.purge(NOON, {"saude": 7}, 30)
        assert removed == {table: 2 * count for table, count in EVERYTHING.items()}
        for tenant, conversations in {"banco": ["new", "again"], "saude": ["shorter"]}.items():
            assert sorted(each.feedback_id for each in await store.feedback(tenant)) == sorted(
                f"f-{name}" for name in conversations
            )
            for name in conversations:
                assert len(await store.transcript(tenant, name)) == 2
                assert len(await store.audit(tenant, name)) == 1
        assert await store.purge(NOON, {"saude": 7}, 30) == dict.fromkeys(EVERYTHING, 0)

    with_store(url, body, now=lambda: today)


def test_retention_of_no_days_is_refused(url: str) -> None:
    async def body(store: SqlStore) -> None:
        with pytest.raises(EscutaError, match="at least a day"):
            await store.purge(NOON, {"saude": 0}, 30)

    with_store(url, body)


def test_many_sessions_write_at_once(url: str) -> None:
    async def body(store: SqlStore) -> None:
        async def call(number: int) -> None:
            name = f"c{number}"
            await store.save_session(session(conversation=name))
            for batch in range(5):
                await store.add_segments(f"session-{name}", name, "banco", (turn(batch),))
                await store.insights("banco", name)

        await asyncio.gather(*(call(number) for number in range(100)))
        counts = await rows_by_table(store)
        assert (counts["sessions"], counts["segments"]) == (100, 500)

    with_store(url, body)


def test_a_healthy_database_says_so(url: str) -> None:
    async def body(store: SqlStore) -> None:
        assert await store.healthy()
        status = await store.status()
        assert status["reachable"]
        assert status["kind"] == url.partition(":")[0]
        assert status["buffered_rows"] == 0

    with_store(url, body)


def test_sqlite_is_its_owners_alone(tmp_path: Path) -> None:
    with_store(f"sqlite:///{tmp_path}/deep/escuta.db", lambda store: store.save_insight(insight()))
    path = tmp_path / "deep" / "escuta.db"
    assert path.stat().st_mode & 0o077 == 0
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)
