"""Before and after the work of the other environment; the work itself is in tests/vllm/test_int4.py."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from insights.errors import EscutaError
from training import datasets
from training.quantisation.environment import python_of
from training.quantisation.quantise import LOG, calibration_digest, check_quantisable, quantise
from training.quantisation.settings import QuantiseSettings, Work
from training.settings import Architecture, ModelSettings

QWEN_14B = Architecture(
    hidden_size=5120,
    layers=48,
    heads=40,
    kv_heads=8,
    intermediate_size=13824,
    vocab_size=152064,
    tied_embeddings=False,
)


@pytest.fixture
def model(tiny_model):
    return ModelSettings(
        name="tiny", path=tiny_model, context_tokens=2048, architecture=replace(QWEN_14B, layers=1)
    )


@pytest.fixture
def data(records_file, tiny_tokenizer):
    return datasets.load(records_file, tiny_tokenizer, context_tokens=2048)


@pytest.mark.parametrize(
    ("hidden", "intermediate", "size"), [(5120, 13824, 128), (192, 512, 64), (96, 352, 32)]
)
def test_groups_are_as_large_as_the_layers_allow(model, hidden, intermediate, size):
    shapes = replace(QWEN_14B, hidden_size=hidden, intermediate_size=intermediate, heads=1, kv_heads=1)
    assert check_quantisable(replace(model, architecture=shapes), QuantiseSettings(method="gptq")) == size


def test_layers_that_cannot_be_cut_are_refused(model):
    shapes = replace(QWEN_14B, hidden_size=48, heads=1, kv_heads=1)
    with pytest.raises(EscutaError, match="cannot be cut into groups of 32"):
        check_quantisable(replace(model, architecture=shapes), QuantiseSettings(method="gptq"))
    with pytest.raises(EscutaError, match="is not supported"):
        QuantiseSettings(method="gptq", group_size=48)


def test_a_base_without_a_folder_or_in_four_bits_is_refused(model, tmp_path):
    with pytest.raises(EscutaError, match="needs the base's folder"):
        check_quantisable(replace(model, path=None), QuantiseSettings(method="awq"))
    (tmp_path / "config.json").write_text('{"quantization_config": {}}')
    with pytest.raises(EscutaError, match="quantised already"):
        check_quantisable(replace(model, path=tmp_path), QuantiseSettings(method="awq"))


def test_a_missing_or_unfinished_environment_is_named_with_its_remedy(tmp_path):
    with pytest.raises(EscutaError, match="make quantize-env"):
        python_of(tmp_path / "nowhere")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    with pytest.raises(EscutaError, match="not finished, or of other versions"):
        python_of(tmp_path)


def test_an_order_survives_the_way_to_the_other_process(tmp_path):
    work = Work(
        base="b",
        out="o",
        method="awq",
        group_size=64,
        calibration="c",
        heldout="h",
        adapter=None,
        threads=1,
        result="r",
    )
    work.write(tmp_path / "work")
    assert Work.read(tmp_path / "work") == work


def test_when_the_tool_fails_its_words_are_kept_and_nothing_else(model, data, tmp_path):
    """With this environment's interpreter, which has no llm-compressor."""
    folder = tmp_path / "model"
    with pytest.raises(EscutaError, match="ended with code 1") as failed:
        quantise(model, QuantiseSettings(method="gptq"), data, data, folder, python=Path(sys.executable))
    log = tmp_path / LOG
    assert str(log) in str(failed.value)
    assert "No module named 'llmcompressor'" in log.read_text()
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".jsonl"] == [LOG]


def test_the_digest_of_a_calibration_is_of_its_ids_in_order(data):
    fewer = data.sample(3, seed=0)
    assert len(fewer) == 3
    assert calibration_digest(fewer) == calibration_digest(data.sample(3, seed=0))
    assert calibration_digest(fewer) != calibration_digest(data.sample(3, seed=1))
    assert data.sample(len(data) + 1, seed=0) is data
