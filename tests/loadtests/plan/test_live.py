"""The simulated live path where theory, or a sum, says what must come out."""

import random
import statistics
from dataclasses import replace

import pytest

from loadtests.plan.live import Call, LivePath
from loadtests.plan.sizing import load_test, p95_s
from loadtests.plan.units import Batch, Curve, Gateway, Model, Question, Recogniser, Script, Units

SCRIPT = Script(
    12.0,
    (Batch(6.0), Batch(12.0)),
    (Question(0, 0, 10), Question(1, 2, 20), Question(2, 1, 20, insight=False)),
)
UNITS = Units(
    gateway=Gateway(loop_s=0.0, batch_s=0.004, rest_s=0.02),
    recogniser=Recogniser(round_s=Curve(((1, 0.05), (8, 0.4))), gather_s=0.01),
    model=Model(read_s=Curve(((1, 0.03), (2, 0.06))), step_s=Curve(((1, 0.002), (32, 0.01))), gather_s=0.005),
    scripts=(SCRIPT,),
)


def test_one_call_waits_for_nobody() -> None:
    """Recognition, cleaning; gathering, reading, one step a token, the rest."""
    found = LivePath(UNITS).run([Call(0.0, 0, SCRIPT)])
    text_s = 0.05 + 0.004
    assert found.texts == pytest.approx([text_s, text_s])
    model_s = 0.005 + 0.03 + 0.02
    delays = [delay_s for _, delay_s in found.insights]
    assert delays[0] == pytest.approx(text_s + model_s + 10 * 0.002)
    # The question for the summary comes at the same time and reads in the same round.
    assert delays[1] == pytest.approx(text_s + model_s + 0.03 + 20 * UNITS.model.step_s.at(2), rel=0.01)


def test_a_recogniser_without_gathering_is_m_d_1() -> None:
    """Mean time of a queue with random arrivals and a fixed service: S + rho S / (2 (1 - rho))."""
    service_s, rate = 0.1, 7.0
    alone = replace(
        UNITS,
        gateway=Gateway(loop_s=0.0, batch_s=0.0),
        recogniser=Recogniser(round_s=Curve(((1, service_s),)), gather_s=0.0, most=1),
    )
    chance, at_s, calls = random.Random(11), 0.0, []
    for _ in range(2500):
        at_s += chance.expovariate(rate)
        calls.append(Call(at_s, 0, Script(0.0, (Batch(0.0),), ())))
    found = LivePath(alone).run(calls)
    load = rate * service_s
    assert statistics.mean(found.texts) == pytest.approx(
        service_s + load * service_s / (2 * (1 - load)), rel=0.1
    )


def test_a_round_lasts_no_longer_than_it_may() -> None:
    """Eight calls at once: one by itself; by its pace two go together, three times; the last."""
    units = replace(UNITS, recogniser=replace(UNITS.recogniser, longest_s=0.11, gather_s=0.0))
    calls = [Call(0.0, 0, Script(1.0, (Batch(1.0),), ()))] * 8
    found = LivePath(units).run(calls)
    assert sorted(round(text_s / 0.05) for text_s in found.texts) == [1, 3, 3, 5, 5, 7, 7, 8]


def test_a_tenant_has_its_slots_and_no_more() -> None:
    """Ten questions of a company at once, one slot: one after the other."""
    slow = replace(UNITS, gateway=replace(UNITS.gateway, tenant_questions=1))
    script = Script(1.0, (Batch(1.0),), (Question(0, 2, 10),) * 10)
    one = LivePath(slow).run([Call(0.0, 0, script)])
    many = LivePath(UNITS).run([Call(0.0, 0, script)])
    assert one.last_s > 10 * (0.03 + 10 * 0.002)
    assert many.last_s < one.last_s


def test_the_most_urgent_goes_first() -> None:
    slow = replace(UNITS, gateway=replace(UNITS.gateway, tenant_questions=1))
    late, urgent = Question(0, 2, 10), Question(0, 0, 11)
    script = Script(1.0, (Batch(1.0),), (late, late, urgent))
    delays = [delay_s for _, delay_s in LivePath(slow).run([Call(0.0, 0, script)]).insights]
    assert delays[1] - delays[0] == pytest.approx(delays[2] - delays[1] + 0.002, abs=0.001)


def test_silence_is_not_recognised() -> None:
    script = Script(6.0, (Batch(6.0, speech=False),), ())
    assert LivePath(UNITS).run([Call(0.0, 0, script)]).texts == []


def test_on_shared_cores_more_calls_are_never_quicker_in_the_long_run() -> None:
    shared = replace(UNITS, cores=2, client_s=0.003, gateway=replace(UNITS.gateway, loop_s=0.008))
    delays = [
        p95_s(LivePath(shared).run(load_test((SCRIPT,), count, 5.0, 4), 120.0)) for count in (5, 40, 120)
    ]
    few, some, many = (delay_s or 0.0 for delay_s in delays)
    assert few <= some * 1.05
    assert many > 2 * some


def test_what_was_never_answered_is_endlessly_late() -> None:
    found = LivePath(UNITS).run([Call(0.0, 0, SCRIPT)], until_s=6.08)
    assert [delay_s for _, delay_s in found.insights] == [float("inf")]


def test_a_busy_loop_is_cheaper_for_each_session() -> None:
    """With 200 sessions of 8 ms waking it would need 1.6 cores; of 3 ms at its busiest it keeps up."""
    one = replace(UNITS, cores=4, gateway=replace(UNITS.gateway, loop_s=0.008))
    calls = load_test((Script(20.0, (Batch(20.0),), ()),), 200, 1.0, 4)
    waking = LivePath(one).run(calls)
    busy = LivePath(replace(one, gateway=replace(one.gateway, busy_loop_s=0.003))).run(calls)
    assert max(busy.texts) < max(waking.texts) / 2


def test_two_replicas_share_the_questions() -> None:
    script = Script(1.0, (Batch(1.0),), (Question(0, 2, 100),) * 8)
    one = LivePath(UNITS).run([Call(0.0, 0, script)])
    two = LivePath(replace(UNITS, model=replace(UNITS.model, replicas=2))).run([Call(0.0, 0, script)])
    assert two.last_s < one.last_s
