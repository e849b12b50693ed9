"""The loss falls, runs go on exactly where they stopped, and plain PEFT loads the adapter."""

import json
import math
from dataclasses import replace

import pytest
import torch
from peft import PeftConfig, PeftModel
from transformers import Qwen2ForCausalLM

from insights.adapter import ORIGIN
from insights.errors import EscutaError
from insights.prompts import prompt_digest
from training import datasets
from training.batches import training_batches, validation_batches
from training.card import Origin, save_adapter
from training.lora import attach
from training.model import base_digest, load_base, load_tokenizer
from training.packing import collate
from training.settings import LoraSettings, ModelSettings, OptimSettings, Plan, PrecisionSettings
from training.trainer import COMPLETE, last_checkpoint, reply_loss, train

pytestmark = pytest.mark.long


@pytest.fixture
def plan(tiny_model):
    return Plan(
        model=ModelSettings(name="escuta/tiny", path=tiny_model, context_tokens=2048),
        precision=PrecisionSettings(),
        lora=LoraSettings(rank=4, alpha=8, dropout=0.1),
        optim=OptimSettings(
            steps=12,
            lr=1e-2,
            batch_tokens=1500,
            layout="shared",
            warmup_steps=2,
            log_every_steps=2,
            save_every_steps=4,
            validate_every_steps=4,
        ),
        seed=3,
    )


def fit(plan, records_file, folder, *, until=None):
    """Train; `until` raises KeyboardInterrupt at that step, as a stopped process would end."""
    tokenizer = load_tokenizer(plan.model)
    dataset = datasets.load(records_file, tokenizer, context_tokens=2048)
    torch.manual_seed(plan.seed)
    model = attach(
        load_base(plan.model, plan.precision), plan.lora, base_name=plan.model.name, quantised=False
    )

    def observe(step, metrics):
        if step == until and "train_loss" in metrics:
            raise KeyboardInterrupt

    outcome = train(
        model,
        training_batches(dataset, plan.optim, 0, plan.seed),
        validation_batches(dataset, plan.optim, 0),
        plan,
        folder,
        observe=observe,
    )
    return model, outcome, dataset


def test_the_loss_falls(plan, records_file, tmp_path):
    _, outcome, _ = fit(plan, records_file, tmp_path)
    losses = [point["train_loss"] for point in outcome.curve if "train_loss" in point]
    assert losses[-1] < losses[0]
    assert outcome.steps == 12


@pytest.mark.parametrize("accumulation", [1, 2])
def test_a_resumed_run_ends_as_an_uninterrupted_one(plan, records_file, tmp_path, accumulation):
    """Dropout is on: weights, moments, schedule, random numbers and order must all be restored."""
    plan = replace(plan, optim=replace(plan.optim, accumulation=accumulation))
    _, whole, _ = fit(plan, records_file, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        fit(plan, records_file, tmp_path / "cut", until=6)
    _, resumed, _ = fit(plan, records_file, tmp_path / "cut")
    assert resumed.resumed_from_step == 4
    assert resumed.final_train_loss == pytest.approx(whole.final_train_loss, abs=1e-6)
    assert resumed.validation_loss == pytest.approx(whole.validation_loss, abs=1e-6)
    assert resumed.curve == whole.curve


def test_a_torn_checkpoint_is_not_resumed_from(plan, records_file, tmp_path):
    fit(plan, records_file, tmp_path)
    assert last_checkpoint(tmp_path).name == "checkpoint-12"
    (tmp_path / "checkpoint-12" / COMPLETE).unlink()
    assert last_checkpoint(tmp_path).name == "checkpoint-8"
    assert not (tmp_path / "checkpoint-12").exists()


def test_early_stopping_keeps_the_best(plan, records_file, tmp_path):
    ruinous = replace(plan.optim, lr=3.0, schedule="constant", patience=1, steps=40, warmup_steps=0)
    plan = replace(plan, optim=ruinous)
    _, outcome, _ = fit(plan, records_file, tmp_path)
    assert outcome.steps < 40
    validated = {point["step"]: point["val_loss"] for point in outcome.curve if "val_loss" in point}
    assert outcome.best_step == min(validated, key=validated.get)
    assert outcome.validation_loss == pytest.approx(validated[outcome.best_step], abs=1e-5)
    _, again, _ = fit(plan, records_file, tmp_path)
    assert (again.steps, again.best_step) == (outcome.steps, outcome.best_step)
    assert again.validation_loss == pytest.approx(outcome.validation_loss, abs=1e-6)


def test_a_loss_that_is_no_number_stops_the_run(plan, records_file, tmp_path):
    plan = replace(plan, optim=replace(plan.optim, lr=1e30, max_grad_norm=1e30, warmup_steps=0))
    with pytest.raises(EscutaError, match="no longer a number"):
        fit(plan, records_file, tmp_path)


def test_plain_peft_loads_the_adapter(plan, records_file, tmp_path, tiny_model):
    model, outcome, dataset = fit(plan, records_file, tmp_path / "run")
    origin = Origin(
        base=plan.model.name,
        base_digest=base_digest(plan.model),
        data={"train.jsonl": "00"},
        records={"train": len(dataset)},
        dropped={},
        plan=plan,
        config={"seed": 3},
        results={"val_loss": outcome.validation_loss},
    )
    folder = save_adapter(model, origin, tmp_path / "adapter")
    base = Qwen2ForCausalLM.from_pretrained(tiny_model)
    merged = PeftModel.from_pretrained(base, folder).merge_and_unload()
    batches = validation_batches(dataset, plan.optim, 0)
    total = sum(
        float(reply_loss(merged.eval(), collate(dataset, [row], "shared", 0))) for row in batches.rows
    )
    assert total / dataset.reply_tokens == pytest.approx(outcome.validation_loss, abs=1e-4)
    config = json.loads((folder / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == "escuta/tiny"
    assert config["modules_to_save"] is None
    assert PeftConfig.from_pretrained(folder).r == 4
    assert str(tmp_path) not in "".join(path.read_text() for path in folder.glob("*.[jm]*"))
    said = json.loads((folder / ORIGIN).read_text())
    assert said["prompt_digest"] == prompt_digest()
    assert said["base_digest"] == base_digest(plan.model)
    assert math.isfinite(said["results"]["val_loss"])
    assert "base_model: escuta/tiny" in (folder / "README.md").read_text()


def test_a_tokenizer_without_end_of_turn_is_refused(plan, tmp_path):
    from transformers import PreTrainedTokenizerFast

    tokenizer = load_tokenizer(plan.model)
    backend = tokenizer.backend_tokenizer
    plain = PreTrainedTokenizerFast(tokenizer_object=type(backend)(backend.model))
    plain.save_pretrained(tmp_path)
    (tmp_path / "config.json").write_text((plan.model.path / "config.json").read_text())
    with pytest.raises(EscutaError, match="no token"):
        load_tokenizer(ModelSettings(name="plain", path=tmp_path, context_tokens=10))


def test_four_bits_need_a_gpu(plan):
    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(EscutaError, match="GPU"):
        load_base(plan.model, PrecisionSettings(weights="nf4", compute="bfloat16"))
