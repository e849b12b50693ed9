"""Measured costs → what the simulation is fed with.

Only times of single pieces of work at low load go in: what parts take alone, what a few calls cost. What the
machine holds in the end is not among them, so a prediction from these can be compared with it.
"""

import os
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from loadtests.capacity.alone import Alone, ModelAlone, model_alone, recogniser_alone
from loadtests.capacity.beside import beside_of, crowded_of
from loadtests.capacity.lowload import Costs, LowLoad, Served, low_load
from loadtests.capacity.pace import Pace
from loadtests.plan.live import LivePath, Simulated
from loadtests.plan.sizing import load_test
from loadtests.plan.units import Gateway, Model, Recogniser, Units, Waits
from loadtests.settings import LoadSettings
from serving.settings import ServeSettings

INSIGHT = "batch close -> insight (model)"


@dataclass(frozen=True)
class Calibration:
    """`about`: what was measured, for people."""

    units: Units
    about: dict[str, Any]


def calibrated(settings: LoadSettings, serve: ServeSettings, overrides: list[str]) -> Calibration:
    """Three minutes. `settings.sessions` are the few calls."""
    few = low_load(settings, serve, overrides)
    recogniser = recogniser_alone(serve, few.requests)
    model = model_alone(serve, few.prompts, recogniser)
    return fitted(few, recogniser, model, settings, serve)


def fitted(
    few: LowLoad, recogniser: Alone, model: ModelAlone, settings: LoadSettings, serve: ServeSettings
) -> Calibration:
    """Everything at one pace of the cores. Costs alone are brought to those of the live process, where caches
    are colder; what then is missing of the insights' delay is the rest, which needs no processor."""
    pace = Pace(
        statistics.mean(each.pace.python_s for each in few.served),
        statistics.mean(each.pace.native_s for each in few.served),
    )
    called_s = [each.calls * _mean([script.duration_s for script in few.scripts]) for each in few.served]
    batches = sum(each.calls for each in few.served) * _mean(
        [sum(batch.speech for batch in script.batches) for script in few.scripts]
    )
    costs = [
        each.costs.slower(pace.python_s / each.pace.python_s, pace.native_s / each.pace.native_s)
        for each in few.served
    ]
    busy_loop_s = few.busy_loop_s * pace.python_s / few.busy_pace.python_s
    client_s, client_base_s = _client(costs, called_s, settings.ramp_s + settings.seconds)
    scheduler, engine = serve.recognition.scheduler, serve.llm.embedded
    assert engine is not None
    loop_s = _mean(
        [
            _waking_s(cost.loop_s / seconds, busy_loop_s, each.calls)
            for cost, seconds, each in zip(costs, called_s, few.served, strict=True)
        ]
    )
    units = Units(
        gateway=Gateway(
            loop_s=loop_s,
            busy_loop_s=min(busy_loop_s, loop_s),
            batch_s=sum(cost.threads_s for cost in costs) / batches,
            questions=serve.worker.concurrency,
            tenant_questions=serve.answering.tenant_at_once,
        ),
        recogniser=Recogniser(
            round_s=recogniser.curve,
            beside=replace(
                beside_of(recogniser.rounds), crowded=crowded_of([each.recogniser for each in model.pairs])
            ),
            python=_share(sum(cost.features_s for cost in costs), sum(cost.recogniser_s for cost in costs)),
            workers=scheduler.workers,
            gather_s=scheduler.gather_ms / 1000,
            most=scheduler.batch_requests,
            longest_s=scheduler.round_s,
        ),
        model=Model(
            read_s=model.read,
            step_s=model.step,
            beside=replace(beside_of(model.rounds), crowded=crowded_of([each.model for each in model.pairs])),
            gather_s=engine.engine.gather_ms / 1000,
            most=engine.engine.max_batch,
            joining=engine.engine.max_joining,
        ),
        scripts=few.scripts,
        cores=len(os.sched_getaffinity(0)),
        client_s=client_s,
        client_base_s=client_base_s,
        waits=waits_of(few.served),
    )
    alone = [_simulated(units, settings, each.calls).work_s for each in few.served]
    live = {
        "recogniser": _ratio(
            sum(cost.features_s + cost.recogniser_s for cost in costs),
            [each["recogniser"] for each in alone],
        ),
        "model": _ratio(sum(cost.model_s for cost in costs), [each["model"] for each in alone]),
    }
    units = replace(
        units,
        recogniser=replace(units.recogniser, round_s=recogniser.curve.times(live["recogniser"])),
        model=replace(
            units.model,
            read_s=model.read.times(live["model"]),
            step_s=model.step.times(live["model"]),
        ),
    )
    told_s = [each.report["figures_ms"].get(INSIGHT, {}).get("mean", 0.0) / 1000 for each in few.served]
    without_s = [_delay_s(units, settings, each.calls) for each in few.served]
    rest_s = max(0.0, _mean(told_s) - _mean(without_s))
    units = replace(units, gateway=replace(units.gateway, rest_s=rest_s))
    about = {
        "calls": [each.calls for each in few.served],
        "seconds": settings.seconds,
        "pace": asdict(pace),
        "others": [asdict(each.others) for each in few.served],
        "paces": [asdict(each.pace) for each in few.served] + [asdict(few.busy_pace)],
        "costs_s": [asdict(each.costs) for each in few.served],
        "waits_s": [asdict(each.waits) for each in few.served],
        "live_by_alone": {name: round(value, 3) for name, value in live.items()},
        "beside": {
            "recogniser": [asdict(each) for each in recogniser.rounds],
            "model": [asdict(each) for each in model.rounds],
            "each other": [asdict(each) for each in model.pairs],
        },
        "insight_mean_s": [round(seconds, 4) for seconds in told_s],
        "insight_simulated_s": [round(_delay_s(units, settings, each.calls), 4) for each in few.served],
    }
    return Calibration(units, about)


