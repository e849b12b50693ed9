"""Name lists."""

import csv
from pathlib import Path

import pytest

from insights.errors import EscutaError
from insights.pii.gazetteers import gazetteer, merged, read_gazetteer
from insights.text.tokens import fold


def test_names_are_folded_by_section(tmp_path: Path) -> None:
    path = tmp_path / "pt.txt"
    path.write_text("# a comment\n[given]\nInês\n[surname]\nGonçalves\n", encoding="utf-8")
    names = read_gazetteer(path)
    assert (names.given, names.surnames) == ({"ines"}, {"goncalves"})


def test_a_missing_list_is_empty(tmp_path: Path) -> None:
    assert not read_gazetteer(tmp_path / "xx.txt").given


def test_an_unknown_heading_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "pt.txt"
    path.write_text("[given]\nAna\n[towns]\n", encoding="utf-8")
    with pytest.raises(EscutaError, match=":3"):
        read_gazetteer(path)


def test_a_folder_has_a_file_a_list(tmp_path: Path) -> None:
    (tmp_path / "given.txt").write_text("# ours\nÍris  Jônatas\nMaria Clara\n", encoding="utf-8")
    (tmp_path / "common.txt").write_text("clara\n", encoding="utf-8")
    names = read_gazetteer(tmp_path)
    assert names.given == {"iris", "jonatas", "maria", "clara"}
    assert (names.surnames, names.common) == (set(), {"clara"})


def test_lists_add_up(tmp_path: Path) -> None:
    for number, text in enumerate(("[given]\nOrtrud", "[surnames]\nQuaresma")):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    total = merged(read_gazetteer(tmp_path / f"{number}.txt") for number in range(2))
    assert (total.given, total.surnames) == ({"ortrud"}, {"quaresma"})


def test_a_list_shows_no_names() -> None:
    assert "maria" not in repr(gazetteer("pt"))


@pytest.mark.parametrize("language", ["pt", "es"])
def test_the_lists_that_ship_are_read(language: str) -> None:
    names = gazetteer(language)
    assert min(len(names.given), len(names.surnames), len(names.common)) > 3000
    assert {"maria", "ana"} <= names.given


_REAL = Path(__file__).parents[4] / "shared" / "real"


@pytest.mark.parametrize(
    ("language", "part", "files", "share"),
    [
        ("pt", "given", {"names_br/nomes-censos-ibge.csv": "Nome"}, 0.92),
        ("es", "given", {"names_es/male_names.csv": "name", "names_es/female_names.csv": "name"}, 0.95),
        ("es", "surnames", {"names_es/surnames_freq_ge_100.csv": "surname"}, 0.82),
    ],
)
def test_most_people_bear_a_listed_name(
    language: str, part: str, files: dict[str, str], share: float
) -> None:
    names = getattr(gazetteer(language), part)
    listed = everybody = 0
    for file, column in files.items():
        path = _REAL / file
        if not path.is_file():
            pytest.skip(f"{path} is not here")
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                words = [word for word in fold(row.pop(column)).split() if len(word) > 3]
                row.pop("mean_age", None)
                people = sum(int(value) for value in row.values() if value and value.isdigit())
                everybody += people * len(words)
                listed += people * sum(word in names for word in words)
    assert listed / everybody > share
