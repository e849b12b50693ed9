"""Weights are a text file that anybody can read."""

from pathlib import Path

import pytest

from insights.errors import EscutaError
from insights.pii.learned.weights import Weights, read_weights, shipped_weights
from insights.records import PiiType


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    weights = Weights({"p1=é": 120, "law": -300}, {"p1=é": {PiiType.CEP: 40, PiiType.CONTA: -12}})
    path = tmp_path / "weights.tsv"
    weights.write(path)
    assert read_weights(path) == weights
    path.write_text("p1=é\tmuch\n", encoding="utf-8")
    with pytest.raises(EscutaError, match="no weights"):
        read_weights(path)


@pytest.mark.parametrize("judge", ["numbers", "words"])
def test_the_shipped_weights_are_small(judge: str) -> None:
    assert 1_000 < len(shipped_weights(judge).personal) < 20_000
