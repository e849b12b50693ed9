"""Test sentences with their personal data in braces: "moro na {rua das flores 120}"; " / " ends a turn."""

import re
from collections.abc import Sequence

from insights.pii import Scrubber
from insights.records import PiiType

_BRACES = re.compile(r"\{([^{}]*)\}")


def plain(marked: str) -> list[str]:
    """The turns without braces."""
    return [_BRACES.sub(r"\1", turn) for turn in marked.split(" / ")]


def found(scrubber: Scrubber, marked: str, language: str, types: Sequence[PiiType]) -> str:
    """The sentence with braces around what is found of these types."""
    turns = plain(marked)
    spans: list[list[tuple[int, int]]] = [[] for _ in turns]
    for detection in scrubber.detect_turns(turns, language):
        if detection.span.type in types:
            spans[detection.turn].append((detection.span.start, detection.span.end))
    out = []
    for turn, places in zip(turns, spans, strict=True):
        for start, end in sorted(places, reverse=True):
            turn = f"{turn[:start]}{{{turn[start:end]}}}{turn[end:]}"
        out.append(turn)
    return " / ".join(out)
