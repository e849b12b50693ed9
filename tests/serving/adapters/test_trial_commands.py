"""Starting, ending and reading trials from the command line."""

import asyncio
from pathlib import Path

import pytest

from insights.resources import data_dir
from serving.adapters.api import Action, Arm, Change, Mode, Scope, Trial, Wanted
from serving.adapters.ledger import open_ledger
from serving.adapters.shelf import Shelf
from serving.admin import main
from serving.storage.store import open_store
from serving.storage.trials import Agreement, TrialOutcome
from tests.serving.storage.conftest import no_cleaning, trial_answer


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = f"sqlite:///{tmp_path}/escuta.db"
    monkeypatch.setenv("DATABASE_URL", made)
    main(["migrate"])
    return made


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    found = Shelf(tmp_path_factory.mktemp("shelf"))
    found.put(data_dir() / "models" / "adapter")
    return found


def state(url: str) -> tuple[Wanted, list[Change]]:
    async def read() -> tuple[Wanted, list[Change]]:
        async with open_ledger(url) as ledger:
            return await ledger.wanted(), await ledger.changes()

    return asyncio.run(read())


def trial(shelf: Shelf, *more: str) -> int:
    (digest,) = shelf.digests()
    given = ["--digest", digest[:8], "--share", "0.1", "--why", "alerts", "--who", "ana"]
    return main(["adapters", "trial", "--shelf", str(shelf.root), *given, *more])


def test_a_trial_from_start_to_end(url: str, shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    (digest,) = shelf.digests()
    scope = Scope("banco", "risk_alert")
    where = ["--tenant", "banco", "--type", "risk_alert"]
    assert trial(shelf, "--mode", "canary", *where) == 0
    assert f"canary of {digest[:12]} on 10% of calls of banco, risk_alert" in capsys.readouterr().out
    wanted, changes = state(url)
    assert wanted.trials == (Trial(scope, digest, Mode.CANARY, 0.1),)
    assert wanted.staged == ()
    assert (changes[0].action, changes[0].who, changes[0].why) == (Action.START_TRIAL, "ana", "alerts")
    assert main(["adapters", "report"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "no answers of trials",
        f"on trial: {digest[:12]} as canary on 10% of calls of banco, risk_alert",
    ]
    end = ["adapters", "end", "--digest", digest[:6], "--why", "seen enough", "--who", "ana"]
    assert main(end) == 2
    assert "no such trial" in capsys.readouterr().err
    assert main([*end, *where]) == 0
    assert state(url)[0].trials == ()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--mode", "shadow", "--share", "0"], "above 0"),
        (["--mode", "shadow", "--digest", "zz"], "no such adapter"),
        (["--mode", "shadow", "--url", "sqlite:///nowhere/at_all.db"], "no such database"),
    ],
)
def test_what_cannot_be_tried(
    url: str, shelf: Shelf, more: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trial(shelf, *more) == 2
    assert told in capsys.readouterr().err
    assert state(url)[0] == Wanted()


def test_the_report(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    async def fill() -> None:
        store = await open_store(url, clean_comment=no_cleaning)
        champion = {"arm": Arm.CHAMPION, "adapter": None, "message": None}
        for number in range(3):
            await store.save_trial_answer(trial_answer(number, **champion, total_s=0.4))
        for number, agreement in enumerate((Agreement(True, True, 0.5), Agreement(False), None)):
            await store.save_trial_answer(trial_answer(number, agreement=agreement, total_s=1 + number))
        await store.save_trial_answer(trial_answer(9, outcome=TrialOutcome.INVALID, message=None))
        await store.close()

    asyncio.run(fill())
    assert main(["adapters", "report"]) == 0
    head, champion, shadow = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["arm", "adapter", "answers"]
    assert " ".join(champion.split()) == "champion base 3 0 (0%) 0 (0%) 0 (0%) 0.40 s 0.40 s – – – –"
    assert " ".join(shadow.split()) == (
        "shadow aaaaaaaaaaaa 4 0 (0%) 1 (25%) 0 (0%) 1.00 s 3.00 s 2 50% 100% 50%"
    )
    assert main(["adapters", "report", "--tenant", "saude"]) == 0
    assert capsys.readouterr().out == "no answers of trials\n"
