import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest

from serving.admin import main
from serving.storage.schema import newest_revision
from serving.storage.store import open_store
from tests.serving.storage.conftest import insight, no_cleaning, result, session, turn


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database file that is not there yet; also that of the environment."""
    made = f"sqlite:///{tmp_path}/escuta.db"
    monkeypatch.setenv("DATABASE_URL", made)
    return made


def fill(url: str) -> None:
    async def go() -> None:
        store = await open_store(url, clean_comment=no_cleaning)
        await store.save_session(session())
        await store.add_segments("session-c1", "c1", "banco", (turn(1), turn(2)))
        await store.save_insight(insight())
        await store.save_result("c1", result())
        await store.close()

    asyncio.run(go())


def test_migrate_then_again(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == main(["migrate", "--url", url]) == 0
    newest = newest_revision()
    assert capsys.readouterr().out == f"schema none → {newest}\nschema {newest}: as it was\n"


def test_migrate_postgresql(postgres: Any, capsys: pytest.CaptureFixture[str]) -> None:
    url = postgres.new_database()
    assert main(["purge", "--days", "30", "--url", url]) == 2
    assert "serving.admin migrate" in capsys.readouterr().err
    assert main(["migrate", "--url", url]) == main(["purge", "--days", "30", "--url", url]) == 0


def test_a_database_that_is_not_there_is_named(postgres: Any, capsys: pytest.CaptureFixture[str]) -> None:
    url = postgres.new_database().replace("@/", "@/not_").replace("escuta@", "escuta:s3cret@")
    for command in (["migrate"], ["token", "list"]):
        assert main([*command, "--url", url]) == 2
        told = capsys.readouterr().err
        assert "InvalidCatalogNameError" in told
        assert "s3cret" not in told


def test_erase(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    fill(url)
    assert main(["erase", "--tenant", "saude", "--conversation", "c1"]) == 0
    assert main(["erase", "--tenant", "banco", "--conversation", "c1"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "segments 0, insights 0, answers 0, trial_answers 0, feedback 0, sessions 0 removed",
        "segments 2, insights 1, answers 1, trial_answers 0, feedback 0, sessions 1 removed",
    ]


def test_the_audit_as_a_table_and_as_json(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    fill(url)
    asked = ["audit", "--tenant", "banco", "--conversation"]
    assert main([*asked, "c1"]) == main([*asked, "c1", "--json"]) == main([*asked, "c2"]) == 0
    told = capsys.readouterr()
    header, line, as_json = told.out.splitlines()
    row = json.loads(as_json)
    assert header.split()[0] == "at"
    assert row["insight_id"] in line
    assert (row["outcome"], row["rung"]) == ("answered", "llm_int4")
    assert "answered" in line
    assert "nobody was asked" in told.err


def test_purge_keeps_what_is_young(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    fill(url)
    assert main(["purge", "--days", "100000", "--tenant-days", "banco=100000"]) == 0
    assert capsys.readouterr().out.startswith("segments 0, insights 0")
    assert main(["purge", "--days", "30", "--tenant-days", "banco"]) == 2
    assert main(["purge", "--days", "0"]) == 2


def test_a_token_is_shown_once_and_can_be_revoked(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "new", "--tenant", "banco"]) == 0
    token = capsys.readouterr().out.strip()
    made = re.fullmatch(r"esc_([0-9a-f]{12})_\S{43}", token)
    assert made
    assert main(["token", "list"]) == 0
    listed = capsys.readouterr().out
    assert made[1] in listed
    assert "valid" in listed
    assert token.split("_", 2)[2] not in listed
    assert main(["token", "revoke", made[1]]) == 0
    assert main(["token", "revoke", made[1]]) == 2
    assert main(["token", "list", "--tenant", "banco"]) == 0
    assert "revoked" in capsys.readouterr().out


def test_a_wrong_file_is_not_made(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "--tenant", "banco", "--conversation", "c1"]) == 2
    assert "no such database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
