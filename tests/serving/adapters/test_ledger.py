"""One suite for the ledger in SQLite and in PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from insights.errors import EscutaError
from serving.adapters.api import Action, Alias, Mode, Presence, Scope, Trial, Wanted
from serving.adapters.ledger import SqlLedger, open_ledger
from serving.storage.api import StorageUnavailable
from serving.storage.engine import open_engine
from tests.serving.storage.conftest import PATIENT_S, empty_url, url

__all__ = ["empty_url", "url"]

A, B, C = "a" * 64, "b" * 64, "c" * 64
ALL = Scope()
BANCO = Scope("banco", "risk_alert")
BY = {"who": "ana", "why": "better on alerts"}

Body = Callable[[SqlLedger], Awaitable[None]]


@pytest.fixture
def run(url: str) -> Callable[[Body], None]:
    def go(body: Body) -> None:
        async def main() -> None:
            async with open_ledger(url, timeout_s=PATIENT_S) as ledger:
                await body(ledger)

        asyncio.run(main())

    return go


Run = Callable[[Body], None]


def test_nothing_is_wanted_at_first(run: Run) -> None:
    async def body(ledger: SqlLedger) -> None:
        assert await ledger.wanted() == Wanted()
        assert await ledger.changes() == []

    run(body)


def test_a_promotion_moves_the_alias_and_is_written_down(run: Run) -> None:
    async def body(ledger: SqlLedger) -> None:
        assert await ledger.stage(A, **BY) == 1
        assert (await ledger.wanted()).staged == (A,)
        assert await ledger.promote(A, BANCO, **BY) == 2
        assert await ledger.wanted() == Wanted(2, aliases=(Alias(BANCO, A),))
        newest, oldest = await ledger.changes()
        assert (newest.version, newest.action, newest.scope) == (2, Action.PROMOTE, BANCO)
        assert (newest.before, newest.after) == (None, A)
        assert (newest.who, newest.why) == ("ana", "better on alerts")
        assert abs(datetime.now(UTC) - newest.at) < timedelta(minutes=10)
        assert (oldest.action, oldest.after) == (Action.STAGE, A)

    run(body)


def test_what_changes_nothing_makes_no_version(run: Run) -> None:
    async def body(ledger: SqlLedger) -> None:
        trial = Trial(ALL, B, Mode.SHADOW, 0.5)
        for _ in range(2):
            assert await ledger.stage(A, **BY) == 1
        for _ in range(2):
            assert await ledger.unstage(A, **BY) == 2
        for _ in range(2):
            assert await ledger.promote(A, ALL, **BY) == 3
        for _ in range(2):
            assert await ledger.start_trial(trial, **BY) == 4
        for _ in range(2):
            assert await ledger.end_trial(ALL, B, who="automatic", why="invalid replies") == 5
        assert [change.version for change in await ledger.changes()] == [5, 4, 3, 2, 1]

    run(body)


def test_a_roll_back_takes_promotions_off_one_by_one(run: Run) -> None:
    async def body(ledger: SqlLedger) -> None:
        for digest in (A, B, None):
            await ledger.promote(digest, ALL, **BY)
        await ledger.promote(C, BANCO, **BY)
        left = []
        for expected in (Alias(ALL, B), Alias(ALL, A), None):
            assert await ledger.after_roll_back(ALL) == expected
            await ledger.roll_back(ALL, **BY)
            left.append((await ledger.wanted()).aliases)
        assert left == [
            (Alias(ALL, B), Alias(BANCO, C)),
            (Alias(ALL, A), Alias(BANCO, C)),
            (Alias(BANCO, C),),
        ]
        with pytest.raises(EscutaError, match="nothing was promoted here"):
            await ledger.roll_back(ALL, **BY)
        newest = (await ledger.changes(1))[0]
        assert (newest.action, newest.before, newest.after) == (Action.ROLL_BACK, A, None)

    run(body)


def test_promoted_again_after_a_roll_back(run: Run) -> None:
    async def body(ledger: SqlLedger) -> None:
        await ledger.promote(A, ALL, **BY)
        await ledger.promote(B, ALL, **BY)
        await ledger.roll_back(ALL, **BY)
        await ledger.promote(B, ALL, **BY)
        assert await ledger.after_roll_back(ALL) == Alias(ALL, A)

    run(body)


def test_a_trial_starts_changes_and_ends_with_the_promotion(run: Run) -> None:
    async def body(ledger: SqlLedger) -> None:
        small = Trial(ALL, B, Mode.CANARY, 0.1)
        await ledger.stage(B, **BY)
        await ledger.start_trial(small, **BY)
        assert await ledger.wanted() == Wanted(2, trials=(small,))
        await ledger.start_trial(replace(small, share=0.5), **BY)
        assert (await ledger.wanted()).trials == (replace(small, share=0.5),)
        started = (await ledger.changes(1))[0]
        assert (started.action, started.mode, started.share) == (Action.START_TRIAL, Mode.CANARY, 0.5)
        await ledger.promote(B, ALL, **BY)
        assert await ledger.wanted() == Wanted(4, aliases=(Alias(ALL, B),))

    run(body)


@pytest.mark.parametrize("share", [0.0, -0.1, 1.1])
def test_a_share_is_a_share(run: Run, share: float) -> None:
    async def body(ledger: SqlLedger) -> None:
        with pytest.raises(EscutaError, match="share"):
            await ledger.start_trial(Trial(ALL, B, Mode.SHADOW, share), **BY)

    run(body)


@pytest.mark.parametrize("digest", ["", "a" * 63, "../../etc/passwd", "A" * 64, "/" + "a" * 63])
def test_only_digests_get_in(run: Run, digest: str) -> None:
    async def body(ledger: SqlLedger) -> None:
        for change in (
            ledger.stage(digest, **BY),
            ledger.promote(digest, ALL, **BY),
            ledger.start_trial(Trial(ALL, digest, Mode.SHADOW, 1.0), **BY),
            ledger.note_held("h", digest),
        ):
            with pytest.raises(EscutaError, match="not the digest"):
                await change
        assert await ledger.wanted() == Wanted()

    run(body)


def test_changes_at_once_each_have_their_version(run: Run, url: str) -> None:
    async def body(ledger: SqlLedger) -> None:
        engines = [open_engine(url, timeout_s=PATIENT_S) for _ in range(4)]
        ledgers = [SqlLedger(engine) for engine in engines]
        digests = [f"{number:064x}" for number in range(12)]
        done = await asyncio.gather(
            *(ledgers[number % 4].stage(digest, **BY) for number, digest in enumerate(digests))
        )
        assert sorted(done) == list(range(1, 13))
        for each in (ledger, *ledgers):
            assert await each.wanted() == Wanted(12, staged=tuple(digests))
        for engine in engines:
            await engine.dispose()

    run(body)


def test_what_is_wanted_belongs_to_its_version(run: Run, url: str) -> None:
    """Read while others change it, never half of a change."""

    async def body(ledger: SqlLedger) -> None:
        engine = open_engine(url, timeout_s=PATIENT_S)
        other = SqlLedger(engine)

        async def change() -> None:
            for _ in range(15):
                await other.promote(A, ALL, **BY)
                await other.promote(B, ALL, **BY)

        changing = asyncio.create_task(change())
        while not changing.done():
            wanted = await ledger.wanted()
            expected = {0: ()}.get(wanted.version, (Alias(ALL, A if wanted.version % 2 else B),))
            assert wanted.aliases == expected
        await changing
        await engine.dispose()

    run(body)


def test_who_is_present(run: Run) -> None:
    async def body(ledger: SqlLedger) -> None:
        first = Presence(
            "p1", 3, frozenset({A}), frozenset({B}), {C: "full"}, frozenset({"d" * 64}), "p", False
        )
        await ledger.say(first)
        await ledger.say(Presence("p2", 0))
        await ledger.say(Presence("p2", 4))
        assert await ledger.present(60) == [first, Presence("p2", 4)]
        assert await ledger.present(0) == []
        await ledger.leave("p1")
        assert await ledger.present(60) == [Presence("p2", 4)]

    run(body)


def test_a_silent_process_is_gone(url: str) -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    now = [noon]

    async def main() -> None:
        engine = open_engine(url, timeout_s=PATIENT_S)
        ledger = SqlLedger(engine, now=lambda: now[0])
        await ledger.say(Presence("old", 1))
        now[0] += timedelta(seconds=14)
        assert [each.process for each in await ledger.present(15)] == ["old"]
        now[0] += timedelta(seconds=1)
        assert await ledger.present(15) == []
        now[0] += timedelta(days=1)
        await ledger.say(Presence("new", 1))
        assert [each.process for each in await ledger.present(1e6)] == ["new"]
        await engine.dispose()

    asyncio.run(main())


def test_one_holder_at_a_time(url: str) -> None:
    now = [datetime(2026, 11, 20, 12, tzinfo=UTC)]

    async def main() -> None:
        engine = open_engine(url, timeout_s=PATIENT_S)
        ledger = SqlLedger(engine, now=lambda: now[0])
        assert await ledger.lease("h", "p1", 10)
        assert not await ledger.lease("h", "p2", 10)
        assert await ledger.lease("other", "p2", 10)
        assert await ledger.lease("h", "p1", 10)
        await ledger.release("h", "p2")
        assert not await ledger.lease("h", "p2", 10)
        await ledger.release("h", "p1")
        assert await ledger.lease("h", "p2", 10)
        now[0] += timedelta(seconds=10)
        assert await ledger.lease("h", "p1", 10)
        await engine.dispose()

    asyncio.run(main())


def test_of_many_who_ask_at_once_one_holds(run: Run) -> None:
    async def body(ledger: SqlLedger) -> None:
        taken = await asyncio.gather(*(ledger.lease("h", f"p{number}", 60) for number in range(6)))
        assert sorted(taken) == [False] * 5 + [True]

    run(body)


def test_what_servers_hold(run: Run) -> None:
    async def body(ledger: SqlLedger) -> None:
        for host, digest in (("h1", A), ("h1", A), ("h1", B), ("h2", A)):
            await ledger.note_held(host, digest)
        await ledger.note_gone("h1", A)
        await ledger.note_gone("h1", C)
        assert await ledger.held() == {"h1": {B}, "h2": {A}}

    run(body)


@pytest.mark.parametrize("who", ["", "x" * 129])
def test_a_change_has_an_author(run: Run, who: str) -> None:
    async def body(ledger: SqlLedger) -> None:
        with pytest.raises(EscutaError, match="who"):
            await ledger.stage(A, who=who, why="")

    run(body)


def test_a_database_that_is_away_says_so(postgres: Any) -> None:
    from tests.serving.storage.conftest import migrate

    address = postgres.new_database()
    migrate(address)

    async def main() -> None:
        async with open_ledger(address, timeout_s=PATIENT_S) as ledger:
            await ledger.promote(A, ALL, **BY)
            postgres.stop()
            try:
                for attempt in (ledger.wanted(), ledger.stage(B, **BY), ledger.say(Presence("p", 1))):
                    with pytest.raises(StorageUnavailable):
                        await attempt
            finally:
                postgres.start()
            assert (await ledger.wanted()).aliases == (Alias(ALL, A),)

    asyncio.run(main())
