"""Replies a second and latency of the embedded engine, beside bare `generate` of transformers on one batch.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.embedded_engine [ADAPTER_FOLDER]

One thread each, the base that ships, prompts of about 270 tokens. `generate` is free decoding, stopped after
as many tokens as the engine's mean reply, without a grammar; the ratio is engine ÷ generate.
"""

import sys
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import torch

from inference.engine import Engine, Reply, Request
from inference.model import open_base
from inference.settings import EngineSettings
from insights.prompts import prompt_for
from insights.records import InsightType, Message, Speaker, Turn
from insights.render import prompt_ids
from insights.resources import data_dir

ROUNDS = 4
SAID = ("bom dia em que posso ajudar", "a fatura veio errada e quero cancelar o plano família hoje")


def questions(count: int) -> list[tuple[InsightType, tuple[Message, ...]]]:
    asked = []
    for number in range(count):
        turns = [
            Turn(
                turn_id=f"s{turn}",
                speaker=(Speaker.AGENT, Speaker.CUSTOMER)[turn % 2],
                start_s=turn,
                end_s=turn + 1,
                text=f"{SAID[turn % 2]} {number + turn}",
            )
            for turn in range(10)
        ]
        kind = list(InsightType)[number % 4]
        asked.append((kind, prompt_for(kind, "pt").messages(turns)))
    return asked


def ask(engine: Engine, asked: Any, adapter: str | None) -> tuple[float, list[Reply]]:
    begun_s = time.perf_counter()
    futures: list[Future[Reply]] = [
        engine.ask(Request(messages=messages, insight_type=kind, language="pt", adapter=adapter))
        for kind, messages in asked
    ]
    replies = [future.result() for future in futures]
    return time.perf_counter() - begun_s, replies


def generate(base: Any, asked: Any, tokens: int) -> float:
    prompts = [prompt_ids(messages, base.tokenizer) for _, messages in asked]
    width = max(map(len, prompts))
    ids = torch.tensor([[base.pad_id] * (width - len(prompt)) + list(prompt) for prompt in prompts])
    mask = torch.tensor([[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in prompts])
    begun_s = time.perf_counter()
    base.model.generate(
        ids,
        attention_mask=mask,
        min_new_tokens=tokens,
        max_new_tokens=tokens,
        do_sample=False,
        pad_token_id=base.pad_id,
    )
    return time.perf_counter() - begun_s


def main() -> None:
    torch.set_num_threads(1)
    folder = data_dir() / "models" / "language"
    engine = Engine(open_base(folder), EngineSettings(max_batch=32))
    engine.start()
    adapter = engine.load(Path(sys.argv[1])).result() if len(sys.argv) > 1 else None
    bare = open_base(folder)
    ask(engine, questions(4), adapter)
    print("concurrent  replies/s  p95 s  generate replies/s  ratio")
    for count in (1, 8, 32):
        asked = questions(count)
        best_s, latencies, theirs_s, written = float("inf"), [], float("inf"), 1
        for _ in range(ROUNDS):
            took_s, replies = ask(engine, asked, adapter)
            best_s = min(best_s, took_s)
            latencies += [reply.total_s for reply in replies]
            written = round(sum(len(reply.logprobs) for reply in replies) / count)
            theirs_s = min(theirs_s, generate(bare, asked, written))
        p95_s = sorted(latencies)[int(0.95 * (len(latencies) - 1))]
        ours, theirs = count / best_s, count / theirs_s
        print(f"{count:10d}  {ours:9.1f}  {p95_s:5.2f}  {theirs:18.1f}  {ours / theirs:5.2f}")
    engine.close()


if __name__ == "__main__":
    main()
