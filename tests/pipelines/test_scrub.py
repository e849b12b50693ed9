"""scrub through the public command: our calls, users' own texts, spans and recall."""

import json
import re
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


def mine(tmp_path: Path, *records: object) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    return path


def test_spans_are_characters_of_the_users_own_text_and_easy_to_join(run, tmp_path: Path):
    said = "oi 😀👩🏽‍💻\nmeu cpf é 529.982.247-25\r\n\r\né ana@exemplo.com\u2028fim"
    records = [
        {"id": 7, "language": "pt", "text": said},
        {"language": "pt", "text": ""},
        {"id": "a", "language": "pt", "text": "nada aqui"},
        {"id": "a", "language": "es", "turns": [{"text": "hola"}, {"text": "\n mi DNI es 12345678Z"}]},
    ]
    run("scrub", f"calls={mine(tmp_path, *records)}", "+spans=true", f"out={tmp_path}/out")
    found = rows(tmp_path / "out/spans.jsonl")
    keys = [{key: row[key] for key in row if key not in ("start", "end")} for row in found]
    assert keys == [
        {"id": 7, "line": 1, "type": "CPF"},
        {"id": 7, "line": 1, "type": "EMAIL"},
        {"id": "a", "line": 4, "turn": 1, "type": "DNI"},
    ]
    texts = [said, said, records[3]["turns"][1]["text"]]
    assert [text[row["start"] : row["end"]] for row, text in zip(found, texts, strict=True)] == [
        "529.982.247-25",
        "ana@exemplo.com",
        "12345678Z",
    ]
    clean = rows(tmp_path / "out/texts.jsonl")
    assert [row.get("id") for row in clean] == [7, None, "a", "a"]
    assert clean[1] == {"language": "pt", "text": ""}
    assert clean[2]["text"] == "nada aqui"


@pytest.mark.parametrize(
    "language", ["pt", "pt-BR", "pt_PT", "PT", "por", "es", "es-MX", "es-419", "Spanish", "en", "und"]
)
def test_languages_with_a_country_and_unknown_ones(run, tmp_path: Path, language: str):
    path = mine(tmp_path, {"language": language, "text": "ana@exemplo.com"})
    run("scrub", f"calls={path}", f"out={tmp_path}/out")
    (row,) = rows(tmp_path / "out/texts.jsonl")
    assert row == {"language": language, "text": "[EMAIL_1]"}


def test_a_language_for_records_without_one(run, tmp_path: Path):
    path = mine(tmp_path, {"text": "meu nome é Ana Souza"}, {"language": "es", "text": "me llamo Ana Ruiz"})
    run("scrub", f"calls={path}", "language=pt", f"out={tmp_path}/out")
    assert rows(tmp_path / "out/texts.jsonl") == [
        {"text": "meu nome é [NOME_1]"},
        {"language": "es", "text": "me llamo [NOME_1]"},
    ]


def test_turns_of_other_forms_come_out_in_theirs_without_names_of_speakers(run, tmp_path: Path):
    turns = [
        "oi",
        {"role": "user", "content": "meu cpf é 529.982.247-25"},
        {"role": "Ana Souza", "content": "ok"},
    ]
    turns.append({"speaker": "Ana Souza", "text": "sim"})
    run("scrub", f"calls={mine(tmp_path, {'language': 'pt', 'turns': turns})}", f"out={tmp_path}/out")
    (row,) = rows(tmp_path / "out/texts.jsonl")
    assert row["turns"] == [
        "oi",
        {"role": "user", "content": "meu cpf é [CPF_1]"},
        {"content": "ok"},
        {"speaker": "unknown", "text": "sim"},
    ]


