"""Shared cores against what queueing theory says of them."""

import random
import statistics
from collections.abc import Callable, Generator

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from loadtests.plan.cores import Beside, Cores, Interpreter


def mean_time_s(cores: int, arrivals_per_s: float, demand_s: Callable[[], float], jobs: int) -> float:
    """Mean time in the system of jobs that come at random (Poisson)."""
    chance = random.Random(7)
    env = simpy.Environment()
    shared = Cores(env, cores)
    times: list[float] = []

    def job() -> Generator[simpy.Event, object, None]:
        began_s = env.now
        yield shared.work(demand_s())
        times.append(env.now - began_s)

    def source() -> Generator[simpy.Event, object, None]:
        for _ in range(jobs):
            yield env.timeout(chance.expovariate(arrivals_per_s))
            env.process(job())

    env.process(source())
    env.run()
    return statistics.mean(times[jobs // 10 :])


@pytest.mark.parametrize("fixed", [True, False])
def test_one_shared_core_is_m_g_1_ps(fixed: bool) -> None:
    """T = E[S] / (1 - rho), whatever the distribution of the demands."""
    chance = random.Random(3)
    demand = (lambda: 0.5) if fixed else (lambda: chance.expovariate(2.0))
    assert mean_time_s(1, 1.2, demand, 6_000) == pytest.approx(0.5 / (1 - 0.6), rel=0.1)


def test_two_shared_cores_are_m_m_2() -> None:
    """With exponential demands the number in a shared M/M/2 is that of the queue: T = 1/mu / (1 - rho^2)."""
    chance = random.Random(5)
    found = mean_time_s(2, 2.8, lambda: chance.expovariate(2.0), 6_000)
    assert found == pytest.approx(0.5 / (1 - 0.7**2), rel=0.1)


def finished_s(cores: int, jobs: list[tuple[float, Interpreter | None, Beside | None]]) -> list[float]:
    env = simpy.Environment()
    shared = Cores(env, cores)
    ends = [0.0] * len(jobs)

    def run(number: int) -> Generator[simpy.Event, object, None]:
        yield shared.work(*jobs[number])
        ends[number] = env.now

    for number in range(len(jobs)):
        env.process(run(number))
    env.run()
    return ends


def test_one_job_never_runs_faster_than_a_core() -> None:
    assert finished_s(4, [(1.0, None, None)]) == [1.0]


def test_threads_that_hold_the_lock_take_turns() -> None:
    python = Interpreter("gateway")
    assert finished_s(2, [(1.0, python, None), (1.0, python, None)]) == pytest.approx([2.0, 2.0])
    assert finished_s(2, [(1.0, python, None), (1.0, Interpreter("client"), None)]) == pytest.approx(
        [1.0, 1.0]
    )


def test_native_code_is_slowed_by_those_that_hold_the_lock_alone() -> None:
    python = Interpreter("gateway")
    assert finished_s(2, [(1.0, python, Beside(0.5)), (1.0, python, Beside(0.5))]) == pytest.approx(
        [1.0, 1.0]
    )
    # It takes half as long again while the other one runs, then a whole one.
    both = finished_s(2, [(1.0, python, None), (1.0, python, Beside(0.5))])
    assert both == pytest.approx([1.0, 4 / 3])


def test_native_code_slows_those_that_hold_the_lock() -> None:
    python = Interpreter("gateway")
    ends = finished_s(2, [(1.0, python, None), (9.0, python, Beside(0.0, 0.25))])
    assert ends == pytest.approx([1.25, 9.0])


def test_native_code_slows_native_code_of_its_process() -> None:
    python, crowded = Interpreter("gateway"), Beside(1.0, 0.0, 0.25)
    assert finished_s(2, [(1.0, python, crowded), (1.0, python, crowded)]) == pytest.approx([1.25, 1.25])
    assert finished_s(2, [(1.0, python, crowded)]) == pytest.approx([1.0])


def test_beside_other_programs_a_thread_waits_though_a_core_would_do() -> None:
    env = simpy.Environment()
    shared = Cores(env, 2)
    env.run(shared.work(1.0, waits=0.5))
    assert env.now == pytest.approx(1.5)
    assert shared.worked_s == pytest.approx(1.0)


def test_what_one_cannot_use_the_others_get() -> None:
    """Two that share a lock use a core together; the third has the other one to itself."""
    python = Interpreter("gateway")
    ends = finished_s(2, [(1.0, python, None), (1.0, python, None), (1.0, None, None)])
    assert ends == pytest.approx([2.0, 2.0, 1.0])


@settings(max_examples=60, deadline=None)
@given(
    cores=st.integers(1, 4),
    demands=st.lists(st.floats(0.001, 2.0), min_size=1, max_size=6),
)
def test_no_work_is_lost_and_none_is_done_for_nothing(cores: int, demands: list[float]) -> None:
    ends = finished_s(cores, [(demand, None, None) for demand in demands])
    assert all(end >= demand - 1e-6 for end, demand in zip(ends, demands, strict=True))
    assert max(ends) == pytest.approx(max(max(demands), max(ends)))
    assert max(ends) >= sum(demands) / cores - 1e-6
    assert max(ends) <= sum(demands) / cores + max(demands) + 1e-6
    assert sorted(ends) == [end for _, end in sorted(zip(demands, ends, strict=True))]
