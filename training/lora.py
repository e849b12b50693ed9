"""LoRA on the linear layers of a frozen base (Hu et al. 2021, arXiv:2106.09685; rsLoRA: arXiv:2312.03732)."""

import warnings
from typing import Any

from peft import LoraConfig, PeftModel, get_peft_model, prepare_model_for_kbit_training
from transformers import PreTrainedModel

from training.settings import Architecture, LoraSettings


def attach(base: PreTrainedModel, settings: LoraSettings, *, base_name: str, quantised: bool) -> PeftModel:
    """The base with fresh, trainable LoRA layers in float32. `base_name` is what the adapter says it
    belongs to.
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
    return adapted


def trainable_parameters(architecture: Architecture, settings: LoraSettings) -> int:
    """How many numbers are trained, from the shapes alone."""
    per_layer = sum(settings.rank * sum(architecture.projection_shape(target)) for target in settings.targets)
    return architecture.layers * per_layer
