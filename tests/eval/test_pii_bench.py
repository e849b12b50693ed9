"""The benchmark's command on a small file, beside a real Presidio, without a network."""

import json
import socket
from pathlib import Path

import pytest

from commandline.command import load
from eval import pii_bench
from eval.pii.documents import END, START
from eval.pii.labels import KNOWN
from eval.pii.sets import own_sets
from eval.pii.speed import sample
from eval.pii_bench import PiiBenchConfig
from insights.errors import EscutaError

TEXTS = {
    "pt": ("Meu nome é Ana Lima e o e-mail é ana.lima@exemplo.com, pode anotar.", "ana.lima@exemplo.com"),
    "es": ("Mi correo es eva.reyes@ejemplo.com y pagué 90 euros.", "eva.reyes@ejemplo.com"),
}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    rows = []
    for language, (text, value) in TEXTS.items():
        start = text.index(value)
        spans = [{"start": start, "end": start + len(value), "type": "EMAIL"}]
        rows.append({"id": language, "language": language, "text": text, "spans": spans})
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("the benchmark asked the network")

    monkeypatch.setattr(socket.socket, "connect", refused)


def bench(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    own = [
        "synthetic=false",
        "real=null",
        "systems=[escuta,presidio]",
        "speed.rounds=1",
        "speed.characters=100",
    ]
    monkeypatch.setattr("sys.argv", ["pii_bench", *own, *arguments])
    pii_bench.main()


@pytest.mark.usefixtures("no_network")
def test_one_run_prints_and_writes_the_same(mine, tmp_path, monkeypatch, capsys):
    document = tmp_path / "pii.md"
    document.write_text(f"# Personal data\n\n{START}\nold\n{END}\n\nafter\n", encoding="utf-8")
    bench(
        monkeypatch,
        f"sets=[{mine}]",
        f"+json={tmp_path / 'out.json'}",
        f"markdown={document}",
        f"chart={tmp_path / 'recall.svg'}",
    )
    printed = capsys.readouterr().out
    assert "mine.jsonl: Portuguese, 1 text," in printed
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    by_language = {one["language"]: one["scores"] for one in report["sets"]}
    assert by_language["es"]["presidio"]["recall"]["value"] == 1
    assert by_language["pt"]["escuta"]["recall:EMAIL"]["count"] == 1
    assert report["speed"]["pt"]["presidio"]["ratio"] > 0
    text = document.read_text(encoding="utf-8")
    assert text.startswith("# Personal data")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| Presidio | 1 (1–1) |" in text
    assert "<svg" in (tmp_path / "recall.svg").read_text(encoding="utf-8")
    for value in (value for _, value in TEXTS.values()):
        assert value not in printed + text + json.dumps(report)


def test_misses_are_shown_only_on_demand(mine, monkeypatch, capsys):
    bench(monkeypatch, f"sets=[{mine}]", "systems=[presidio]", "labels={EMAIL: CPF|EMAIL}")
    assert "missed" not in capsys.readouterr().out
    row = json.loads(mine.read_text(encoding="utf-8").splitlines()[0])
    row["spans"] = [{"start": 11, "end": 19, "type": "NOME"}]
    mine.write_text(json.dumps(row), encoding="utf-8")
    bench(monkeypatch, f"sets=[{mine}]", "systems=[presidio]", "show=3")
    printed = capsys.readouterr().out
    assert "THIS IS PERSONAL DATA" in printed
    assert "'Ana Lima'" in printed


def test_a_document_without_marks_is_left_alone(mine, tmp_path, monkeypatch, capsys):
    document = tmp_path / "pii.md"
    document.write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit):
        bench(monkeypatch, f"sets=[{mine}]", f"markdown={document}")
    assert document.read_text(encoding="utf-8") == "mine"
    assert "the marks between which the tables go are missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["cases=0"], "cases: must be at least 1"),
        (["limit=0"], "limit"),
        (["speed.rounds=-1"], "rounds"),
        (["partition=test"], "partition"),
        (["show=-1"], "show"),
    ],
)
def test_bad_options_are_refused(arguments, problem):
    with pytest.raises(EscutaError, match=problem):
        load("pii_bench", PiiBenchConfig, arguments)


def test_the_document_of_the_project_has_the_marks():
    text = Path("docs/pii.md").read_text(encoding="utf-8")
    assert text.index(START) < text.index(END)


def test_nothing_to_judge_on_is_an_error():
    with pytest.raises(EscutaError, match="nothing to judge on"):
        pii_bench.run(load("pii_bench", PiiBenchConfig, ["synthetic=false", "real=null"]))


def test_the_sample_for_speed_takes_sets_in_turn(mine):
    sets = own_sets([str(mine), str(mine)], KNOWN)
    assert len(sample(sets, "pt", 1)) == 1
    assert len(sample(sets, "pt", 10_000)) == 2
