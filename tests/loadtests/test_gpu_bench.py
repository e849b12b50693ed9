"""`python -m loadtests.gpu_bench` on a tiny model without a GPU: all of its code but what only CUDA has."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch

from commandline.command import load
from insights.errors import EscutaError
from loadtests import gpu_bench
from loadtests.gpu_table import table
from loadtests.gpu_training import Bench, Budget, Cell, cells, random_records, step_flops
from training.memory import training_flops
from training.settings import LoraSettings

pytestmark = pytest.mark.long

without_gpu = pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")

SMALL = [
    "device=cpu",
    "shape=tiny",
    "weights=[bfloat16]",
    "lengths=[2048]",
    "engines=[embedded]",
    "adapters=[0,2]",
    "budget.runs=2",
    "budget.warm_steps=1",
    "budget.steps=2",
]


def run(*overrides: str) -> dict[str, Any] | None:
    return gpu_bench.run(load("gpu_bench", gpu_bench.GpuBenchConfig, list(overrides)))


@without_gpu
def test_the_dry_run_measures_everything_and_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "bench.json"
    run(*SMALL, f"out={out}")
    found = json.loads(out.read_text())
    trained = found["training"]
    assert len(trained) == 7
    for name, measured in trained.items():
        if "flash" in name:
            assert measured["missing"] == "FlashAttention needs a CUDA GPU"
        else:
            assert measured["missing"] is None
            slowest, fastest = measured["spread"]
            assert 0 < slowest <= measured["tokens_per_s"] <= fastest
            assert measured["peak_memory_bytes"] is None
            assert "mfu" not in measured
    padded = [measured["padding_share"] for measured in trained.values() if "padding_share" in measured]
    assert max(padded) < 1
    assert {name: one["missing"] for name, one in found["generation"].items()} == {
        "embedded, 0 adapters": None,
        "embedded, 2 adapters": None,
    }
    assert found["published"] is None
    assert "The numbers say nothing of a GPU" in table(found)

    monkeypatch.setattr(gpu_bench, "_save_random", None)  # nothing is left to measure: it is not called
    assert run(*SMALL, f"out={out}") == found
    with pytest.raises(EscutaError, match="another machine, shape or budget"):
        run(*SMALL, f"out={out}", "budget.runs=1")


@without_gpu
@pytest.mark.parametrize(
    ("given", "problem"),
    [([], "no CUDA GPU"), (["device=cpu"], "not for a CPU")],
)
def test_without_a_gpu_it_says_what_can_be_done(given: list[str], problem: str) -> None:
    with pytest.raises(EscutaError, match=problem) as refused:
        run(*given)
    assert "shape=tiny" in str(refused.value)


def test_the_plan_is_of_qwen2_5_14b(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("dry_run=true") is None
    said = capsys.readouterr().out
    assert "14,770,033,664 parameters" in said
    assert "nf4, 4096 tokens, flash_attention_2" in said
    assert "vllm with 0, 1, 8 adapters" in said


@without_gpu
def test_four_bits_without_a_gpu_are_missing_with_a_reason(tmp_path: Path) -> None:
    changed = [*SMALL, "weights=[nf4]", "parts=[training]", f"out={tmp_path / 'bench.json'}"]
    found = run(*changed)
    assert found is not None
    assert {measured["missing"] for measured in found["training"].values()} == {
        "4-bit weights need a CUDA GPU"
    }
    assert "– 4-bit weights need a CUDA GPU" in table(found)


def test_choices_are_changed_one_at_a_time() -> None:
    made = list(cells(["bfloat16"], [4096], ["sdpa", "flash_attention_2"]))
    assert len(made) == len({cell.name for cell in made}) == 7
    first = made[0]
    assert (first.attention, first.checkpointing, first.records, first.layout) == (
        "sdpa",
        False,
        "whole",
        "rows",
    )


def test_whole_records_fill_a_row_and_short_ones_share_it() -> None:
    whole = random_records(Cell("bfloat16", 4096), 3072, steps=3, seed=0)
    assert whole.lengths.tolist() == [4096] * 3
    assert whole.reply_tokens == 3 * 409
    short = random_records(Cell("bfloat16", 4096, records="short"), 3072, steps=3, seed=0)
    assert short.lengths.min() >= 150
    assert short.lengths.max() <= 600
    assert short.tokens == pytest.approx(3 * 4096, rel=0.2)
    assert short.ids.max() < 3072


def test_operations_are_four_a_weight_and_attention_and_the_head() -> None:
    shape = gpu_bench.TINY
    bare = step_flops(shape, tokens=100, reply_tokens=0, squares=0.0)
    assert bare == training_flops(shape, 100)
    assert step_flops(shape, 100, 10, 0.0) - bare == 4 * 128 * 3072 * 10
    # Forward, causal: scores and mixing are 2 × 2 × 128 × T² / 2 in each of two layers; three times that.
    assert step_flops(shape, 100, 0, 100.0**2) - bare == 3 * 2 * (2 * 2 * 128 * 100**2 / 2)


@without_gpu
def test_one_measurement_leaves_nothing_for_the_next(tmp_path: Path) -> None:
    config = load("gpu_bench", gpu_bench.GpuBenchConfig, SMALL)
    gpu_bench._save_random(config.sized(), tmp_path)
    bench = Bench(tmp_path, gpu_bench.TINY, "bfloat16", LoraSettings(rank=4))
    budget = Budget(runs=1, warm_steps=1, steps=1)
    assert bench.measure(Cell("bfloat16", 128, checkpointing=True), budget).padding_share == 0
    assert bench._model.is_activation_checkpointing
    measured = bench.measure(Cell("bfloat16", 512, records="short"), budget)
    assert not bench._model.is_activation_checkpointing
    assert math.isfinite(measured.tokens_per_s)
