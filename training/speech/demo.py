"""Choosing the demo calls: short enough, both languages, every tenant, phrasings never used in training."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from insights.errors import EscutaError
from insights.records import GoldCall, Speaker
from insights.synthetic import TENANTS, CorpusSettings, generate
from training.speech.calls import SpokenCall, render_call
from training.speech.tokenizer import SPOKEN_LANGUAGES
from training.speech.voice import UNSEEN_VARIANTS, Synthesiser

_TRIES = 4_000


@dataclass(frozen=True)
class DemoPlan:
    """`calls` of a language lasting `shortest_s` to `longest_s`; one in `unseen_voices_every` has unseen
    voices.
    """

    calls_per_language: int = 8
    shortest_s: float = 50.0
    longest_s: float = 90.0
    unseen_voices_every: int = 4
    seed: int = 2_026

    def __post_init__(self) -> None:
        if self.calls_per_language < 1 or not 0 < self.shortest_s < self.longest_s:
            raise EscutaError(
                "calls and their lengths must be positive, the shortest below the longest", field="demo"
            )


def demo_calls(plan: DemoPlan, synthesiser: Synthesiser) -> Iterator[SpokenCall]:
    """The demo's calls, spoken; tenants take turns, and one call in four has no event."""
    for language in SPOKEN_LANGUAGES:
        yield from _chosen(plan, language, synthesiser)


def _chosen(plan: DemoPlan, language: str, synthesiser: Synthesiser) -> Iterator[SpokenCall]:
    settings = CorpusSettings(
        calls=_TRIES,
        seed=plan.seed + SPOKEN_LANGUAGES.index(language),
        languages={language: 1.0},
        partitions={"test": 1.0},
        asr_share=1.0,
        segments={1: 1.0},
    )
    candidates = generate(settings)
    kinds: set[str] = set()
    for index in range(plan.calls_per_language):
        tenant = TENANTS[index % len(TENANTS)]
        eventless = index % 4 == 3
        for gold in candidates:
            found = {event.kind for event in gold.events}
            fits = not found if eventless else bool(found) and not found <= kinds
            if gold.tenant != tenant or not fits:
                continue
            spoken = _spoken(plan, gold, index, synthesiser)
            if plan.shortest_s <= spoken.duration_s <= plan.longest_s and _both_speak(gold):
                kinds |= found
                yield spoken
                break
        else:
            raise EscutaError(
                f"no call of {language}/{tenant} lasts {plan.shortest_s:g} to {plan.longest_s:g} s",
                remedy="widen the range or take another seed",
            )


def _spoken(plan: DemoPlan, gold: GoldCall, index: int, synthesiser: Synthesiser) -> SpokenCall:
    rng, noise = Random(f"{plan.seed}-{gold.call_id}"), np.random.default_rng(plan.seed + index)
    if index % plan.unseen_voices_every == plan.unseen_voices_every - 1:
        return render_call(gold, synthesiser, rng, noise, UNSEEN_VARIANTS)
    return render_call(gold, synthesiser, rng, noise)


def _both_speak(gold: GoldCall) -> bool:
    return {turn.speaker for turn in gold.turns} >= {Speaker.AGENT, Speaker.CUSTOMER}
