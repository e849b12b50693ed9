"""scrub through the public command: our calls, users' own texts, spans and recall."""

from pathlib import Path

import pytest

from insights import jsonl
from insights.errors import EscutaError
from insights.records import Call, PiiSpan, PiiType
from tests.pipelines.stage_samples import a_call, its_gold, rows

SAID = "é meu cpf é 529.982.247-25 e o e-mail é ana@exemplo.com"


@pytest.fixture
def spoken(tmp_path: Path) -> tuple[Path, Path]:
    """(calls, gold) of one call with a CPF and an e-mail address."""
    call = a_call(1, turns=6)
    turns = list(call.turns)
    turns[1] = turns[1].model_copy(update={"text": SAID})
    call = call.model_copy(update={"turns": tuple(turns)})
    spans = tuple(
        PiiSpan(start=SAID.index(text), end=SAID.index(text) + len(text), type=kind)
        for text, kind in (("529.982.247-25", PiiType.CPF), ("ana@exemplo.com", PiiType.EMAIL))
    )
    gold = its_gold(call).model_copy(update={"pii": {turns[1].turn_id: spans}})
    jsonl.write([call], tmp_path / "calls.jsonl")
    jsonl.write([gold], tmp_path / "gold.jsonl")
    return tmp_path / "calls.jsonl", tmp_path / "gold.jsonl"


def test_personal_data_is_replaced_and_its_places_and_recall_reported(run, spoken, tmp_path: Path):
    calls, gold = spoken
    manifest = run("scrub", f"calls={calls}", f"gold={gold}", "spans=true", f"out={tmp_path}/out")
    (clean,) = jsonl.read(Call, tmp_path / "out/calls.jsonl")
    assert "529" not in clean.turns[1].text
    assert "[CPF_1]" in clean.turns[1].text
    assert "[EMAIL_1]" in clean.turns[1].text
    found = {row["type"]: SAID[row["start"] : row["end"]] for row in rows(tmp_path / "out/spans.jsonl")}
    assert found == {"CPF": "529.982.247-25", "EMAIL": "ana@exemplo.com"}
    assert manifest.notes["pii"]["all"]["recall"] == 1.0
    assert manifest.notes["replaced"] == {"CPF": 1, "EMAIL": 1}


def test_scrubbed_calls_stay_as_they_are(run, spoken, tmp_path: Path):
    run("scrub", f"calls={spoken[0]}", f"out={tmp_path}/once")
    run("scrub", f"calls={tmp_path}/once/calls.jsonl", f"out={tmp_path}/twice")
    assert (tmp_path / "once/calls.jsonl").read_bytes() == (tmp_path / "twice/calls.jsonl").read_bytes()


def test_users_own_texts_are_cleaned_in_their_own_shape(run, tmp_path: Path):
    (tmp_path / "mine.jsonl").write_text(
        '{"id": 7, "language": "pt", "text": "meu cpf é 529.982.247-25", "secret": "Ana"}\n'
        '{"language": "es", "turns": [{"speaker": "agent", "text": "hola"}, {"text": "correo a@b.es"}]}\n'
    )
    run("scrub", f"calls={tmp_path}/mine.jsonl", f"out={tmp_path}/out")
    first, second = rows(tmp_path / "out/texts.jsonl")
    assert first == {"id": 7, "language": "pt", "text": "meu cpf é [CPF_1]"}
    assert second["turns"][0] == {"speaker": "agent", "text": "hola"}
    assert "[EMAIL_1]" in second["turns"][1]["text"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("[1, 2]", "not a JSON object"),
        ('{"language": "pt"}', "either text or turns"),
        ('{"text": "meu nome é Ana"}', "language"),
    ],
)
def test_a_text_that_cannot_be_read_is_named_without_its_words(run, tmp_path: Path, line: str, named: str):
    (tmp_path / "mine.jsonl").write_text(line + "\n")
    with pytest.raises(EscutaError, match=named) as caught:
        run("scrub", f"calls={tmp_path}/mine.jsonl", f"out={tmp_path}/out")
    assert "mine.jsonl:1" in str(caught.value)
    assert "Ana" not in str(caught.value)


def test_the_input_is_never_overwritten(run, spoken):
    with pytest.raises(EscutaError, match="own input"):
        run("scrub", f"calls={spoken[0]}", f"out={spoken[0].parent}")
