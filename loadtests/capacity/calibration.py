"""Measured costs → what the simulation is fed with.

Only times of single pieces of work at low load go in: what parts take alone, what a few calls cost. What the
machine holds in the end is not among them, so a prediction from these can be compared with it.
"""

import os
import statistics
from dataclasses import asdict, dataclass, replace
from typing import Any

from loadtests.capacity.alone import Alone, ModelAlone, model_alone, recogniser_alone
from loadtests.capacity.lowload import LowLoad, low_load
from loadtests.plan.live import LivePath
from loadtests.plan.sizing import load_test
from loadtests.plan.units import Curve, Gateway, Model, Recogniser, Units
from loadtests.settings import LoadSettings
from serving.settings import ServeSettings

INSIGHT = "batch close -> insight (model)"


@dataclass(frozen=True)
class Calibration:
    """`about`: what was measured, for people."""

    units: Units
    about: dict[str, Any]


def calibrated(settings: LoadSettings, serve: ServeSettings, overrides: list[str]) -> Calibration:
    """A minute and a half. `settings.sessions` are the few calls."""
    few = low_load(settings, serve, overrides)
    recogniser = recogniser_alone(serve, few.requests)
    model = model_alone(serve, few.prompts)
    return fitted(few, recogniser, model, settings, serve)


def fitted(
    few: LowLoad, recogniser: Alone, model: ModelAlone, settings: LoadSettings, serve: ServeSettings
) -> Calibration:
    """Costs alone are brought to those of the live process, where caches are colder; what then is missing of
    the insights' delay is the rest, which needs no processor."""
    called_s = few.calls * statistics.mean(script.duration_s for script in few.scripts)
    batches = sum(batch.speech for script in few.scripts for batch in script.batches)
    batches = round(batches * few.calls / len(few.scripts))
    listed = [question for script in few.scripts for question in script.questions]
    expected_s = sum(
        model.read.at(1) + model.step.at(1) * question.reply_tokens * model.steps_per_token
        for question in listed
    )
    expected_s *= few.calls / len(few.scripts)
    warmer = {
        "recogniser": few.costs.recogniser_s / (batches * recogniser.curve.at(1)),
        "model": few.costs.model_s / expected_s if expected_s else 1.0,
    }
    scheduler, engine = serve.recognition.scheduler, serve.llm.embedded
    assert engine is not None
    units = Units(
        gateway=Gateway(
            loop_s=few.costs.loop_s / called_s,
            busy_loop_s=min(few.busy_loop_s, few.costs.loop_s / called_s),
            batch_s=few.costs.threads_s / batches,
            questions=serve.worker.concurrency,
            tenant_questions=serve.answering.tenant_at_once,
        ),
        recogniser=Recogniser(
            round_s=_times(recogniser.curve, warmer["recogniser"]),
            beside=recogniser.beside,
            workers=scheduler.workers,
            gather_s=scheduler.gather_ms / 1000,
            most=scheduler.batch_requests,
        ),
        model=Model(
            read_s=_times(model.read, warmer["model"]),
            step_s=_times(model.step, warmer["model"]),
            steps_per_token=model.steps_per_token,
            beside=model.beside,
            gather_s=engine.engine.gather_ms / 1000,
            most=engine.engine.max_batch,
            joining=engine.engine.max_joining,
        ),
        scripts=few.scripts,
        cores=len(os.sched_getaffinity(0)),
        client_s=few.costs.client_s / called_s,
    )
    measured = few.report["figures_ms"].get(INSIGHT)
    told_s = measured["mean"] / 1000 if measured else 0.0
    rest_s = max(0.0, told_s - _mean_s(units, settings))
    units = replace(units, gateway=replace(units.gateway, rest_s=rest_s))
    about = {
        "calls": few.calls,
        "seconds": settings.seconds,
        "costs_s": asdict(few.costs),
        "live_by_alone": {name: round(value, 3) for name, value in warmer.items()},
        "insight_mean_s": round(told_s, 4),
        "insight_simulated_s": round(_mean_s(units, settings), 4),
    }
    return Calibration(units, about)


def _mean_s(units: Units, settings: LoadSettings) -> float:
    calls = load_test(units.scripts, settings.sessions, settings.ramp_s, len(settings.tenants))
    delays = [delay_s for _, delay_s in LivePath(units).run(calls).insights]
    return statistics.mean(delays) if delays else 0.0


def _times(curve: Curve, factor: float) -> Curve:
    return Curve(tuple((count, seconds * factor) for count, seconds in curve.points))
