"""The swap bench, small: adapters change on real vLLM while questions are in flight."""

import asyncio
from pathlib import Path

import pytest

from loadtests.swap_bench import SwapBenchConfig, bench
from loadtests.vllm_server import VllmServer

pytestmark = pytest.mark.vllm


def test_swaps_under_load_fail_no_question_and_mix_no_reply(vllm_server: VllmServer, tmp_path: Path) -> None:
    config = SwapBenchConfig(
        model=vllm_server.name, at_once=8, swaps=3, rounds=1, excerpts=1, references=2, out=""
    )
    report = asyncio.run(bench(config, vllm_server.url, tmp_path))
    assert len(report["swaps"]) == 3
    assert report["failed"] == 0
    assert report["replies_whole"] == {"whole": report["replies"], "other": 0, "neither": 0}
    assert report["told_apart"] > 0.3, "else it would show nothing"
