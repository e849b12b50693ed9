"""What `python -m serving.vllm` can be told; composed from `conf/vllm.yaml`."""

import ipaddress
from dataclasses import dataclass
from typing import Literal

from commandline.command import option
from insights.errors import EscutaError

_RANKS = (1, 8, 16, 32, 64, 128, 256, 320, 512)


@dataclass(frozen=True, kw_only=True)
class VllmConfig:
    """One server: one base model and the adapters for it."""

    name: str = option("llm_fp16", help="what questions call the base: llm_fp16, llm_int4")
    base: str | None = option(None, help="folder of the base; null: the one that ships")
    device: Literal["auto", "cpu", "gpu"] = option("auto", help="auto: a GPU if nvidia-smi finds one")
    dtype: str = option(
        "auto", help="float32, bfloat16, float16; auto: float32 on a CPU, else as the folder says"
    )
    host: str = option("127.0.0.1", help="address to bind; beyond loopback LLM_API_KEY must be set")
    port: int = option(8100, help="TCP port; 0: any free one")
    max_loras: int = option(4, help="adapters in one batch")
    max_cpu_loras: int = option(8, help="adapters held at once (llm.….hosted.capacity: not more)")
    max_lora_rank: int = option(16, help="largest rank of an adapter")
    context_tokens: int = option(1024, help="prompt and reply together, tokens")
    seqs: int = option(32, help="questions answered at the same time")
    kv_cache_mb: int | None = option(128, help="room for keys and values, MB; null: as vLLM decides")
    gpu_share: float = option(0.9, help="share of the GPU's memory to use, 0 to 1")
    tensor_parallel: int = option(1, help="GPUs that share the model")
    threads: int = option(1, help="CPU threads; more were slower on a busy machine")
    python: str | None = option(
        None, help="interpreter of vLLM's environment; null: VLLM_PYTHON, else .venv-vllm (make vllm)"
    )
    log: str = option("outputs/vllm/llm_fp16.log", help="file for what vLLM writes; -: here")
    start_timeout_s: float = option(600.0, help="until it must be ready, seconds")
    stop_timeout_s: float = option(15.0, help="after a signal, to end by itself, seconds")
    dry_run: bool = option(False, help="print the command line and the environment, start nothing")

    def __post_init__(self) -> None:
        for name in ("max_loras", "context_tokens", "seqs", "tensor_parallel", "threads"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=name)
        if self.max_cpu_loras < self.max_loras:
            raise EscutaError("must not be below max_loras", field="max_cpu_loras")
        if self.max_lora_rank not in _RANKS:
            raise EscutaError(
                f"vLLM has no rank {self.max_lora_rank}",
                field="max_lora_rank",
                remedy=f"use the next larger of {', '.join(map(str, _RANKS))}",
            )
        if not 0 < self.gpu_share <= 1:
            raise EscutaError("must be above 0 and at most 1", field="gpu_share")

    @property
    def reachable(self) -> bool:
        """From other machines?"""
        if self.host == "localhost":
            return False
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return True
