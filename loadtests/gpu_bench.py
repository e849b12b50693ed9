"""What a GPU makes of the project's own training and serving, on random weights of Qwen2.5-14B's shapes.

    python -m loadtests.gpu_bench                            on a machine with a GPU
    python -m loadtests.gpu_bench device=cpu shape=tiny      all the same code without one, in a minute
    python -m loadtests.gpu_bench dry_run=true               what would be measured, and the memory it needs

Training: tokens a second, share of the GPU's operations (MFU) and peak memory of `training.trainer`, over
formats, lengths, attention, gradient checkpointing and packing. Generation: reply tokens a second with 0, 1
and 8 adapters, on vLLM (where `make vllm` installed it) and on the embedded engine. Each figure is the median
of several runs. What cannot be measured is listed with the reason. Interrupted, it goes on where it was.
"""

import json
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from commandline.command import command, option
from commandline.marked import write
from commandline.progress import steps
from insights.errors import EscutaError
from insights.fingerprint import data_digest
from insights.resources import data_dir
from loadtests.gpu_generation import Engine, Load, on_embedded_engine, on_vllm, save_adapters
from loadtests.gpu_table import PUBLISHED, table
from loadtests.gpu_training import Attention, Bench, Budget, Cell, cells
from training.settings import Architecture, LoraSettings, ModelSettings

TINY = Architecture(
    hidden_size=128,
    layers=2,
    heads=2,
    kv_heads=1,
    intermediate_size=256,
    vocab_size=3072,
    tied_embeddings=False,
)
_TINY_LENGTHS = {2048: 128, 4096: 256}

# Dense BF16, 10^12 operations a second, from NVIDIA's data sheets (without sparsity).
_PEAK_TFLOPS = {"H200": 989.0, "H100": 989.0, "A100": 312.0, "L40S": 362.0, "L4": 121.0}


@dataclass(frozen=True, kw_only=True)
class GpuBenchConfig:
    """Options of `gpu_bench`."""

    device: Literal["cuda", "cpu"] = option("cuda", help="cpu: the same code without a GPU")
    shape: Literal["model", "tiny"] = option(
        "model", help="model: that of `model`; tiny: seconds, no meaning"
    )
    parts: tuple[Literal["training", "generation"], ...] = option(
        ("training", "generation"), help="what to measure"
    )
    model: ModelSettings
    lora: LoraSettings = field(default_factory=LoraSettings)
    weights: tuple[Literal["bfloat16", "nf4", "float32"], ...] = option(help="formats of the frozen base")
    lengths: tuple[int, ...] = option(help="training: tokens of a row")
    attentions: tuple[Attention, ...] = option(
        help="attention; the first is the one that others stand beside"
    )
    engines: tuple[Engine, ...] = option(help="generation: vllm, embedded")
    adapters: tuple[int, ...] = option(help="generation: adapters in use at once")
    budget: Budget
    load: Load
    peak_tflops: float | None = option(
        None, help="10^12 dense BF16 operations a second of the data sheet; null: what is known of the GPU"
    )
    scratch: str | None = option(
        None, help="folder for the random weights, 2 bytes a parameter; null: a temporary one"
    )
    out: str | None = option(
        None, help="file; what it holds is not measured again; null: outputs/gpu_bench.json, or …-tiny.json"
    )
    overwrite: bool = option(False, help="measure everything again")
    dry_run: bool = option(False, help="say what would be measured and the memory it needs; load nothing")

    @property
    def architecture(self) -> Architecture:
        if self.shape == "tiny":
            return TINY
        if self.model.architecture is None:
            raise EscutaError(
                "the shapes are not known", field="model.architecture", remedy="model=qwen2.5-14b"
            )
        return self.model.architecture

    @property
    def file(self) -> Path:
        return Path(self.out or f"outputs/gpu_bench{'-tiny' if self.shape == 'tiny' else ''}.json")

    def sized(self) -> "GpuBenchConfig":
        """Tiny shapes get tiny lengths and loads: there is nothing to learn from larger ones."""
        if self.shape != "tiny":
            return self
        return replace(
            self,
            lengths=tuple(_TINY_LENGTHS.get(length, length) for length in self.lengths),
            load=Load(
                questions=min(4, self.load.questions),
                prompt_tokens=min(32, self.load.prompt_tokens),
                reply_tokens=min(8, self.load.reply_tokens),
            ),
        )


