"""A transcript file → the turns of a call in text.

Either calls as the pipelines write them (JSON lines), or plain lines, each `agent: …` or `customer: …`
(`unknown: …`), which are given the time that saying them takes.
"""

import re
from pathlib import Path

from insights import jsonl
from insights.errors import EscutaError
from insights.records import Call, Speaker
from serving.protocol import MAX_TEXT_CHARS, TextMessage

_WORDS_PER_S = 2.5
_PAUSE_S = 0.4
_LINE = re.compile(r"(?P<speaker>[^\W\d_]+)\s*:\s*(?P<text>\S.*)")


def read_transcript(
    path: Path, call_id: str | None = None, language: str | None = None
) -> tuple[tuple[TextMessage, ...], str]:
    """The turns of one call (the first unless `call_id` says which), and its language."""
    with jsonl.open_text(path) as stream:
        first = next((line for line in stream if line.strip()), "")
    if first.lstrip().startswith("{"):
        call = _call(path, call_id)
        return messages_of(call), language or call.language
    if language is None:
        raise EscutaError("a call in text must say its language", file=path, field="--language")
    return _plain(path), language


def messages_of(call: Call) -> tuple[TextMessage, ...]:
    """Its turns as messages; one that is too long for a message becomes several."""
    return tuple(
        TextMessage(speaker=turn.speaker, text=part, start_s=turn.start_s, end_s=turn.end_s)
        for turn in call.turns
        for part in _parts(turn.text)
    )


def _call(path: Path, call_id: str | None) -> Call:
    for call in jsonl.read(Call, path):
        if call_id in (None, call.call_id):
            return call
    raise EscutaError("no such call in this file", file=path, field="--call")


def _plain(path: Path) -> tuple[TextMessage, ...]:
    turns: list[TextMessage] = []
    at_s = 0.0
    with jsonl.open_text(path) as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            found = _LINE.fullmatch(line.strip())
            if found is None or found["speaker"].casefold() not in set(Speaker):
                raise EscutaError(
                    "not a turn",
                    file=path,
                    line=number,
                    remedy="write lines such as `customer: …` or `agent: …`",
                )
            for text in _parts(found["text"]):
                end_s = round(at_s + len(text.split()) / _WORDS_PER_S, 2)
                speaker = Speaker(found["speaker"].casefold())
                turns.append(TextMessage(speaker=speaker, text=text, start_s=at_s, end_s=end_s))
                at_s = round(end_s + _PAUSE_S, 2)
    if not turns:
        raise EscutaError("there is nothing in this file", file=path)
    return tuple(turns)


def _parts(text: str) -> list[str]:
    """Words together as far as a message may be long."""
    parts: list[str] = []
    for word in text.split():
        for piece in (word[at : at + MAX_TEXT_CHARS] for at in range(0, len(word), MAX_TEXT_CHARS)):
            if parts and len(parts[-1]) + 1 + len(piece) <= MAX_TEXT_CHARS:
                parts[-1] = f"{parts[-1]} {piece}"
            else:
                parts.append(piece)
    return parts
