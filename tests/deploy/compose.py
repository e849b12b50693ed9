"""`deploy/compose.yaml` as Compose reads it: variables filled in, anchors resolved."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
_VARIABLE = re.compile(r"\$(?:(\$)|\{([A-Z0-9_]+)(?:(:-|:\?)([^}]*))?\})")


def text() -> str:
    return (DEPLOY / "compose.yaml").read_text(encoding="utf-8")


def variables() -> dict[str, str | None]:
    """Every variable that is asked for, with its default; None: it has none."""
    found: dict[str, str | None] = {}
    for dollar, name, kind, default in _VARIABLE.findall(text()):
        if not dollar:
            found[name] = default if kind == ":-" else None
    return found


def passed_on() -> set[str]:
    """Variables that services get as they are in `.env`, or not at all."""
    return {
        name
        for service in yaml.safe_load(text())["services"].values()
        for name, value in (service.get("environment") or {}).items()
        if value is None
    }


def composed(environment: Mapping[str, str]) -> dict[str, Any]:
    """A variable that must be set and is not is a KeyError."""

    def value(found: re.Match[str]) -> str:
        dollar, name, kind, default = found.groups()
        if dollar:
            return "$"
        given = environment.get(name, "")
        if given or kind is None:
            return given
        if kind == ":?":
            raise KeyError(name)
        return str(default)

    plain = yaml.safe_load(text())
    return _filled(plain, lambda each: _VARIABLE.sub(value, each))  # type: ignore[no-any-return]


def example() -> dict[str, str | None]:
    """`.env.example`: names and values; None for those that are commented out."""
    found: dict[str, str | None] = {}
    for line in (DEPLOY / ".env.example").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"(#?)([A-Z0-9_]+)=(.*)", line):
            found[match[2]] = None if match[1] else match[3].strip('"')
    return found


def _filled(node: Any, fill: Any) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, fill) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, fill) for value in node]
    return fill(node) if isinstance(node, str) else node
