"""Sets of the benchmark: the user's own files, corpora, labels."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from eval.pii.annotated import annotated_set
from eval.pii.cases import Place
from eval.pii.corpora import lener_br, meddocan
from eval.pii.labels import DOCUMENTS, KNOWN, presidio_type, types_of, with_own
from eval.pii.sets import found_corpora, synthetic_set
from eval.pii.systems import SYSTEMS, systems
from insights.errors import EscutaError
from insights.records import PiiType
from insights.synthetic.pii.phrasebook import phrasebook

NOTE = (
    "Nombre: Rita.\nLocalidad/ Provincia: Teruel.\nCP: 44001.\nFecha de nacimiento: 03/04/1970.\n"
    "Fecha de Ingreso: 05/06/2018.\nVolvió de un viaje a Perú."
)


def lines(path: Path, *records: object) -> Path:
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path


def span(value: str, label: str, text: str) -> dict[str, object]:
    start = text.index(value)
    return {"start": start, "end": start + len(value), "label": label}


def test_texts_and_turns_with_type_or_label(tmp_path: Path):
    text = {"id": 7, "language": "pt-BR", "text": "Oi Ana", "spans": [{"start": 3, "end": 6, "type": "NOME"}]}
    turns = {
        "id": "8",
        "language": "es",
        "turns": ["¿su nombre?", {"speaker": "customer", "text": "Eva"}],
        "spans": [{"turn": 1, "start": 0, "end": 3, "label": "PERSON"}],
        "note": "passed over",
    }
    made = annotated_set(lines(tmp_path / "mine.jsonl", text, turns), KNOWN)
    assert made.languages == ("pt", "es")
    assert [case.gold[0].types for case in made.cases] == [(PiiType.NOME,), (PiiType.NOME,)]
    assert made.cases[1].turns == ("¿su nombre?", "Eva")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"spans": [{"start": 0, "end": 99, "type": "NOME"}]}, "spans.0"),
        ({"spans": [{"start": 2, "end": 2, "type": "NOME"}]}, "spans.0"),
        ({"spans": [{"turn": 1, "start": 0, "end": 2, "type": "NOME"}]}, "spans.0.turn"),
        ({"spans": [{"start": 0, "end": 2}]}, "spans.0.type"),
        ({"language": "en"}, "language"),
        ({"text": None}, "one of text and turns"),
        ({"spans": None}, "spans"),
    ],
)
def test_a_malformed_line_is_named_without_its_text(tmp_path: Path, change, field):
    good = {"id": "1", "language": "pt", "text": "Oi Ana", "spans": []}
    with pytest.raises(EscutaError) as error:
        annotated_set(lines(tmp_path / "mine.jsonl", good, {**good, **change}), KNOWN)
    assert error.value.line == 2
    assert error.value.file == str(tmp_path / "mine.jsonl")
    assert field in str(error.value)
    assert "Ana" not in str(error.value)


def test_unknown_labels_count_for_nothing_and_are_told(tmp_path: Path):
    text = "Ana ou Bia"
    record = {"id": "1", "language": "pt", "text": text}
    record["spans"] = [span("Ana", "NOME", text), span("Bia", "APELIDO_DE_REDE", text)]
    path = lines(tmp_path / "mine.jsonl", record)
    made = annotated_set(path, KNOWN)
    assert made.cases[0].other == (Place(0, 7, 10),)
    assert "APELIDO_DE_REDE (1)" in made.notes[0]
    mended = annotated_set(path, with_own({"APELIDO_DE_REDE": "NOME"}))
    assert (len(mended.cases[0].gold), mended.notes) == (2, ())


def test_a_file_whose_labels_all_are_unknown_is_refused(tmp_path: Path):
    record = {"id": "1", "language": "pt", "text": "Ana", "spans": [{"start": 0, "end": 3, "label": "X9"}]}
    with pytest.raises(EscutaError, match="none of the labels is known"):
        annotated_set(lines(tmp_path / "mine.jsonl", record), KNOWN)


def test_own_labels_are_checked():
    assert with_own({"DOC": "CPF|RG", "AGE": None})["DOC"] == (PiiType.CPF, PiiType.RG)
    with pytest.raises(EscutaError, match="NAME_X is no type") as error:
        with_own({"CLIENT": "NAME_X"})
    assert error.value.field == "labels.CLIENT"


def test_labels_are_known_however_they_are_written():
    assert types_of(KNOWN, "Birth-Date") == types_of(KNOWN, "date of birth") == (PiiType.NASCIMENTO,)
    assert types_of(KNOWN, "cpf") == (PiiType.CPF,)
    assert types_of(KNOWN, "shoe_size") is None


def test_presidio_entities():
    assert presidio_type("BR_CPF") is PiiType.CPF
    assert presidio_type("DATE_TIME") is None
    assert presidio_type("SOME_NEW_ID") is PiiType.DOCUMENTO


def test_meddocan_counts_addresses_and_births_only(tmp_path: Path):
    spans = [
        span("Rita", "NOMBRE_SUJETO_ASISTENCIA", NOTE),
        span("Teruel", "TERRITORIO", NOTE),
        span("44001", "TERRITORIO", NOTE),
        span("03/04/1970", "FECHAS", NOTE),
        span("05/06/2018", "FECHAS", NOTE),
        span("Perú", "TERRITORIO", NOTE),
    ]
    lines(tmp_path / "dev.jsonl", {"id": "1", "language": "es", "text": NOTE, "spans": spans})
    made = meddocan(tmp_path)
    assert made is not None
    (case,) = made.cases
    assert [gold.types[0].value for gold in case.gold] == ["NOME", "ENDERECO", "CEP", "NASCIMENTO"]
    assert len(case.other) == 2


def test_meddocan_as_it_is_published(tmp_path: Path):
    (tmp_path / "S1.txt").write_text(NOTE, encoding="utf-8")
    start = NOTE.index("Rita")
    (tmp_path / "S1.ann").write_text(
        f"T1\tNOMBRE_SUJETO_ASISTENCIA {start} {start + 4}\tRita\n", encoding="utf-8"
    )
    made = meddocan(tmp_path)
    assert made is not None
    assert made.cases[0].gold[0].types == (PiiType.NOME,)
    (tmp_path / "S1.ann").write_text("T1 broken\n", encoding="utf-8")
    with pytest.raises(EscutaError, match="BRAT"):
        meddocan(tmp_path)


def test_lener_sentences_are_put_together_again(tmp_path: Path):
    words = "Relatora O|: O|Eva B-PESSOA|Reis I-PESSOA|( O|Lei B-LEGISLACAO|9.099 I-LEGISLACAO|) O|. O"
    (tmp_path / "dev.conll").write_text(words.replace("|", "\n") + "\n\n", encoding="utf-8")
    made = lener_br(tmp_path)
    assert made is not None
    (case,) = made.cases
    (text,) = case.turns
    assert text == "Relatora: Eva Reis (Lei 9.099)."
    assert [text[one.start : one.end] for one in (*case.gold, *case.kept)] == ["Eva Reis", "Lei 9.099"]
    assert made.annotated == {PiiType.NOME}


@pytest.mark.parametrize("language", ["pt", "es"])
def test_no_phrase_is_in_two_partitions(language):
    books = [phrasebook(language, partition) for partition in ("dev", "heldout", "fresh")]
    dev, heldout, fresh = (
        {
            tuple(text for _, text in template.lines)
            for templates in (*book.frames.values(), *book.sections.values())
            for template in templates
        }
        for book in books
    )
    assert min(len(heldout), len(fresh)) > 400
    assert all(one.isdisjoint(other) for one, other in combinations((dev, heldout, fresh), 2))


def test_synthetic_cases_become_cases_of_the_benchmark():
    made = synthetic_set(7, 40, "heldout")
    assert made.languages == ("pt", "es")
    assert all(case.form for case in made.cases)
    assert any(case.kept for case in made.cases)
    assert any(not case.gold for case in made.cases)
    assert made == synthetic_set(7, 40, "heldout")


def test_what_is_not_there_is_said(tmp_path: Path):
    found, skipped = found_corpora(str(tmp_path))
    assert not found
    assert [line.split(" is not in ")[0] for line in skipped] == ["MEDDOCAN", "LeNER-Br"]
    assert found_corpora(None) == ([], [])


def test_systems_that_are_not_installed_are_left_out():
    found, skipped = systems(SYSTEMS, {"es": "no_such_model_at_all"})
    assert found[0].name == "escuta"
    assert any("no_such_model_at_all is not installed" in line for line in skipped)
    with pytest.raises(EscutaError, match="no_such is no system"):
        systems(["no_such"], {})


def test_every_document_type_is_a_type():
    assert set(DOCUMENTS) < set(PiiType)
