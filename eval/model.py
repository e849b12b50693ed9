"""A causal LM for judging: base, or base with a LoRA adapter, in evaluation mode on the device there is."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel

from insights.adapter import check_adapter


@dataclass(frozen=True)
class Judged:
    """A model ready to answer. `context_tokens` is the most it can hold, prompt and reply together."""

    model: Any
    tokenizer: Any
    context_tokens: int


def judged(base: Any, tokenizer: Any, adapter: Path | None = None) -> Judged:
    """Attach an adapter to a loaded base. It is merged, which is faster, except into quantised weights.

    Merging into quantised weights would change the answers, so there the adapter stays beside the base.
    """
    model, quantised = _placed(base)
    if adapter is not None:
        check_adapter(adapter)
        with _peft_as_it_is():
            adapted = PeftModel.from_pretrained(model, str(adapter))
        model = adapted if quantised else adapted.merge_and_unload()
    return Judged(model.eval(), tokenizer, int(base.config.max_position_embeddings))


def beside_one_base(
    base: Any, tokenizer: Any, adapters: Mapping[str, Path]
) -> tuple[Judged, Callable[[str], None]]:
    """A model that holds several adapters on one base, and the switch between them, by name."""
    placed, _ = _placed(base)
    (first, path), *others = adapters.items()
    with _peft_as_it_is():
        model = PeftModel.from_pretrained(placed, str(path), adapter_name=first)
        for name, folder in others:
            model.load_adapter(str(folder), adapter_name=name)
    return Judged(model.eval(), tokenizer, int(base.config.max_position_embeddings)), model.set_adapter


@contextmanager
def _peft_as_it_is() -> Iterator[None]:
    """PEFT asks transformers by names that these call old; nobody who judges can mend that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def _placed(base: Any) -> tuple[Any, bool]:
    """The base where it computes, and whether its weights are quantised; those are where they must be."""
    quantised = getattr(base.config, "quantization_config", None) is not None
    return base if quantised else base.to("cuda" if torch.cuda.is_available() else "cpu"), quantised
