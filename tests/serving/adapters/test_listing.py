"""`python -m serving.admin adapters`: what an operator reads."""

import asyncio
from pathlib import Path

import pytest

from serving.adapters.api import Mode, Presence, Scope, Trial
from serving.adapters.ledger import open_ledger
from serving.adapters.shelf import Shelf
from serving.admin import main
from tests.serving.adapters.kit import put_adapters

A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/escuta.db"

    async def fill() -> None:
        async with open_ledger(address) as ledger:
            await ledger.promote(A, Scope(), who="ana", why="first")
            await ledger.promote(B, Scope("banco", "upsell"), who="rui", why="better on upsell")
            await ledger.start_trial(Trial(Scope(), C, Mode.CANARY, 0.25), who="ana", why="try it")
            await ledger.say(Presence("gateway-1", 3, ready=frozenset({A, B, C})))
            await ledger.say(Presence("gateway-2", 2, failed={C: "full (llm_fp16@a)"}))
            await ledger.say(Presence("gateway-3", 1, reaches=False))
            await ledger.note_held("llm_fp16@a", A)

    asyncio.run(fill())
    return address


def test_the_list(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adapters", "--url", url]) == 0
    short = capsys.readouterr().out
    assert main(["adapters", "list", "--url", url]) == 0
    assert capsys.readouterr().out == short
    said = [" ".join(line.split()) for line in short.splitlines()]
    a, b, c = (digest[:12] for digest in (A, B, C))
    for line in (
        "version 3",
        f"* * {a}",
        f"banco upsell {b}",
        f"* * {c} canary 25%",
        "being loaded: none",
        f"gateway-1 3 {a}, {b}, {c} –",
        f"gateway-2 2 of 3 – {c} full (llm_fp16@a)",
        "gateway-3 1, no server answers – –",
        f"llm_fp16@a {a}",
    ):
        assert line in said
    assert [line.split(" ", 1)[0] for line in said[-3:]] == ["3", "2", "1"]
    assert said[-2].endswith(f"rui promote banco upsell base → {b} better on upsell")


def test_what_nothing_needs_is_deleted(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import os

    shelf = Shelf(tmp_path / "shelf")
    (spare,) = put_adapters(shelf, "spare")
    arguments = ["adapters", "prune", "--url", url, "--shelf", str(shelf.root)]
    assert main(arguments) == 0
    assert capsys.readouterr().out == "none\n"
    os.utime(shelf.folder(spare), (0, 0))
    assert main(arguments) == 0
    assert spare in capsys.readouterr().out
    assert shelf.digests() == frozenset()


def test_a_database_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adapters", "--url", f"sqlite:///{tmp_path}/none.db"]) == 2
    assert "no such database" in capsys.readouterr().err
