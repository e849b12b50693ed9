"""Base models: the embedded one or one from the hub, in the format the run asks for.

A model on disk is named by the digest of its files, one from the hub by name and revision.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    BitsAndBytesConfig,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
)
from transformers.utils.logging import disable_progress_bar

from insights.errors import EscutaError
from insights.fingerprint import tree_digest
from insights.render import END_OF_TURN, Tokenizer
from training import attention
from training.settings import Architecture, ModelSettings, PrecisionSettings

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def source_of(settings: ModelSettings) -> str:
    """What to hand to `from_pretrained`: a checked folder, or the hub id."""
    if settings.path is None:
        return settings.name
    if not (settings.path / "config.json").is_file():
        raise EscutaError(
            "no model in this folder (config.json is missing)",
            file=settings.path,
            field="model.path",
            remedy="check the path; the embedded model is made by python -m pipelines.build_language",
        )
    return str(settings.path)


def base_digest(settings: ModelSettings) -> str:
    """Names the base: SHA-256 of its folder, or `hub-id@revision`."""
    if settings.path is None:
        return f"{settings.name}@{settings.revision or 'main'}"
    source_of(settings)
    return tree_digest(settings.path)


def architecture_of(settings: ModelSettings) -> Architecture:
    """Shapes, from the settings or from the folder's config.json; nothing is loaded or fetched."""
    if settings.architecture is not None:
        return settings.architecture
    if settings.path is None:
        raise EscutaError(
            "the shapes of a hub model are not known before it is fetched",
            field="model.architecture",
            remedy="give model.architecture, or model.path",
        )
    config = json.loads((Path(source_of(settings)) / "config.json").read_text(encoding="utf-8"))
    return Architecture(
        hidden_size=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        kv_heads=config.get("num_key_value_heads", config["num_attention_heads"]),
        intermediate_size=config["intermediate_size"],
        vocab_size=config["vocab_size"],
        tied_embeddings=bool(config.get("tie_word_embeddings", False)),
    )


def load_tokenizer(settings: ModelSettings) -> Tokenizer:
    """The tokenizer; it must know the end-of-turn token as one token, or replies would never end."""
    source = source_of(settings)
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(source, revision=settings.revision)
    except (OSError, ValueError) as error:
        raise _unreachable(settings) from error
    if len(tokenizer.encode(END_OF_TURN, add_special_tokens=False)) != 1:
        raise EscutaError(
            f"the tokenizer has no token {END_OF_TURN}",
            file=settings.path,
            field="model",
            remedy="use a ChatML model (Qwen2, Qwen2.5 or the embedded one)",
        )
    return tokenizer  # type: ignore[no-any-return]


def pad_id_of(tokenizer: Any) -> int:
    """Any id will do, padding is never seen; the tokenizer's own if it has one."""
    return int(tokenizer.pad_token_id) if tokenizer.pad_token_id is not None else 0


def load_base(settings: ModelSettings, precision: PrecisionSettings) -> PreTrainedModel:
    """The frozen base, in the format asked for."""
    if settings.attention == attention.NAME:
        attention.register()
    options: dict[str, Any] = {"attn_implementation": settings.attention, "revision": settings.revision}
    if precision.weights == "nf4":
        _require_4bit()
        options["quantization_config"] = BitsAndBytesConfig(  # type: ignore[no-untyped-call]
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=DTYPES[precision.compute],
        )
        options["device_map"] = {"": torch.cuda.current_device()}
        options["dtype"] = DTYPES[precision.compute]
    else:
        options["dtype"] = DTYPES[precision.weights]
    if not sys.stderr.isatty():
        disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = AutoModelForCausalLM.from_pretrained(source_of(settings), **options)
    except OSError as error:
        raise _unreachable(settings) from error
    except ImportError as error:
        raise EscutaError(
            str(error).strip().splitlines()[0],
            field="model.attention",
            remedy="install what it names, or choose model.attention=sdpa",
        ) from error
    model.config.use_cache = False
    return model


def random_base(architecture: Architecture, *, attention_name: str, context_tokens: int = 2048) -> Any:
    """A model of these shapes with random weights, where torch makes things by default; for measurements."""
    if attention_name == attention.NAME:
        attention.register()
    config = Qwen2Config(
        vocab_size=architecture.vocab_size,
        hidden_size=architecture.hidden_size,
        intermediate_size=architecture.intermediate_size,
        num_hidden_layers=architecture.layers,
        num_attention_heads=architecture.heads,
        num_key_value_heads=architecture.kv_heads,
        tie_word_embeddings=architecture.tied_embeddings,
        max_position_embeddings=context_tokens,
    )
    return Qwen2ForCausalLM._from_config(  # type: ignore[no-untyped-call]
        config, attn_implementation=attention_name
    )


def _require_4bit() -> None:
    if not torch.cuda.is_available():
        raise EscutaError(
            "4-bit weights need a CUDA GPU",
            field="precision",
            remedy="choose precision=bf16, or dry_run=true to see the plan on this machine",
        )
    if find_spec("bitsandbytes") is None:
        raise EscutaError(
            "4-bit weights need bitsandbytes", field="precision", remedy="pip install bitsandbytes"
        )


def _unreachable(settings: ModelSettings) -> EscutaError:
    return EscutaError(
        f"cannot load '{settings.name}'",
        file=settings.path,
        field="model",
        remedy="fetch the model once where the hub can be reached, then give its folder as model.path",
    )
