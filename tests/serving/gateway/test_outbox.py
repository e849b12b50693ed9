"""Numbered events, kept until acknowledged."""

import asyncio
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from serving.gateway.outbox import Outbox
from serving.protocol import Flow


def add(outbox: Outbox) -> None:
    outbox.append(
        lambda seq: Flow(
            seq=seq, session_id="s", conversation_id="c", ts=datetime.now(UTC), state="go", buffered_s=0
        )
    )


def test_numbers_have_no_gaps_and_texts_carry_them() -> None:
    outbox = Outbox(10)
    for _ in range(3):
        add(outbox)
    assert [seq for seq, _ in outbox.after(0)] == [1, 2, 3]
    assert [json.loads(text)["seq"] for _, text in outbox.after(1)] == [2, 3]


def test_acknowledged_events_go_and_later_ones_stay() -> None:
    outbox = Outbox(10)
    for _ in range(4):
        add(outbox)
    outbox.acknowledge(2)
    outbox.acknowledge(99)
    assert [seq for seq, _ in outbox.after(0)] == [3, 4]
    assert outbox.can_resume_after(2)
    assert not outbox.can_resume_after(1)
    assert not outbox.can_resume_after(5)


def test_events_that_were_never_sent_are_never_let_go() -> None:
    outbox = Outbox(2)
    for _ in range(5):
        add(outbox)
    assert outbox.overfull
    assert len(outbox.after(0)) == 5
    outbox.sent(4)
    add(outbox)
    assert [seq for seq, _ in outbox.after(0)] == [5, 6]


def test_readers_are_woken() -> None:
    async def scenario() -> None:
        outbox, wake = Outbox(2), asyncio.Event()
        outbox.subscribe(wake)
        add(outbox)
        assert wake.is_set()
        wake.clear()
        outbox.unsubscribe(wake)
        add(outbox)
        assert not wake.is_set()

    asyncio.run(scenario())


@given(st.lists(st.one_of(st.just("add"), st.integers(0, 30)), max_size=60))
def test_what_follows_an_acknowledgement_can_always_be_read_again(steps: list[object]) -> None:
    outbox, acknowledged = Outbox(1000), 0
    for step in steps:
        if step == "add":
            add(outbox)
        else:
            assert isinstance(step, int)
            outbox.acknowledge(step)
            if step <= outbox.last_seq:
                acknowledged = max(acknowledged, step)
        assert [seq for seq, _ in outbox.after(acknowledged)] == list(
            range(acknowledged + 1, outbox.last_seq + 1)
        )
        assert outbox.can_resume_after(acknowledged)


def test_an_event_is_shown_when_it_is_sure_and_released() -> None:
    async def scenario() -> None:
        outbox, wake = Outbox(10), asyncio.Event()
        outbox.subscribe(wake)
        outbox.sure(0)
        add(outbox)
        assert outbox.after(0) == []
        assert [seq for seq, _ in outbox.unsure(0)] == [1]
        wake.clear()
        outbox.sure(1)
        assert wake.is_set()
        assert [seq for seq, _ in outbox.after(0)] == [1]
        add(outbox)
        outbox.withhold()
        add(outbox)
        outbox.sure(3)
        assert outbox.after(1) == []
        outbox.release()
        assert [seq for seq, _ in outbox.after(1)] == [2, 3]

    asyncio.run(scenario())


def test_another_gateway_s_events_go_on() -> None:
    outbox = Outbox(10)
    outbox.go_on(7, [(6, "six"), (7, "seven")])
    add(outbox)
    assert [seq for seq, _ in outbox.after(5)] == [6, 7, 8]
    assert outbox.can_resume_after(5)
    assert not outbox.can_resume_after(4)