@command("gpu_bench", GpuBenchConfig)
def main(config: GpuBenchConfig) -> None:
    found = run(config)
    if found is not None:
        print(table(found))
        print(f"gpu_bench: {config.file}")


def run(config: GpuBenchConfig) -> dict[str, Any] | None:
    """Measure what is not measured yet; the document written, or None after a dry run."""
    config = config.sized()
    if config.dry_run:
        print("\n".join(_plan(config)))
        return None
    _require_device(config)
    document = _begun(config)
    wanted = list(_training_cells(config))
    left = [cell for cell in wanted if cell.name not in document["training"]]
    asked = [
        (engine, count)
        for engine in config.engines
        for count in config.adapters
        if "generation" in config.parts and f"{engine}, {count} adapters" not in document["generation"]
    ]
    with (
        _weights(config, needed=bool(left or asked)) as folder,
        steps(len(left) + len(asked), label="gpu_bench", unit="figure") as step,
    ):
        for weights in dict.fromkeys(cell.weights for cell in left):
            _train(config, folder, [cell for cell in left if cell.weights == weights], document, step)
        if asked:
            adapters = save_adapters(folder.parent, config.architecture, config.lora, max(config.adapters))
            for engine, count in asked:
                _generate(config, folder, adapters[:count], engine, document, step)
    return document


def _train(
    config: GpuBenchConfig,
    folder: Path,
    left: list[Cell],
    document: dict[str, Any],
    step: Callable[[str], None],
) -> None:
    """The cells of one format, on one loaded model."""
    made = _tried(lambda: Bench(folder, config.architecture, left[0].weights, config.lora))
    for cell in left:
        bench = made.get("result")
        outcome = (
            {"missing": made["missing"]}
            if bench is None
            else _tried(
                lambda bench=bench, cell=cell: asdict(bench.measure(cell, config.budget))  # type: ignore[misc]
            )
        )
        measured = outcome.get("result", {})
        if measured and (peak := document["peak_tflops"]):
            measured["mfu"] = measured["flops_per_s"] / (peak * 1e12)
        document["training"][cell.name] = {**asdict(cell), **measured, "missing": outcome.get("missing")}
        write(config.file, json.dumps(document, indent=2) + "\n")
        step(cell.name)


def _generate(
    config: GpuBenchConfig,
    folder: Path,
    adapters: list[Path],
    engine: Engine,
    document: dict[str, Any],
    step: Callable[[str], None],
) -> None:
    runs = config.budget.runs
    outcome = _tried(
        lambda: asdict(
            on_vllm(folder, adapters, config.load, runs, device=config.device)
            if engine == "vllm"
            else on_embedded_engine(folder, adapters, config.load, runs)
        )
    )
    name = f"{engine}, {len(adapters)} adapters"
    document["generation"][name] = {
        "engine": engine,
        "adapters": len(adapters),
        **outcome.get("result", {}),
        "missing": outcome.get("missing"),
    }
    write(config.file, json.dumps(document, indent=2) + "\n")
    step(name)


def _tried(work: Callable[[], Any]) -> dict[str, Any]:
    """{"result": …}, or {"missing": why it cannot be had here}."""
    import gc

    import torch

    from inference.engine import EngineClosed

    try:
        return {"result": work()}
    except EscutaError as error:
        return {"missing": error.problem.splitlines()[0]}
    except torch.OutOfMemoryError:
        missing = "out of memory"
    except EngineClosed:
        missing = "the engine ended: out of memory"
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    return {"missing": missing}


def _training_cells(config: GpuBenchConfig) -> Iterator[Cell]:
    if "training" in config.parts:
        yield from cells(config.weights, config.lengths, config.attentions)


