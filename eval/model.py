"""A causal LM for judging: base, or base with a LoRA adapter merged into it, and its tokenizer. Nothing is downloaded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from peft import PeftModel
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from insights.errors import EscutaError

Precision = Literal["fp32", "bf16", "fp16"]
_DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True)
class Judged:
    """A model ready to answer. `context_tokens` is the most it can hold, prompt and reply together."""

    model: Any
    tokenizer: Any
    context_tokens: int

    @property
    def device(self) -> torch.device:
        device: torch.device = self.model.device
        return device


def load(base: Path, adapter: Path | None = None, *, precision: Precision = "fp32") -> Judged:
    """Load from folders; on the GPU where there is one. An adapter is merged, except into a quantised base.

    Merging into quantised weights would change the answers, so there the adapter stays beside the base.
    """
    _need(base, "config.json", "a base model", "give `model` a folder saved by transformers")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    config = AutoConfig.from_pretrained(base, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(
        base, dtype=_DTYPES[precision], attn_implementation="sdpa", local_files_only=True
    ).to(device)
    if adapter is not None:
        _need(adapter, "adapter_config.json", "an adapter", "give `adapter` the folder that train wrote")
        adapted = PeftModel.from_pretrained(model, str(adapter))
        quantised = getattr(config, "quantization_config", None) is not None
        model = adapted if quantised else adapted.merge_and_unload()
    return Judged(model.eval(), tokenizer, int(config.max_position_embeddings))


def _need(folder: Path, name: str, what: str, remedy: str) -> None:
    if not (folder / name).is_file():
        raise EscutaError(f"not {what}: no {name}", file=folder, remedy=remedy)
