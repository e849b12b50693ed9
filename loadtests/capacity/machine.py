"""What a certificate says of the machine, the versions and the models that it holds for."""

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from insights import __version__
from insights.fingerprint import tree_digest
from serving.models import with_found_adapter
from serving.settings import ServeSettings

_LIBRARIES = (
    "ctranslate2",
    "faster-whisper",
    "torch",
    "transformers",
    "onnxruntime",
    "fastapi",
    "uvicorn",
    "uvloop",
    "websockets",
    "numpy",
    "sqlalchemy",
    "locust",
)


def hardware() -> dict[str, Any]:
    """Processor, cores that this process may use, memory, GPUs."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "gpus": _gpus(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }


def versions() -> dict[str, str]:
    """Of Escuta, Python, and the libraries that do the work."""
    found = {"escuta": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def models(serve: ServeSettings) -> dict[str, str]:
    """Digest by part; the address where a part is elsewhere."""
    from insights.resources import data_dir

    found: dict[str, str] = {}
    path = serve.asr.model_path
    found["recogniser"] = serve.recognition.url or (
        tree_digest(path) if path is not None and path.is_dir() else serve.asr.model
    )
    llm = with_found_adapter(serve.llm)
    for rung, server in (("critical model", llm.critical), ("fast model", llm.fast)):
        if server is not None:
            found[rung] = server.model
    if llm.embedded is not None:
        base = Path(llm.embedded.base) if llm.embedded.base else data_dir() / "models" / "language"
        found["language model"] = tree_digest(base)
        for name, folder in llm.embedded.adapters.items():
            found[f"adapter {name}"] = tree_digest(folder)
    return found


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", path.read_text()) if path.is_file() else None
    return found[1].strip() if found else platform.processor() or platform.machine()


def _gpus() -> list[str]:
    try:
        asked = subprocess.run(
            ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in asked.stdout.splitlines() if line.strip()]
