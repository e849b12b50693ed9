"""Make another form of a model for serving: an adapter merged into its base, or a base in 4 bits.

    python -m pipelines.export merge=outputs/train/smoke_cpu-seed0/adapter
    python -m pipelines.export quantize=gptq adapter=data/models/adapter
    python -m pipelines.export quantize=awq model=qwen2.5-14b model.path=DIR calibration=train.jsonl

Merging takes a base in 16 or 32 bits, reads the result back and compares the log-probabilities of known
replies with those of base and adapter. Quantising (4-bit weights, 16-bit activations, compressed-tensors for
vLLM) runs in an environment of its own, `make quantize-env`, and measures what it costs; adapters trained on
the 16-bit base answer on top of the result. Writes `model/` and `manifest.json`.
"""

import math
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline.command import command, option
from commandline.progress import steps
from insights.adapter import check_adapter
from insights.errors import EscutaError
from insights.fingerprint import file_digest, tree_digest
from insights.manifest import Manifest, outputs_of, run_key
from insights.prompts import prompt_digest
from pipelines._dataset import synthesise
from pipelines._plan import located
from pipelines.files import disk_errors
from pipelines.runner import reuse
from training.quantisation.settings import STEPS, QuantiseSettings
from training.settings import ModelSettings, PrecisionSettings

# torch and what needs it are imported where they are used: `--help` stays quick.
if TYPE_CHECKING:
    from training.datasets import Dataset

MODEL = "model"
DATA = "outputs/data"

# Calls to generate: about five records each.
_CALLS_PER_RECORD = 0.25
_FEWEST_CALLS = 80


@dataclass(frozen=True, kw_only=True)
class ExportConfig:
    """Options of `export`."""

    merge: str | None = option(None, help="adapter folder to merge into the base")
    quantize: QuantiseSettings = field(default_factory=QuantiseSettings)
    adapter: str | None = option(None, help="quantising: measure the cost with this adapter on top, too")
    model: ModelSettings
    precision: PrecisionSettings = field(default_factory=PrecisionSettings)
    calibration: str | None = option(
        None, help="records to calibrate on; null: synthetic ones, made in outputs/data"
    )
    heldout: str | None = option(None, help="records to compare on; null: synthetic ones of other phrasings")
    calibration_records: int = option(128, help="calibrate on at most so many records")
    heldout_records: int = option(64, help="compare on at most so many records")
    seed: int = option(0, help="seed of the synthetic records and of the choice among them")
    tolerance_nats: float = option(
        0.05, help="merging: largest mean difference from base and adapter, nats a reply token"
    )
    environment: str = option(".venv-quantize", help="environment that quantises")
    out: str | None = option(None, help="folder to write into; null: outputs/export/merged, gptq or awq")
    threads: int | None = option(None, help="CPU threads; null: as many as torch finds")
    overwrite: bool = option(False, help="replace finished outputs made from other inputs or settings")
    dry_run: bool = option(False, help="check inputs and settings, say what would be done, write nothing")

    def __post_init__(self) -> None:
        if (self.merge is None) == (self.quantize.method is None):
            raise EscutaError(
                "nothing to do" if self.merge is None else "one thing at a time",
                field="merge, quantize",
                remedy="merge=ADAPTER, or quantize=gptq; for both, merge first, then quantise with "
                "model.path=outputs/export/merged/model",
            )
        for name in ("calibration_records", "heldout_records", "tolerance_nats"):
            if getattr(self, name) <= 0:
                raise EscutaError("must be above 0", field=name)

    @property
    def folder(self) -> Path:
        return Path(self.out or f"outputs/export/{self.quantize.method or 'merged'}")


def run(config: ExportConfig) -> Manifest:
    """Merge or quantise; finished work with the same inputs and settings is reused."""
    started = time.monotonic()
    from training.merging import check_mergeable
    from training.model import base_digest
    from training.quantisation.environment import REQUIREMENTS, python_of
    from training.quantisation.quantise import check_quantisable

    # 1. What can be refused without loading a model.
    model = located(config.model)
    out = config.folder
    merging = config.merge is not None
    settings: dict[str, Any] = {
        "prompt_digest": prompt_digest(),
        "heldout_records": config.heldout_records,
        "seed": config.seed,
    }
    if config.merge is not None:
        check_mergeable(model, config.precision, Path(config.merge))
        settings |= {"precision": config.precision.weights}
    else:
        settings |= {
            "method": config.quantize.method,
            "group_size": check_quantisable(model, config.quantize),
            "calibration_records": config.calibration_records,
            "requirements": file_digest(REQUIREMENTS),
        }
    inputs = {"base": base_digest(model), **_inputs(config)}
    key = run_key("export", inputs, settings)
    if config.dry_run:
        what = f"merge {config.merge} into" if merging else f"quantise with {config.quantize.method}"
        print(f"export: dry run: would {what} {model.name} ({inputs['base'][:16]}) → {out}/{MODEL}")
        return Manifest(command="export", key=key, inputs=inputs, settings=settings, outputs={})
    if (done := reuse("export", key, out, overwrite=config.overwrite)) is not None:
        return done
    python = None if merging else python_of(Path(config.environment))
    _use_threads(config.threads)

    # 2. Records, rendered as production renders them.
    calibration, heldout = _records(config, model)

    # 3. The work, and what it costs.
    with disk_errors(out):
        if python is None:
            notes = _merge(config, model, heldout, out / MODEL)
        else:
            notes = _quantise(config, model, calibration, heldout, out / MODEL, python)
        names = [f"{MODEL}/{path.name}" for path in sorted((out / MODEL).iterdir())]
        manifest = Manifest(
            command="export",
            key=key,
            inputs=inputs,
            settings=settings,
            outputs=outputs_of(out, dict.fromkeys(names)),
            records_in=len(heldout) if merging else len(calibration) + len(heldout),
            records_out=0,
            notes={"model_digest": tree_digest(out / MODEL), **notes},
            seconds=round(time.monotonic() - started, 3),
        )
        manifest.write(out)
    return manifest


