"""An adapter is taken only with the prompts it was trained with."""

import json
from pathlib import Path

import pytest

from insights.adapter import CONFIG, ORIGIN, check_adapter
from insights.errors import EscutaError
from insights.prompts import prompt_digest
from insights.resources import data_dir


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / CONFIG).write_text("{}")
    return tmp_path


def test_todays_prompts_and_adapters_from_elsewhere_pass(folder: Path) -> None:
    check_adapter(folder)
    (folder / ORIGIN).write_text(json.dumps({"prompt_digest": prompt_digest()}))
    check_adapter(folder)


def test_the_shipped_adapter_passes() -> None:
    check_adapter(data_dir() / "models" / "adapter")


@pytest.mark.parametrize(
    ("origin", "problem"),
    [
        ('{"prompt_digest": "0123456789abcdef"}', "trained with prompts 0123"),
        ("[]", "which prompts"),
        ("{", "which prompts"),
    ],
)
def test_other_prompts_are_refused(folder: Path, origin: str, problem: str) -> None:
    (folder / ORIGIN).write_text(origin)
    with pytest.raises(EscutaError, match=problem):
        check_adapter(folder)


def test_another_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EscutaError, match="not an adapter"):
        check_adapter(tmp_path)
