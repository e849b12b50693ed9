"""An adapter merged into its base: one model without LoRA, checked against the two it was made from.

Weights of the base must have 16 or 32 bits. Merging into 4 bits would round base plus update to the same few
steps again, and the answers would no longer be those that were evaluated: merge into the 16 bits, then
quantise the result.
"""

import json
import shutil
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

from insights import __version__
from insights.adapter import ORIGIN, check_adapter
from insights.errors import EscutaError
from insights.fingerprint import tree_digest
from insights.prompts import PROMPT_ID, prompt_digest
from training.likelihood import Distance, Example, distance, likelihood
from training.model import DTYPES, base_digest, load_base, load_tokenizer, source_of
from training.settings import ModelSettings, PrecisionSettings

MERGED = "merged.json"

# What a tokenizer and generation are told by, taken over byte for byte.
COMPANIONS = (
    "tokenizer.json",
    "tokenizer_config.json",
    "generation_config.json",
    "chat_template.jinja",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
)


@dataclass(frozen=True)
class Parity:
    """`merged`: from base with adapter beside it to the merged model as read back from disk; `adapter`: from
    base to base with adapter, the effect that must not get lost."""

    merged: Distance
    adapter: Distance


def check_mergeable(model: ModelSettings, precision: PrecisionSettings, adapter: Path) -> None:
    """Raise `EscutaError` for a base in 4 bits, a folder that is no adapter, or one of another base."""
    quantised = precision.weights == "nf4"
    if model.path is not None:
        config = json.loads((Path(source_of(model)) / "config.json").read_text(encoding="utf-8"))
        quantised = quantised or config.get("quantization_config") is not None
    if quantised:
        raise EscutaError(
            "an adapter is not merged into 4 bits: what it changes is finer than their steps, "
            "and the answers would not be those that were evaluated",
            file=model.path,
            field="precision" if precision.weights == "nf4" else "model.path",
            remedy="merge into the base in 16 bits (precision=bf16), then quantise the result; "
            "or serve the adapter beside the 4-bit base, unmerged",
        )
    check_adapter(adapter)
    _check_origin(model, adapter)


def merge(
    model: ModelSettings,
    precision: PrecisionSettings,
    adapter: Path,
    examples: Sequence[Example],
    folder: Path,
    *,
    tolerance_nats: float,
    each: Callable[[], object] = lambda: None,
) -> Parity:
    """Write the merged model into `folder`, whole or not at all.

    It is read back, and refused with an `EscutaError` if its log-probabilities differ by more than
    `tolerance_nats` on average. `each` is told three times of each example.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    base: Any = load_base(model, precision).to(device)  # type: ignore[arg-type]
    plain = likelihood(base, examples, each=each)
    with warnings.catch_warnings():
        # PEFT asks transformers by a name that transformers is about to drop.
        warnings.filterwarnings("ignore", message="`is_gradient_checkpointing`", category=FutureWarning)
        adapted: Any = PeftModel.from_pretrained(base, str(adapter))
    beside = likelihood(adapted, examples, each=each)
    merged: Any = adapted.merge_and_unload(safe_merge=True)

    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    merged.config.use_cache = True
    merged.save_pretrained(str(partial))
    copy_companions(model, partial)
    del base, adapted, merged

    again: Any = AutoModelForCausalLM.from_pretrained(str(partial), dtype=DTYPES[precision.weights])
    parity = Parity(
        merged=distance(beside, likelihood(again.to(device), examples, each=each)),
        adapter=distance(plain, beside),
    )
    if not parity.merged.mean <= tolerance_nats:
        shutil.rmtree(partial)
        raise EscutaError(
            f"the merged model is {parity.merged.mean:.4f} nats a token from base and adapter, "
            f"{tolerance_nats:g} are allowed (the adapter itself changes {parity.adapter.mean:.4f})",
            file=folder,
            field="tolerance_nats",
            remedy="merge in a finer format (precision=fp32), or serve the adapter unmerged",
        )
    _write_origin(partial, model, adapter, parity)
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)
    return parity


def copy_companions(model: ModelSettings, folder: Path) -> None:
    """Tokenizer and generation settings of the base beside weights made from it."""
    if model.path is None:
        tokenizer: Any = load_tokenizer(model)
        tokenizer.save_pretrained(str(folder))
        return
    for name in COMPANIONS:
        if (model.path / name).is_file():
            shutil.copyfile(model.path / name, folder / name)


def _check_origin(model: ModelSettings, adapter: Path) -> None:
    """An adapter that says what it was trained on must be at home on this base."""
    try:
        origin = json.loads((adapter / ORIGIN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    trained_on, digest = origin.get("base_digest"), base_digest(model)
    # A folder and a name of a hub cannot be compared by digest.
    comparable = model.path is not None and "@" not in str(trained_on)
    if (trained_on != digest) if comparable else (origin.get("base") != model.name):
        raise EscutaError(
            f"trained on base {str(trained_on)[:16]}, this one is {digest[:16]}",
            file=adapter,
            field="merge",
            remedy="give the base that it was trained on: model=… model.path=…",
        )


def _write_origin(folder: Path, model: ModelSettings, adapter: Path, parity: Parity) -> None:
    document = {
        "v": 1,
        "version": __version__,
        "base": model.name,
        "base_digest": base_digest(model),
        "adapter_digest": tree_digest(adapter),
        "prompt_id": PROMPT_ID,
        "prompt_digest": prompt_digest(),
        "parity": asdict(parity),
    }
    (folder / MERGED).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
