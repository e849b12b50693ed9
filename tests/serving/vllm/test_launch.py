"""What `python -m serving.vllm` would start."""

import dataclasses
import shlex
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commandline.command import load
from insights.errors import EscutaError
from insights.render import CHAT_TEMPLATE
from serving.llm.settings import HostedSettings
from serving.settings import ServeSettings
from serving.vllm.__main__ import cause
from serving.vllm.launch import free_port, launch_of
from serving.vllm.settings import VllmConfig


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As if vLLM were there."""
    python = tmp_path / "python"
    python.touch()
    monkeypatch.setenv("VLLM_PYTHON", str(python))
    monkeypatch.delenv("LLM_API_KEY", raising=False)
    return python


def options_of(**options: Any) -> dict[str, str]:
    words = launch_of(VllmConfig(**options), port=8100).command
    return {
        word: following if not following.startswith("--") else ""
        for word, following in zip(words, [*words[1:], "--"], strict=True)
        if word.startswith("--")
    }


def test_the_file_and_the_code_say_the_same() -> None:
    assert load("vllm", VllmConfig, []) == VllmConfig()


def test_what_serving_asks_is_what_is_started() -> None:
    """`llm=vllm` finds the server of `python -m serving.vllm` without another word."""
    critical = load("serve", ServeSettings, ["llm=vllm"]).llm.critical
    server = VllmConfig()
    assert critical is not None
    assert critical.hosted is not None
    assert (critical.model, critical.name) == (server.name, server.name)
    assert critical.url == launch_of(server, port=server.port).url
    assert critical.hosted.capacity == HostedSettings().capacity <= server.max_cpu_loras
    assert critical.priorities
    assert critical.constraint == "regex"


def test_on_a_cpu_one_process_in_full_precision() -> None:
    launch = launch_of(VllmConfig(device="cpu"), port=8100)
    options = options_of(device="cpu")
    assert options["--dtype"] == "float32"
    assert "--enforce-eager" in options
    assert options["--distributed-executor-backend"] == "uni"
    assert launch.environment["VLLM_ENABLE_V1_MULTIPROCESSING"] == "0"
    assert "--tensor-parallel-size" not in options


def test_on_a_gpu_as_vllm_would() -> None:
    options = options_of(device="gpu", tensor_parallel=2, kv_cache_mb=None)
    assert (options["--dtype"], options["--tensor-parallel-size"]) == ("auto", "2")
    assert not {"--enforce-eager", "--kv-cache-memory-bytes", "--distributed-executor-backend"} & set(options)


def test_a_quantised_base_has_no_float32_on_a_cpu(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"quantization_config": {}}')
    assert options_of(device="cpu", base=str(tmp_path))["--dtype"] == "bfloat16"
    assert options_of(device="gpu", base=str(tmp_path))["--dtype"] == "auto"


@pytest.mark.parametrize("device", ["cpu", "gpu"])
def test_training_s_template_nothing_downloaded_nothing_told(device: Any) -> None:
    options = options_of(device=device)
    environment = launch_of(VllmConfig(device=device), port=1).environment
    assert options["--chat-template"] == CHAT_TEMPLATE
    assert options["--generation-config"] == "vllm"
    assert {"--no-enable-log-requests", "--disable-uvicorn-access-log"} <= set(options)
    assert environment["HF_HUB_OFFLINE"] == environment["VLLM_NO_USAGE_STATS"] == "1"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"max_lora_rank": 12}, "max_lora_rank"),
        ({"max_loras": 4, "max_cpu_loras": 2}, "max_cpu_loras"),
        ({"gpu_share": 0.0}, "gpu_share"),
        ({"threads": 0}, "threads"),
        ({"base": "/no/such/folder"}, "base"),
        ({"python": "/no/such/python"}, "make vllm"),
        ({"host": "0.0.0.0"}, "LLM_API_KEY"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(options: dict[str, Any], field: str) -> None:
    with pytest.raises(EscutaError, match=field):
        launch_of(VllmConfig(**options), port=8100)


def test_beyond_this_machine_with_a_key_that_no_command_line_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_API_KEY", "a-secret")
    launch = launch_of(VllmConfig(host="0.0.0.0"), port=8100)
    assert "a-secret" not in repr(launch)


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(EscutaError, match=str(port)):
            free_port(VllmConfig(port=port))
    assert free_port(VllmConfig(port=0)) > 0


def test_a_dry_run_prints_what_could_be_typed(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "serving.vllm", "dry_run=true", "port=8123"],
        capture_output=True,
        text=True,
        check=True,
    )
    words = shlex.split(done.stdout.replace("\\\n", ""))
    assert str(installed) in words
    assert words[words.index("--port") + 1] == "8123"
    assert "HF_HUB_OFFLINE=1" in words


def test_of_what_a_server_wrote_the_cause_is_shown() -> None:
    log = """(APIServer pid=7) WARNING 11-22 [system_utils.py:255] This can cause `OSError: [Errno 24]`
(EngineCore pid=8) ERROR 11-22 [core.py:1510]     raise RuntimeError(
(EngineCore pid=8) ERROR 11-22 [core.py:1510] RuntimeError: Cannot find any model weights
RuntimeError: Engine core initialization failed. See root cause above.
"""
    assert cause(log) == "RuntimeError: Cannot find any model weights"
    assert cause("all is well") == ""


def test_help_tells_every_option() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "serving.vllm", "--help"], capture_output=True, text=True, check=True
    )
    for each in dataclasses.fields(VllmConfig):
        assert each.metadata["help"] in done.stdout
    assert "Usage: python -m serving.vllm" in done.stdout
