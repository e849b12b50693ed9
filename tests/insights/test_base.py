import json
from pathlib import Path

import pytest

from insights.base import QUANTISATION, Quantisation, origin_base_digest, quantisation_of
from insights.errors import EscutaError
from insights.fingerprint import tree_digest


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "config.json").write_text("{}")
    return tmp_path


def quantised(folder: Path, **changed: object) -> None:
    made = Quantisation(
        method="gptq",
        scheme="W4A16",
        group_size=64,
        base_digest="a" * 64,
        calibration_digest="b" * 64,
        tool="llmcompressor 0",
    )
    (folder / QUANTISATION).write_text(json.dumps(made.model_dump() | changed))


def test_a_plain_base_is_its_own_origin(base: Path) -> None:
    assert quantisation_of(base) is None
    assert origin_base_digest(base) == tree_digest(base)


def test_a_quantised_base_comes_from_another(base: Path) -> None:
    quantised(base)
    assert origin_base_digest(base) == "a" * 64 != tree_digest(base)


@pytest.mark.parametrize("changed", [{"base_digest": "Qwen@main"}, {"base_digest": None}, {"more": 1}])
def test_an_origin_that_cannot_be_read_is_no_guess(base: Path, changed: dict[str, object]) -> None:
    quantised(base, **changed)
    with pytest.raises(EscutaError, match=QUANTISATION):
        origin_base_digest(base)


def test_a_folder_without_a_model_has_no_origin(tmp_path: Path) -> None:
    with pytest.raises(EscutaError, match="no model in this folder"):
        origin_base_digest(tmp_path)
