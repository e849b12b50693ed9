"""Transcript files, as the client reads them."""

from pathlib import Path

import pytest

from insights import jsonl
from insights.errors import EscutaError
from insights.records import Call, Speaker
from serving.protocol import MAX_TEXT_CHARS
from serving.transcripts import messages_of, read_transcript
from tests.serving.gateway.script import TURNS

CALL = Call(call_id="c1", tenant="telecom", language="pt", duration_s=40.0, turns=TURNS)
OTHER = CALL.model_copy(update={"call_id": "c2", "language": "es", "turns": TURNS[:2]})


def written(folder: Path, text: str) -> Path:
    path = folder / "call.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_calls_as_the_pipelines_write_them(tmp_path: Path) -> None:
    path = written(tmp_path, f"{jsonl.dumps(CALL)}\n{jsonl.dumps(OTHER)}\n")
    turns, language = read_transcript(path)
    assert language == "pt"
    assert [(turn.speaker, turn.text, turn.start_s, turn.end_s) for turn in turns] == [
        (turn.speaker, turn.text, turn.start_s, turn.end_s) for turn in TURNS
    ]
    turns, language = read_transcript(path, "c2")
    assert (len(turns), language) == (2, "es")
    with pytest.raises(EscutaError, match="no such call"):
        read_transcript(path, "c3")


def test_plain_lines_take_the_time_that_saying_them_takes(tmp_path: Path) -> None:
    path = written(tmp_path, "Agent: bom dia\n\ncustomer: eu quero cancelar o plano\n")
    turns, language = read_transcript(path, language="pt")
    assert language == "pt"
    assert [(turn.speaker, turn.start_s, turn.end_s) for turn in turns] == [
        (Speaker.AGENT, 0.0, 0.8),
        (Speaker.CUSTOMER, 1.2, 3.2),
    ]


@pytest.mark.parametrize("line", ["bom dia", "ana: bom dia", "customer:"])
def test_a_line_that_is_no_turn_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, f"agent: bom dia\n{line}\n")
    with pytest.raises(EscutaError) as error:
        read_transcript(path, language="pt")
    assert error.value.line == 2
    assert "bom dia" not in str(error.value)


def test_plain_lines_need_a_language(tmp_path: Path) -> None:
    with pytest.raises(EscutaError, match="language"):
        read_transcript(written(tmp_path, "agent: bom dia\n"))


def test_a_long_turn_becomes_several_messages() -> None:
    long = TURNS[0].model_copy(update={"text": "palavra " * 600 + "x" * 4500})
    parts = messages_of(CALL.model_copy(update={"turns": (long,)}))
    assert len(parts) > 3
    assert all(len(part.text) <= MAX_TEXT_CHARS for part in parts)
    assert "".join(part.text for part in parts).replace(" ", "") == long.text.replace(" ", "")
