"""A base model from a folder, ready to answer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from insights.errors import EscutaError
from insights.render import END_OF_TURN


@dataclass(frozen=True)
class BaseModel:
    """`context_tokens` is the most it can hold, prompt and reply together."""

    model: Any
    tokenizer: Any
    context_tokens: int

    @property
    def end_id(self) -> int:
        return int(self.tokenizer.convert_tokens_to_ids(END_OF_TURN))

    @property
    def pad_id(self) -> int:
        """Any id will do, padding is never seen; the tokenizer's own if it has one."""
        pad = self.tokenizer.pad_token_id
        return self.end_id if pad is None else int(pad)


def open_base(folder: Path, *, bfloat16: bool = False) -> BaseModel:
    """Load weights and tokenizer from disk, never from a hub. `bfloat16`: hold weights in 16 bits.

    A folder without a model is an `EscutaError`.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    if not (folder / "config.json").is_file():
        raise EscutaError(
            "no model in this folder (config.json is missing)",
            file=folder,
            field="llm.embedded.base",
            remedy="check the path; the embedded model is made by python -m pipelines.build_language",
        )
    disable_progress_bar()  # type: ignore[no-untyped-call]
    tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    model: Any = AutoModelForCausalLM.from_pretrained(
        str(folder), local_files_only=True, dtype=torch.bfloat16 if bfloat16 else torch.float32
    )
    model = model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
    return BaseModel(model, tokenizer, int(model.config.max_position_embeddings))
