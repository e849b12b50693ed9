"""Sentences with what must be found in them: `meu cpf é {cpf 529…}`; ` // ` is the next turn."""

import re

from insights.pii import Scrubber
from insights.records import PiiType

_MARK = re.compile(r"\{([a-z]+) ([^}]*)\}")
_OTHERS = {PiiType.NOME, PiiType.ENDERECO, PiiType.EMAIL}

Found = list[tuple[int, str, str]]


def lines(text: str) -> list[str]:
    """The sentences of a list, a line each; a line that begins with ".." goes on with the one before."""
    joined = text.replace("\n.. ", " ")
    return [line.strip() for line in joined.splitlines() if line.strip()]


def read(line: str) -> tuple[list[str], Found]:
    """The turns of a marked sentence, and (turn, type, value) of what is marked."""
    turns: list[str] = []
    marks: Found = []
    for number, turn in enumerate(line.split(" // ")):
        marks += [(number, kind.upper(), value) for kind, value in _MARK.findall(turn)]
        turns.append(_MARK.sub(lambda match: match.group(2), turn))
    return turns, marks


def found(scrubber: Scrubber, turns: list[str], language: str) -> Found:
    """The identifiers that are found; names, addresses and e-mails have tests of their own."""
    return [
        (each.turn, each.span.type.value, turns[each.turn][each.span.start : each.span.end])
        for each in scrubber.detect_turns(turns, language)
        if each.span.type not in _OTHERS
    ]
