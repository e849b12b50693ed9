"""What dashboards and rules ask: the queries, and the metrics they name."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
DASHBOARDS = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))
RULES = sorted((DEPLOY / "prometheus" / "rules").glob("*.yml"))

_VARIABLES = {"$instance": ".*", "$tenant": ".*", "$__rate_interval": "1m"}
_WORDS = frozenset({"and", "or", "unless", "bool", "offset", "inf", "nan"})
_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")


@dataclass(frozen=True)
class Asked:
    """One query of a panel, with the values of variables in it."""

    dashboard: str
    row: str
    panel: str
    unit: str
    legend: str
    limits: tuple[float, ...]
    expr: str

    @property
    def vllm(self) -> bool:
        return self.row == "vLLM"


def asked() -> list[Asked]:
    """Of all panels, in order."""
    return [each for path in DASHBOARDS for each in _of(json.loads(path.read_text()))]


def _of(board: dict[str, Any]) -> Iterator[Asked]:
    row = ""
    for panel in board["panels"]:
        if panel["type"] == "row":
            row = panel["title"]
            continue
        defaults = panel.get("fieldConfig", {}).get("defaults", {})
        steps = defaults.get("thresholds", {}).get("steps", [])
        for target in panel["targets"]:
            expr = target["expr"]
            for variable, value in _VARIABLES.items():
                expr = expr.replace(variable, value)
            yield Asked(
                board["title"],
                row,
                panel["title"],
                defaults.get("unit", ""),
                target.get("legendFormat", ""),
                tuple(step["value"] for step in steps if step.get("value") is not None),
                expr,
            )


def rules() -> list[dict[str, Any]]:
    """All rules of all files."""
    return [
        rule
        for path in RULES
        for group in yaml.safe_load(path.read_text())["groups"]
        for rule in group["rules"]
    ]


def by_place() -> dict[str, str]:
    """All expressions, by where they stand."""
    found = {f"{each.dashboard} / {each.panel} / {each.legend}": each.expr for each in asked()}
    return found | {rule.get("alert") or rule["record"]: rule["expr"] for rule in rules()}


def of_vllm() -> set[str]:
    """The series of vLLM that are asked for."""
    return {name for expr in by_place().values() for name in named(expr) if name.startswith("vllm:")}


def named(expr: str) -> set[str]:
    """The metrics that an expression names."""
    bare = re.sub(r'"[^"]*"', "", expr)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", bare)
    bare = _GROUPING.sub(" ", bare)
    return {
        found.group()
        for found in _NAME.finditer(bare)
        if not bare[found.end() :].lstrip().startswith("(")
        and found.group().lower() not in _WORDS
        and not _in_a_number(bare, found.start())
    }


def _in_a_number(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isdigit()
