"""Small records to feed to commands, and the commands called as a user calls them, in this process."""

import json
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from commandline.command import load
from insights.manifest import Manifest
from insights.records import (
    AlertCategory,
    Call,
    GoldCall,
    GoldEvent,
    GoldInsight,
    InsightType,
    Speaker,
    Turn,
)

SCHEMAS = {
    name: f"{name.title()}Config"
    for name in ("transcribe", "scrub", "segment", "label", "split", "topics", "feedback")
} | {"loop_demo": "LoopDemoConfig"}


def run_command(name: str, *overrides: str) -> Manifest:
    """Compose `conf/NAME.yaml` with overrides and run the command."""
    module = import_module(f"pipelines.{name}")
    return module.run(load(name, getattr(module, SCHEMAS[name]), list(overrides)))


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def a_call(number: int, *, tenant: str = "telecom", language: str = "pt", turns: int = 24) -> Call:
    """A call of five-second turns with a pause of one second after each."""
    said = {
        "pt": ("em que posso ajudar", "a fatura veio errada"),
        "es": ("en qué puedo ayudar", "la factura vino mal"),
    }
    return Call(
        call_id=f"call-{number:03d}",
        tenant=tenant,
        language=language,
        duration_s=turns * 6.0,
        turns=tuple(
            Turn(
                turn_id=f"call-{number:03d}-{index}",
                speaker=Speaker.CUSTOMER if index % 2 else Speaker.AGENT,
                start_s=index * 6.0,
                end_s=index * 6.0 + 5.0,
                text=f"{said[language][index % 2]} {number} {index}",
            )
            for index in range(turns)
        ),
    )


def its_gold(call: Call) -> GoldCall:
    """Gold with a complaint at the second turn, and a next step at the last."""
    second, last = call.turns[1], call.turns[-1]
    label = {"pt": "Ameaça de queixa", "es": "Amenaza de queja"}[call.language]
    return GoldCall(
        call_id=call.call_id,
        tenant=call.tenant,
        language=call.language,
        locale="pt-BR",
        partition="train",
        style="asr",
        turns=call.turns,
        events=(
            GoldEvent(
                kind="complaint",
                start_s=second.start_s,
                end_s=second.end_s,
                evidence=(second.turn_id,),
                insights={
                    InsightType.RISK_ALERT: GoldInsight(
                        message=f"{label}: fatura", confidence=0.9, category=AlertCategory.COMPLAINT
                    )
                },
            ),
            GoldEvent(
                kind="step",
                start_s=last.start_s,
                end_s=last.end_s,
                evidence=(last.turn_id,),
                insights={InsightType.NEXT_STEPS: GoldInsight(message="Corrigir a fatura", confidence=0.8)},
            ),
        ),
    )


def some_calls(count: int) -> Iterable[Call]:
    for number in range(count):
        yield a_call(
            number,
            tenant=("telecom", "banco")[number % 2],
            language=("pt", "es")[number // 2 % 2],
            turns=12 + number,
        )
