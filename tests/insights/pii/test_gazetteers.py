"""Name lists."""

from pathlib import Path

import pytest

from insights.errors import EscutaError
from insights.pii.gazetteers import gazetteer, read_gazetteer


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


@pytest.mark.parametrize("language", ["pt", "es"])
def test_the_lists_that_ship_are_read(language: str) -> None:
    assert len(gazetteer(language).given) > 50