def test_false_values_for_whoever_has_the_key(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = mine(tmp_path, {"id": 1, "language": "pt", "text": "cpf 529.982.247-25, repito, 529.982.247-25"})
    with pytest.raises(EscutaError, match="ESCUTA_SURROGATE_KEY"):
        run("scrub", f"calls={path}", "surrogates=true", f"out={tmp_path}/out")
    texts = []
    for key, out in (
        ("first key for tests", "a"),
        ("first key for tests", "b"),
        ("other key for tests", "c"),
    ):
        monkeypatch.setenv("ESCUTA_SURROGATE_KEY", key)
        run("scrub", f"calls={path}", "surrogates=true", f"out={tmp_path}/{out}")
        assert "key for tests" not in (tmp_path / out / "manifest.json").read_text()
        (row,) = rows(tmp_path / out / "texts.jsonl")
        first, second = re.findall(r"\d{3}\.\d{3}\.\d{3}-\d\d", row["text"])
        assert first == second != "529.982.247-25"
        texts.append(first)
    assert texts[0] == texts[1] != texts[2]
    with pytest.raises(EscutaError, match="other inputs or settings"):
        run("scrub", f"calls={path}", "surrogates=true", f"out={tmp_path}/a")


def test_a_byte_order_mark_and_windows_line_ends(run, tmp_path: Path):
    path = tmp_path / "mine.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"language": "pt", "text": "cpf 529.982.247-25"}\r\n')
    run("scrub", f"calls={path}", f"out={tmp_path}/out")
    assert rows(tmp_path / "out/texts.jsonl") == [{"language": "pt", "text": "cpf [CPF_1]"}]


def test_a_malformed_line_is_named_and_what_was_done_is_kept(run, tmp_path: Path):
    lines = ['{"language": "pt", "text": "oi"}\n'] * 120
    path = tmp_path / "mine.jsonl"
    path.write_text("".join([*lines[:106], '{"language": "pt", "text": 5}\n', *lines]))
    with pytest.raises(EscutaError, match=r"mine\.jsonl:107: text") as caught:
        run("scrub", f"calls={path}", "workers=1", f"out={tmp_path}/out")
    assert caught.value.line == 107
    assert len(list((tmp_path / "out/.shards").glob("*texts.jsonl*"))) >= 2


def test_any_number_of_workers_gives_the_same_bytes(run, tmp_path: Path):
    records = [{"id": n, "language": "pt", "text": f"cpf 529.982.247-25 e conta {n}"} for n in range(120)]
    path = mine(tmp_path, *records)
    for workers in ("1", "auto"):
        run("scrub", f"calls={path}", "spans=true", f"workers={workers}", f"out={tmp_path}/{workers}")
    for name in ("texts.jsonl", "spans.jsonl"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "auto" / name).read_bytes()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("[1, 2]", "not a JSON object"),
        ('{"language": "pt"}', "either text or turns"),
        ('{"text": "meu nome é Ana"}', "language"),
        ('{"language": "a Ana fala", "text": "oi"}', "language: .*pt-BR"),
        ('{"language": "pt", "turns": [{"speaker": "Ana"}]}', r"turns\.0\.text"),
        ('{"language": "pt", "text": "Ana', "JSON"),
    ],
)
def test_a_text_that_cannot_be_read_is_named_without_its_words(run, tmp_path: Path, line: str, named: str):
    (tmp_path / "mine.jsonl").write_text(line + "\n")
    with pytest.raises(EscutaError, match=named) as caught:
        run("scrub", f"calls={tmp_path}/mine.jsonl", f"out={tmp_path}/out")
    assert "mine.jsonl:1" in str(caught.value)
    assert "Ana" not in str(caught.value)


def test_work_of_another_version_is_neither_reused_nor_gone_on_with(
    run, spoken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run("scrub", f"calls={spoken[0]}", f"out={tmp_path}/out")
    monkeypatch.setattr("pipelines.scrub.code_digest", lambda *modules: "of another version")
    with pytest.raises(EscutaError, match=r"other inputs or settings \(code\)"):
        run("scrub", f"calls={spoken[0]}", f"out={tmp_path}/out")


def test_the_input_is_never_overwritten(run, spoken):
    with pytest.raises(EscutaError, match="own input"):
        run("scrub", f"calls={spoken[0]}", f"out={spoken[0].parent}")
