from pathlib import Path

import pytest

from inference.model import BaseModel


def save_adapter(model_folder: Path, folder: Path, seed: int) -> Path:
    """A random LoRA of a saved model, far enough from nothing to change its replies."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    base = AutoModelForCausalLM.from_pretrained(model_folder, local_files_only=True)
    config = LoraConfig(
        r=4, lora_alpha=64, target_modules="all-linear", task_type="CAUSAL_LM", init_lora_weights=False
    )
    get_peft_model(base, config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.eval.tiny import save_model

    return save_model(tmp_path_factory.mktemp("base") / "model")


@pytest.fixture(scope="session")
def adapter_folders(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("adapters")
    return [save_adapter(model_folder, root / name, seed) for seed, name in enumerate("ab", start=1)]


@pytest.fixture
def base(model_folder: Path) -> BaseModel:
    from inference.model import open_base

    return open_base(model_folder)