def _merge(config: ExportConfig, model: ModelSettings, heldout: "Dataset", folder: Path) -> dict[str, Any]:
    from training.merging import merge

    assert config.merge is not None
    examples = [(row.ids, row.mask) for row in (heldout[index] for index in range(len(heldout)))]
    with steps(3 * len(examples), label="merge", unit="record") as step:
        parity = merge(
            model,
            config.precision,
            Path(config.merge),
            examples,
            folder,
            tolerance_nats=config.tolerance_nats,
            each=lambda: step(""),
        )
    return {"parity": asdict(parity)}


def _quantise(
    config: ExportConfig,
    model: ModelSettings,
    calibration: "Dataset",
    heldout: "Dataset",
    folder: Path,
    python: Path,
) -> dict[str, Any]:
    from training.quantisation.quantise import quantise

    with steps(len(STEPS), label=f"quantise {config.quantize.method}", unit="step") as step:
        cost = quantise(
            model,
            config.quantize,
            calibration,
            heldout,
            folder,
            python=python,
            adapter=Path(config.adapter) if config.adapter is not None else None,
            threads=config.threads,
            done=step,
        )
    return {"cost": asdict(cost), "size_ratio": round(cost.size_ratio, 4)}


def _inputs(config: ExportConfig) -> dict[str, str]:
    """Digests of everything read beside the base."""
    files = {"calibration": config.calibration, "heldout": config.heldout}
    if config.merge is not None:
        del files["calibration"]
    folders = {"merge": config.merge, "adapter": config.adapter}
    for folder in folders.values():
        if folder is not None:
            check_adapter(Path(folder))
    for name, path in files.items():
        if path is not None and not Path(path).is_file():
            raise EscutaError("no such file", file=path, field=name, remedy="check the path")
    return {
        **{name: file_digest(path) for name, path in files.items() if path is not None},
        **{name: tree_digest(folder) for name, folder in folders.items() if folder is not None},
    }


def _records(config: ExportConfig, model: ModelSettings) -> tuple["Dataset", "Dataset"]:
    """Records to calibrate and to compare on; synthetic ones have no phrasing in common."""
    from training import datasets
    from training.model import load_tokenizer

    tokenizer: Any = load_tokenizer(model)
    calibration, heldout = config.calibration, config.heldout
    if heldout is None or (config.merge is None and calibration is None):
        wanted = max(config.calibration_records, config.heldout_records)
        calls = max(_FEWEST_CALLS, round(wanted * _CALLS_PER_RECORD))
        made = synthesise(calls, config.seed, Path(DATA) / f"synthetic-{calls}-{config.seed}")
        calibration, heldout = calibration or str(made.train), heldout or str(made.test)

    def some(path: str, count: int) -> "Dataset":
        whole = datasets.load(Path(path), tokenizer, context_tokens=model.context_tokens, too_long="drop")
        return whole.sample(count, config.seed)

    held = some(heldout, config.heldout_records)
    return (held if calibration is None else some(calibration, config.calibration_records)), held


def _use_threads(threads: int | None) -> None:
    if threads is not None:
        import torch

        torch.set_num_threads(threads)


@command("export", ExportConfig)
def main(config: ExportConfig) -> None:
    manifest = run(config)
    if manifest.outputs:
        print(_summary(manifest, config))


def _summary(manifest: Manifest, config: ExportConfig) -> str:
    notes = manifest.notes
    lines = [f"export: {config.folder / MODEL} ({manifest.seconds:.1f} s)"]
    if "parity" in notes:
        merged, adapter = notes["parity"]["merged"], notes["parity"]["adapter"]
        lines.append(
            f"  {merged['mean']:.5f} nats a token from base and adapter (at most {merged['largest']:.4f}, "
            f"{merged['tokens']} tokens); the adapter itself changes {adapter['mean']:.3f}"
        )
        return "\n".join(lines)
    cost = notes["cost"]
    lines.append(
        f"  weights {cost['bytes_after'] / 2**20:,.1f} MiB instead of {cost['bytes_before'] / 2**20:,.1f} "
        f"({notes['size_ratio']:.0%}), groups of {cost['group_size']}"
    )
    for name, found in cost["distances"].items():
        before, after = cost["means"][name]
        lines.append(
            f"  {name}: perplexity of known replies {math.exp(-before):.3f} → {math.exp(-after):.3f}, "
            f"mean difference {found['mean']:.4f} nats a token, "
            f"same token preferred in {found['same_best']:.1%} of {found['tokens']}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