def _plan(config: GpuBenchConfig) -> Iterator[str]:
    """What would be measured, with the memory that training is expected to need."""
    from training.memory import estimate, parameters
    from training.settings import OptimSettings, Plan, PrecisionSettings

    count = parameters(config.architecture)
    yield f"random weights: {count:,} parameters, {2 * count / 2**30:.1f} GiB on disk meanwhile"
    for cell in _training_cells(config):
        plan = Plan(
            model=config.model,
            precision=PrecisionSettings(weights=cell.weights, compute="bfloat16"),
            lora=config.lora,
            optim=OptimSettings(
                steps=1, lr=1, batch_tokens=cell.tokens, gradient_checkpointing=cell.checkpointing
            ),
            seed=0,
        )
        replies = round(cell.tokens * cell.reply_share)
        memory = estimate(config.architecture, plan, row_tokens=cell.tokens, reply_tokens=replies)
        yield f"training: {cell.name}: about {memory.total / 2**30:.0f} GiB"
    if "generation" in config.parts:
        for engine in config.engines:
            yield f"generation: {engine} with {', '.join(map(str, config.adapters))} adapters"


def _require_device(config: GpuBenchConfig) -> None:
    import torch

    found = torch.cuda.is_available()
    if config.device == "cuda" and not found:
        raise EscutaError(
            "this machine has no CUDA GPU that torch can use",
            field="device",
            remedy="run it where there is one; device=cpu shape=tiny runs all of it here, "
            "dry_run=true says what would be measured",
        )
    if config.device == "cpu" and found:
        raise EscutaError(
            "training takes the GPU that is here",
            field="device",
            remedy="leave device=cpu out, or hide the GPU: CUDA_VISIBLE_DEVICES= ",
        )
    if config.device == "cpu" and config.shape != "tiny":
        raise EscutaError(
            "a model of this size is not for a CPU", field="shape", remedy="add shape=tiny, or dry_run=true"
        )


@contextmanager
def _weights(config: GpuBenchConfig, *, needed: bool) -> Iterator[Path]:
    """A folder with the random model; a temporary one goes afterwards."""
    with TemporaryDirectory() as temporary:
        folder = Path(config.scratch or temporary) / "base"
        mark = folder / "architecture"
        digest = data_digest([config.architecture, max(config.lengths)])
        if needed and not (mark.is_file() and mark.read_text() == digest):
            _save_random(config, folder)
            mark.write_text(digest)
        yield folder


def _save_random(config: GpuBenchConfig, folder: Path) -> None:
    import torch
    from transformers.utils.logging import disable_progress_bar

    from training.merging import copy_companions
    from training.model import random_base

    embedded = data_dir() / "models" / "language"
    torch.manual_seed(0)
    with torch.device(config.device):
        torch.set_default_dtype(torch.bfloat16)
        try:
            longest = max(*config.lengths, 2 * (config.load.prompt_tokens + config.load.reply_tokens))
            base = random_base(config.architecture, attention_name="sdpa", context_tokens=longest)
        finally:
            torch.set_default_dtype(torch.float32)
    if not sys.stderr.isatty():
        disable_progress_bar()  # type: ignore[no-untyped-call]
    base.save_pretrained(str(folder))
    # Any tokenizer whose ids the model has; the embedded one is at hand.
    copy_companions(replace(config.model, path=embedded), folder)


def _begun(config: GpuBenchConfig) -> dict[str, Any]:
    """The document as an earlier run left it, or a new one; `EscutaError` if it is of something else."""
    import torch

    on_gpu = config.device == "cuda"
    name = torch.cuda.get_device_name() if on_gpu else platform.processor() or platform.machine()
    peak = config.peak_tflops or next((tf for part, tf in _PEAK_TFLOPS.items() if part in name), None)
    about = {
        "device": name,
        "device_kind": config.device,
        "shape": config.shape,
        "architecture": asdict(config.architecture),
        "lora": json.loads(json.dumps(asdict(config.lora))),
        "budget": asdict(config.budget),
        "load": asdict(config.load),
        "peak_tflops": peak if on_gpu else None,
        "versions": {package: version(package) for package in ("torch", "transformers", "peft")},
    }
    out = Path(config.file)
    if out.is_file() and not config.overwrite:
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        if {key: found.get(key) for key in about} == about:
            return found
        raise EscutaError(
            "holds measurements of another machine, shape or budget",
            file=out,
            field="out",
            remedy="choose another `out`, or add overwrite=true to replace it",
        )
    published = PUBLISHED if config.shape == "model" else None
    return {"v": 1, **about, "published": published, "training": {}, "generation": {}}


if __name__ == "__main__":
    main()