def waits_of(served: Sequence[Served]) -> Waits:
    """Of each part, for a second of its work."""

    def of(*names: str) -> float:
        waited_s = sum(getattr(each.waits, name) for each in served for name in names)
        return _quotient(waited_s, sum(getattr(each.costs, name) for each in served for name in names))

    return Waits(of("loop_s"), of("threads_s"), of("features_s", "recogniser_s"), of("model_s"))


def _waking_s(loop_s: float, busy_loop_s: float, calls: int) -> float:
    """What a second of a session costs a loop that always has to wake, from one that some calls keep busy for
    a part of the time: the simulation goes the other way."""
    busy_share = min(0.5, calls * loop_s)
    return max(loop_s, (loop_s - busy_loop_s * busy_share) / (1 - busy_share))


def _client(costs: Sequence[Costs], called_s: Sequence[float], lasted_s: float) -> tuple[float, float]:
    """For a second of a session, and for a second of any: a straight line through few calls and more."""
    first, last = costs[0].client_s, costs[-1].client_s
    if called_s[-1] <= called_s[0]:
        return first / called_s[0], 0.0
    each_s = min(last / called_s[-1], max(0.0, (last - first) / (called_s[-1] - called_s[0])))
    return each_s, (last - each_s * called_s[-1]) / lasted_s


def _simulated(units: Units, settings: LoadSettings, calls: int) -> Simulated:
    return LivePath(units).run(load_test(units.scripts, calls, settings.ramp_s, len(settings.tenants)))


def _delay_s(units: Units, settings: LoadSettings, calls: int) -> float:
    return _mean([delay_s for _, delay_s in _simulated(units, settings, calls).insights])


def _quotient(some_s: float, work_s: float) -> float:
    return some_s / work_s if work_s else 0.0


def _share(part_s: float, rest_s: float) -> float:
    return _quotient(part_s, part_s + rest_s)


def _ratio(live_s: float, alone_s: Sequence[float]) -> float:
    return live_s / sum(alone_s) if sum(alone_s) else 1.0


def _mean(values: Sequence[float]) -> float:
    return statistics.mean(values) if values else 0.0
