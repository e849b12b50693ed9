"""Settings → vLLM's command line and environment. Works out and checks; starts nothing."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from insights.errors import EscutaError
from insights.render import CHAT_TEMPLATE
from insights.resources import data_dir
from serving.vllm.settings import VllmConfig

API_KEY = "LLM_API_KEY"
PYTHON = "VLLM_PYTHON"
ENVIRONMENT = Path(".venv-vllm")

# Needs no distribution named `vllm`, which the `vllm` command asks for and the CPU build does not bring.
_PROGRAM = "vllm.entrypoints.launchers.api_server.entry"

_PRIVATE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
}


@dataclass(frozen=True)
class Launch:
    """`environment` is what is set beside the caller's own; secrets are not in it."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    url: str


def launch_of(config: VllmConfig, *, port: int) -> Launch:
    """How to start it. Raises `EscutaError` for a folder without a model, or a missing environment."""
    model = Path(config.base) if config.base else data_dir() / "models" / "language"
    if not (model / "config.json").is_file():
        raise EscutaError(
            "no model in this folder (config.json is missing)",
            file=model,
            field="base",
            remedy="give the folder of a base model; null takes the one that ships",
        )
    if config.reachable and not os.environ.get(API_KEY):
        raise EscutaError(
            "without a key only this machine is served: whoever reaches the server can load adapters",
            field="host",
            remedy=f"set {API_KEY} in the environment, here and where questions come from",
        )
    device = found_device() if config.device == "auto" else config.device
    options: dict[str, str | int | float | None] = {
        "--model": str(model.absolute()),
        "--served-model-name": config.name,
        "--host": config.host,
        "--port": port,
        # Training's own template and no sampling defaults of the folder: what is asked is what was trained.
        "--chat-template": CHAT_TEMPLATE,
        "--generation-config": "vllm",
        "--dtype": _dtype(model, device) if config.dtype == "auto" else config.dtype,
        "--max-model-len": config.context_tokens,
        "--max-num-seqs": config.seqs,
        "--scheduling-policy": "priority",
        "--max-loras": config.max_loras,
        "--max-cpu-loras": config.max_cpu_loras,
        "--max-lora-rank": config.max_lora_rank,
        "--kv-cache-memory-bytes": None if config.kv_cache_mb is None else config.kv_cache_mb << 20,
        "--structured-outputs-config": json.dumps({"backend": "guidance", "disable_any_whitespace": True}),
    }
    environment = {**_PRIVATE, "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "True", "PYTHONSAFEPATH": "1"}
    flags = ["--enable-lora", "--disable-uvicorn-access-log", "--no-enable-log-requests"]
    if device == "cpu":
        # Compiling costs 47 s at the first question and 18 s at the first log-probabilities. The engine needs
        # no workers beside it.
        flags.append("--enforce-eager")
        options["--distributed-executor-backend"] = "uni"
        environment |= {
            "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
            "TORCHDYNAMO_DISABLE": "1",
            "VLLM_CPU_OMP_THREADS_BIND": "nobind",
            "OMP_NUM_THREADS": str(config.threads),
        }
    else:
        options |= {
            "--gpu-memory-utilization": config.gpu_share,
            "--tensor-parallel-size": config.tensor_parallel,
        }
    given = [word for name, value in options.items() if value is not None for word in (name, str(value))]
    host = f"[{config.host}]" if ":" in config.host else config.host
    return Launch(
        command=(interpreter(config), "-m", _PROGRAM, *given, *flags),
        environment=environment,
        url=f"http://{host}:{port}/v1",
    )


def _dtype(model: Path, device: str) -> str:
    """Float32 on a CPU, as the embedded engine has it. A quantised base has no 32-bit arithmetic there: it
    would start, and die of its first question."""
    if device != "cpu":
        return "auto"
    described = json.loads((model / "config.json").read_text(encoding="utf-8"))
    return "bfloat16" if "quantization_config" in described else "float32"


def interpreter(config: VllmConfig) -> str:
    """vLLM's own Python, as an absolute path."""
    path = Path(config.python or os.environ.get(PYTHON) or ENVIRONMENT / "bin" / "python")
    if not path.is_file():
        raise EscutaError(
            "vLLM is not installed here",
            file=path,
            field="python",
            remedy="make vllm installs it into .venv-vllm and starts it; or set VLLM_PYTHON",
        )
    return str(path.absolute())


def found_device() -> str:
    """`gpu` if the driver lists one."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return "cpu"
    listed = subprocess.run([program, "-L"], capture_output=True, text=True, check=False)
    return "gpu" if listed.returncode == 0 and "GPU" in listed.stdout else "cpu"


def free_port(config: VllmConfig) -> int:
    """The port asked for, or any free one; `EscutaError` if it is taken."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise EscutaError(
                f"cannot listen on {config.host}:{config.port}: {error.strerror}",
                field="port",
                remedy="another server may be running there; give port=NUMBER, or port=0 for any free one",
            ) from None
        return int(probe.getsockname()[1])
