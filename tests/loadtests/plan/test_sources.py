"""What a plan rests on, and what is said of files that will not do."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from insights.errors import EscutaError
from loadtests.plan.sources import SHIPPED, certificate, hardware, units_of
from tests.loadtests.plan.test_live import UNITS


def test_a_certificate_gives_its_units_back(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps({"steps": [], "units": asdict(UNITS)}))
    assert certificate(path)[1] == UNITS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("{", "no JSON"),
        ("[]", "no certificate"),
        ('{"steps": []}', "units=true"),
        ('{"steps": [], "units": {"gateway": 3}}', "units.gateway"),
    ],
)
def test_a_bad_certificate_is_named(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "certificate.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(EscutaError, match=said) as error:
        certificate(path)
    assert "certificate.json" in str(error.value)
    assert error.value.remedy


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_ships_is_measured_or_says_that_it_is_not(path: Path) -> None:
    found = hardware(path.stem)
    for part in (found.gateway, found.recogniser, found.model):
        assert part.kind in ("measured", "assumption")
        assert len(part.source) > 20
    assert len(found.assumptions) == 3
    assert units_of(found, UNITS).cores is None


def test_figures_without_a_source_are_refused(tmp_path: Path) -> None:
    given = yaml.safe_load(next(SHIPPED.glob("*.yaml")).read_text())
    del given["model"]["source"]
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(given))
    with pytest.raises(EscutaError, match=r"mine.yaml: model.source: Field required") as error:
        hardware(str(path))
    assert "shows the form" in str(error.value)


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(EscutaError, match="published-a6000-7b"):
        hardware("gpu")


def test_a_line_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: x\ngateway: {\n")
    with pytest.raises(EscutaError, match=r"mine.yaml:\d+: is no YAML"):
        hardware(str(path))
