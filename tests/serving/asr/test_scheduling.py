"""Who is next: the queue by itself with a clock that is set, then with its threads."""

import threading
from concurrent.futures import Future

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.asr.faults import AsrRefusal, Code
from serving.asr.scheduling import FairQueue, Scheduler
from serving.asr.settings import SchedulerSettings


class FakeClock:
    """Seconds, when told so."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def queue(clock: FakeClock | None = None, **options) -> FairQueue[str, str]:
    return FairQueue(SchedulerSettings(**options), clock or FakeClock())


def works(tickets) -> list[str]:
    return [ticket.work for ticket in tickets]


# --- the queue ------------------------------------------------------------------------------------------


def test_sessions_take_turns():
    waiting = queue()
    for work in ("a1", "a2", "a3", "b1", "c1", "b2"):
        waiting.put(work[0], work, 10)
    assert works(waiting.take(4)) == ["a1", "b1", "c1", "a2"]
    assert works(waiting.take(4)) == ["b2", "a3"]
    assert len(waiting) == 0


def test_tenants_take_turns_whatever_their_number_of_sessions():
    waiting = queue()
    for session in "abcdef":
        waiting.put(session, f"many {session}", 10, "many")
    for work in ("few x1", "few x2"):
        waiting.put("x", work, 10, "few")
    assert works(waiting.take(5)) == ["many a", "few x1", "many b", "few x2", "many c"]
    late = waiting.put("y", "few y", 10, "few")
    assert works(waiting.take(2)) == ["many d", "few y"]
    waiting.discard(late)  # taken already
    assert works(waiting.take(8)) == ["many e", "many f"]
    assert len(waiting) == 0


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.sampled_from("abcde")), st.tuples(st.just("take"), st.integers(1, 4))
        ),
        max_size=120,
    )
)
def test_whoever_waits_is_never_passed_over_twice_by_the_same_session(steps):
    waiting = queue(session_queue_max=100)
    pending: dict[str, list[int]] = {}
    passed: dict[tuple[str, str], int] = {}
    number = 0
    for step, what in steps:
        if step == "put":
            waiting.put(what, f"{what}{number}", 10)
            pending.setdefault(what, []).append(number)
            number += 1
            continue
        for ticket in waiting.take(what):
            served = ticket.session_id
            assert int(ticket.work[1:]) == pending[served].pop(0)
            for other, theirs in pending.items():
                if other != served and theirs:
                    passed[other, served] = passed.get((other, served), 0) + 1
                    assert passed[other, served] <= 1
                passed.pop((served, other), None)


def test_a_session_has_a_bound_of_its_own_and_the_queue_one_for_all():
    waiting = queue(session_queue_max=2, queue_max=3)
    waiting.put("a", "a1", 10)
    waiting.put("a", "a2", 10)
    with pytest.raises(AsrRefusal) as busy:
        waiting.put("a", "a3", 10)
    waiting.put("b", "b1", 10)
    with pytest.raises(AsrRefusal) as full:
        waiting.put("c", "c1", 10)
    assert (busy.value.code, busy.value.status) == (Code.SESSION_BUSY, 429)
    assert (full.value.code, full.value.status) == (Code.QUEUE_FULL, 503)
    assert busy.value.retry_after_s > 0
    assert full.value.retry_after_s > 0


def test_a_full_queue_still_takes_those_of_tenants_below_their_share():
    waiting = queue(queue_max=4)
    for session in "abcd":
        waiting.put(session, session, 10, "many")
    for session in "xy":
        waiting.put(session, session, 10, "few")
    for tenant in ("many", "few"):
        with pytest.raises(AsrRefusal):
            waiting.put("z", "z", 10, tenant)


def test_what_is_past_its_deadline_is_not_taken():
    clock = FakeClock()
    waiting = queue(clock)
    late, fine = waiting.put("a", "late", 1.0), waiting.put("b", "fine", 5.0)
    clock.now_s = 1.0
    assert works(waiting.take(8)) == ["fine"]
    with pytest.raises(AsrRefusal) as caught:
        late.result.result(0)
    assert caught.value.code is Code.DEADLINE
    assert not fine.result.done()


def test_what_was_given_up_is_not_taken_and_frees_its_place():
    waiting = queue(session_queue_max=1)
    ticket = waiting.put("a", "a1", 10)
    ticket.result.cancel()
    waiting.discard(ticket)
    assert len(waiting) == 0
    waiting.put("a", "a2", 10)
    assert works(waiting.take(8)) == ["a2"]


def test_even_in_its_place_what_was_given_up_is_not_taken():
    waiting = queue()
    waiting.put("a", "a1", 10).result.cancel()
    waiting.put("a", "a2", 10)
    assert works(waiting.take(1)) == ["a2"]


def test_what_would_come_too_late_is_refused_at_once():
    waiting = queue(session_queue_max=100)
    waiting.took(requests=4, seconds=4.0)
    for number in range(5):
        waiting.put("flood", f"f{number}", 60)
    with pytest.raises(AsrRefusal) as caught:
        waiting.put("flood", "f5", 3.0)
    assert (caught.value.code, caught.value.status) == (Code.TOO_LATE, 503)
    assert caught.value.retry_after_s == pytest.approx(5.0)
    # Another session has one request of the flood before it, not five.
    waiting.put("quiet", "q", 3.0)
    # A third one has one of either before it; another tenant one of theirs.
    with pytest.raises(AsrRefusal):
        waiting.put("third", "t", 1.5)
    waiting.put("third", "t", 1.5, "another tenant")


def test_a_round_is_no_longer_than_it_may_take():
    waiting = queue(batch_requests=8, round_s=0.4)
    assert waiting.most() == 8
    waiting.took(requests=8, seconds=0.16)
    assert waiting.most() == 8
    waiting.took(requests=1, seconds=10.0)
    assert waiting.most() == 1


def test_two_workers_are_expected_to_be_twice_as_fast():
    one, two = queue(session_queue_max=100), queue(session_queue_max=100, workers=2)
    for waiting in (one, two):
        waiting.took(1, 1.0)
        for number in range(4):
            waiting.put("a", str(number), 60)
    two.put("a", "x", 2.5)
    with pytest.raises(AsrRefusal):
        one.put("a", "x", 2.5)


def test_the_pace_follows_the_rounds():
    waiting = queue(session_queue_max=100)
    waiting.took(1, 10.0)
    for _ in range(30):
        waiting.took(8, 0.8)
    for number in range(10):
        waiting.put("a", str(number), 60)
    waiting.put("a", "in time", 2.0)


# --- with threads ---------------------------------------------------------------------------------------


class FakeRecogniser:
    """Repeats its work; fails or waits where the work says so."""

    def __init__(self) -> None:
        self.rounds: list[list[str]] = []
        self.began = threading.Semaphore(0)
        self.go = threading.Event()

    def __call__(self, works):
        self.began.release()
        if "wait" in works:
            assert self.go.wait(20)
        self.rounds.append(list(works))
        if "break" in works:
            raise SystemError("broken")
        return [ValueError("bad") if work == "bad" else work.upper() for work in works]


def scheduler(recogniser: FakeRecogniser, **options) -> Scheduler[str, str]:
    return Scheduler([recogniser], SchedulerSettings(**options))


def result(future: "Future[str]") -> str:
    return future.result(10)


def test_after_a_round_of_several_what_comes_in_the_gathering_time_goes_together():
    recogniser = FakeRecogniser()
    working = scheduler(recogniser, gather_ms=1000, batch_requests=2)
    futures = [working.submit("x", "wait", 10)]  # alone, and at once
    assert recogniser.began.acquire(timeout=10)
    futures += [working.submit(name, name, 10) for name in "ab"]
    recogniser.go.set()
    assert [result(future) for future in futures] == ["WAIT", "A", "B"]
    futures = [working.submit(name, name, 10) for name in "cd"]
    assert [result(future) for future in futures] == ["C", "D"]
    assert recogniser.rounds == [["wait"], ["a", "b"], ["c", "d"]]
    working.close(5)


def test_while_it_works_the_next_round_gathers():
    recogniser = FakeRecogniser()
    working = scheduler(recogniser, gather_ms=0, batch_requests=8)
    futures = [working.submit("x", "wait", 10)]
    assert recogniser.began.acquire(timeout=10)
    futures += [working.submit(name, name, 10) for name in "abcd"]
    recogniser.go.set()
    assert [result(future) for future in futures] == ["WAIT", "A", "B", "C", "D"]
    assert recogniser.rounds == [["wait"], ["a", "b", "c", "d"]]
    working.close(5)


def test_one_bad_request_fails_alone_and_a_broken_round_does_not_end_the_thread():
    working = scheduler(FakeRecogniser(), gather_ms=100)
    bad, fine = working.submit("a", "bad", 10), working.submit("b", "fine", 10)
    assert result(fine) == "FINE"
    with pytest.raises(ValueError, match="bad"):
        result(bad)
    with pytest.raises(SystemError):
        result(working.submit("a", "break", 10))
    assert result(working.submit("a", "again", 10)) == "AGAIN"
    working.close(5)


def test_closing_finishes_what_waits_and_takes_no_more():
    recogniser = FakeRecogniser()
    working = scheduler(recogniser, batch_requests=1)
    futures = [working.submit("a", "wait", 10), working.submit("a", "last", 10)]
    assert recogniser.began.acquire(timeout=10)
    closing = threading.Thread(target=working.close, args=(10,))
    closing.start()
    recogniser.go.set()
    closing.join(10)
    assert [result(future) for future in futures] == ["WAIT", "LAST"]
    with pytest.raises(AsrRefusal) as caught:
        working.submit("a", "more", 10)
    assert caught.value.code is Code.SHUTTING_DOWN


def test_what_is_not_finished_in_time_is_refused_not_forgotten():
    recogniser = FakeRecogniser()
    working = scheduler(recogniser, batch_requests=1)
    working.submit("a", "wait", 10)
    assert recogniser.began.acquire(timeout=10)
    left = working.submit("a", "left", 10)
    working.close(0.01)
    with pytest.raises(AsrRefusal) as caught:
        result(left)
    assert caught.value.code is Code.SHUTTING_DOWN
    recogniser.go.set()
