"""Changes to lines of JSON that leave JSON: bytes changed at random seldom get past the first brace."""

import json
import random
from typing import Any

_ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 0.1, 2**31, 2**63, 10**400, -(10**400), 1e308),
    *(float("inf"), float("-inf"), float("nan")),
    *("", " ", "1", "1e999", "\x00", "\ud800", "\u202e", "é" * 5000, "//8=", "ação"),
    *([], {}, [[]], [None], {"": None}),
)
_NESTINGS = 3000  # more than a parser that calls itself can take


def mutated(data: bytes, max_size: int, seed: int) -> bytes | None:
    """One line changed in one place; None where the chosen line holds no JSON."""
    chance = random.Random(seed)
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    prefix = b"data: " if lines[at].startswith(b"data: ") else b""
    try:
        value = json.loads(lines[at][len(prefix) :])
    except (ValueError, RecursionError):
        return None
    if chance.random() < 0.02:
        changed = b"[" * _NESTINGS + b"]" * _NESTINGS
    else:
        changed = json.dumps(_changed(value, chance), ensure_ascii=chance.random() < 0.5).encode(
            "utf-8", errors="surrogatepass"
        )
    lines[at] = prefix + changed
    if chance.random() < 0.1:
        lines.insert(at, lines[at])
    out = b"\n".join(lines)
    return out if len(out) <= max_size else None


def _changed(value: Any, chance: random.Random) -> Any:
    """The same value with one node replaced, left out or put in."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        out = dict(value)
        key = chance.choice(list(out))
        match chance.randrange(8):
            case 0:
                del out[key]
            case 1:
                out[chance.choice(("", "x", "type", "event", *out))] = chance.choice(_ODD)
            case _:
                out[key] = _changed(out[key], chance)
        return out
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        return [*value[:at], _changed(value[at], chance), *value[at + chance.randrange(2) :]]
    return chance.choice(_ODD)
