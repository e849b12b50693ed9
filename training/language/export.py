"""The finished model as a directory: safetensors, configuration, tokenizer, settings, checksums."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from transformers import GenerationConfig, PreTrainedTokenizerFast, Qwen2ForCausalLM

from insights.fingerprint import file_digest

SUMS = "SHA256SUMS"
BUILD = "build.json"


@dataclass(frozen=True)
class Build:
    """How a model came about; goes into `build.json`. Losses are nats per token."""

    settings: dict[str, Any]
    corpus_seed: int
    parameters: int
    vocabulary: int
    steps: int
    tokens: int
    seconds: float
    loss: float
    answer_loss: float


def export(model: Qwen2ForCausalLM, tokenizer: PreTrainedTokenizerFast, build: Build, folder: Path) -> None:
    """Write the directory; float32, so that it runs as it was trained on any machine."""
    folder.mkdir(parents=True, exist_ok=True)
    model.float().cpu()  # type: ignore[no-untyped-call]
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=False,
        max_new_tokens=160,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder, save_jinja_files=False)
    _for_older_readers(folder / "tokenizer_config.json")
    (folder / "model.safetensors").chmod(0o644)
    (folder / BUILD).write_text(
        json.dumps(asdict(build), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    write_sums(folder)


def _for_older_readers(path: Path) -> None:
    """Name the tokenizer's class as transformers 4 and 5 both know it; leave out where it was loaded from."""
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["tokenizer_class"] = "PreTrainedTokenizerFast"
    for name in ("backend", "is_local", "local_files_only"):
        settings.pop(name, None)
    path.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_sums(folder: Path) -> None:
    """`SHA256SUMS` of every other file, as `sha256sum -c` reads it."""
    lines = [
        f"{file_digest(path)}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != SUMS
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def broken_files(folder: Path) -> list[str]:
    """Names listed in `SHA256SUMS` that are missing or changed."""
    broken = []
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file() or file_digest(path) != digest:
            broken.append(name)
    return broken


def parameter_count(model: Qwen2ForCausalLM) -> int:
    """Parameters, the tied embeddings counted once."""
    return sum(parameter.numel() for parameter in model.parameters())
