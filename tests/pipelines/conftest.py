from collections.abc import Callable
from pathlib import Path

import pytest

from insights import jsonl
from insights.manifest import Manifest
from tests.pipelines.stage_samples import run_command, some_calls


@pytest.fixture
def run() -> Callable[..., Manifest]:
    return run_command


@pytest.fixture
def calls_file(tmp_path: Path) -> Path:
    """30 calls of two tenants and both languages."""
    path = tmp_path / "in" / "calls.jsonl"
    jsonl.write(some_calls(30), path)
    return path
