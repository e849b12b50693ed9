"""How fast replies are written with no, one and several adapters, by vLLM and by the embedded engine.

Random weights, random prompts, replies of a fixed length, all questions at once; tokens are those of replies.
"""

import json
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from insights.errors import EscutaError
from insights.fingerprint import tree_digest
from training.settings import Architecture, LoraSettings

Engine = Literal["vllm", "embedded"]


@dataclass(frozen=True)
class Load:
    """What is asked."""

    questions: int = field(metadata={"help": "generation: questions asked at once"})
    prompt_tokens: int = field(metadata={"help": "generation: tokens of a prompt"})
    reply_tokens: int = field(metadata={"help": "generation: tokens of a reply"})

    def __post_init__(self) -> None:
        for name in ("questions", "prompt_tokens", "reply_tokens"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"load.{name}")


@dataclass(frozen=True)
class Written:
    """Medians over runs; `spread` are the slowest and the fastest."""

    tokens_per_s: float
    spread: tuple[float, float]
    all_s: float
    runs: int


def save_adapters(folder: Path, architecture: Architecture, lora: LoraSettings, count: int) -> list[Path]:
    """Random adapters for the random base, all different, as `train` writes them."""
    import torch

    from training.lora import attach
    from training.model import random_base

    # Only shapes are needed: on the meta device the base has no weights.
    with torch.device("meta"):
        base = random_base(architecture, attention_name="sdpa")
        model = attach(base, lora, base_name="random", quantised=False)
    folders = []
    for number in range(count):
        random = torch.Generator().manual_seed(number)
        state = {
            name: torch.randn(weight.shape, generator=random) * 0.01
            for name, weight in model.named_parameters()
            if weight.requires_grad
        }
        target = folder / f"adapter{number}"
        model.save_pretrained(str(target), state_dict=state, save_embedding_layers=False)
        folders.append(target)
    return folders


def on_embedded_engine(base: Path, adapters: Sequence[Path], load: Load, runs: int) -> Written:
    """Our own engine, in 16 bits. It keeps each adapter merged: a copy of all layers that it changes."""
    import torch

    from inference.engine import Engine, Request
    from inference.model import open_base
    from inference.settings import EngineSettings
    from insights.records import Message

    opened = open_base(base, bfloat16=torch.cuda.is_available())
    engine = Engine(
        opened,
        EngineSettings(
            max_batch=load.questions,
            max_joining=load.questions,
            max_waiting=load.questions,
            max_new_tokens=load.reply_tokens,
            threads=0,
        ),
    )
    engine.start()
    try:
        digests: list[str | None] = [engine.load(folder).result() for folder in adapters]
        digests = digests or [None]
        prompts = [_text(opened.tokenizer, ids) for ids in _prompts(load, len(opened.tokenizer))]

        def run() -> int:
            asked = [
                engine.ask(
                    Request(
                        messages=(Message(role="user", content=prompt),),
                        adapter=digests[number % len(digests)],
                    )
                )
                for number, prompt in enumerate(prompts)
            ]
            return sum(len(future.result().pieces) for future in asked)

        return _timed(run, runs)
    finally:
        engine.close()


def on_vllm(base: Path, adapters: Sequence[Path], load: Load, runs: int, *, device: str) -> Written:
    """A vLLM server of its own, started as users start it. `EscutaError` where it is not installed."""
    import httpx

    from loadtests.vllm_server import started_vllm

    options: dict[str, Any] = {
        "device": "gpu" if device == "cuda" else "cpu",
        "max_loras": max(1, len(adapters)),
        "max_cpu_loras": max(1, len(adapters)),
        "context_tokens": 2 * (load.prompt_tokens + load.reply_tokens),
        "seqs": load.questions,
        **({"kv_cache_mb": "null"} if device == "cuda" else {}),
    }
    with (
        started_vllm(base.parent / "vllm.log", base=base, **options) as server,
        httpx.Client(base_url=server.url, timeout=600) as client,
        ThreadPoolExecutor(load.questions) as threads,
    ):
        names = [tree_digest(folder) for folder in adapters]
        for name, folder in zip(names, adapters, strict=True):
            body = {"lora_name": name, "lora_path": str(folder)}
            client.post("load_lora_adapter", json=body).raise_for_status()
        vocabulary = json.loads((base / "config.json").read_text(encoding="utf-8"))["vocab_size"]
        prompts = _prompts(load, vocabulary)
        models = names or [server.name]

        def ask(number: int) -> int:
            body = {
                "model": models[number % len(models)],
                "prompt": prompts[number],
                "max_tokens": load.reply_tokens,
                "ignore_eos": True,
                "temperature": 0,
            }
            answer = client.post("completions", json=body)
            answer.raise_for_status()
            return int(answer.json()["usage"]["completion_tokens"])

        return _timed(lambda: sum(threads.map(ask, range(load.questions))), runs)


def _timed(run: Any, runs: int) -> Written:
    """`run` gives the tokens written; the first is not timed."""
    run()
    seconds, speeds = [], []
    for _ in range(runs):
        started_s = time.perf_counter()
        tokens = run()
        seconds.append(time.perf_counter() - started_s)
        speeds.append(tokens / seconds[-1])
    return Written(
        tokens_per_s=statistics.median(speeds),
        spread=(min(speeds), max(speeds)),
        all_s=statistics.median(seconds),
        runs=runs,
    )


def _prompts(load: Load, vocabulary: int) -> list[list[int]]:
    """Random ids, the same in every run; the lowest are control tokens."""
    random = np.random.default_rng(0)
    ids: list[list[int]] = random.integers(16, vocabulary, (load.questions, load.prompt_tokens)).tolist()
    return ids


def _text(tokenizer: Any, ids: list[int]) -> str:
    """The engine takes text only; its ids are then about as many."""
    return str(tokenizer.decode(ids, skip_special_tokens=True))
