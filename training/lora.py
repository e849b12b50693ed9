"""LoRA on the linear layers of a frozen base (Hu et al. 2021, arXiv:2106.09685; rsLoRA: arXiv:2312.03732)."""

import warnings
from pathlib import Path
from typing import Any

from peft import (
    LoraConfig,
    PeftModel,
    get_peft_model,
    prepare_model_for_kbit_training,
    set_peft_model_state_dict,
)
from peft.utils import load_peft_weights
from transformers import PreTrainedModel

from insights.errors import EscutaError
from training.settings import Architecture, LoraSettings


def attach(
    base: PreTrainedModel,
    settings: LoraSettings,
    *,
    base_name: str,
    quantised: bool,
    start_from: Path | None = None,
) -> PeftModel:
    """The base with trainable LoRA layers in float32: fresh ones, or with the weights of an adapter's folder.

    `base_name` is what the adapter says it belongs to. Raises `EscutaError` for an adapter of other shapes.
    """
    model: Any = base
    if quantised:
        model = prepare_model_for_kbit_training(  # type: ignore[no-untyped-call]
            model, use_gradient_checkpointing=False
        )
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,  # type: ignore[arg-type]
        lora_dropout=settings.dropout,
        use_rslora=settings.rslora,
        target_modules=list(settings.targets),
        bias="none",
        task_type="CAUSAL_LM",
    )
    with warnings.catch_warnings():
        # PEFT asks transformers by a name that transformers is about to drop.
        warnings.filterwarnings("ignore", message="`is_gradient_checkpointing`", category=FutureWarning)
        adapted: PeftModel = get_peft_model(model, config)
    adapted.peft_config["default"].base_model_name_or_path = base_name
    if start_from is not None:
        _go_on_from(adapted, settings, start_from)
    return adapted


def _go_on_from(adapted: PeftModel, settings: LoraSettings, folder: Path) -> None:
    earlier: Any = LoraConfig.from_pretrained(str(folder))
    theirs = (earlier.r, earlier.lora_alpha, earlier.use_rslora, set(earlier.target_modules))
    if theirs != (settings.rank, settings.alpha, settings.rslora, set(settings.targets)):
        raise EscutaError(
            "this adapter has another rank, scale or other layers",
            file=folder,
            field="start_from",
            remedy=f"give lora.rank={earlier.r} lora.alpha={earlier.lora_alpha:g} and its targets",
        )
    set_peft_model_state_dict(adapted, load_peft_weights(str(folder), device="cpu"))


def trainable_parameters(architecture: Architecture, settings: LoraSettings) -> int:
    """How many numbers are trained, from the shapes alone."""
    per_layer = sum(settings.rank * sum(architecture.projection_shape(target)) for target in settings.targets)
    return architecture.layers * per_layer
