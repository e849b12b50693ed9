"""A base in 4 bits, made by the other environment and signed here with what it was made from."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from insights.base import QUANTISATION, Quantisation
from insights.errors import EscutaError
from insights.fingerprint import data_digest, tree_digest
from training.datasets import Dataset
from training.likelihood import Distance
from training.merging import copy_companions
from training.model import architecture_of, source_of
from training.quantisation.settings import STEPS, QuantiseSettings, Work, group_size_of
from training.settings import ModelSettings

LOG = "quantise.log"

_SCRIPT = Path(__file__).with_name("compress.py")


@dataclass(frozen=True)
class Cost:
    """What 4 bits cost and save. `distances` by system: `base`, and `adapter` for base with adapter;
    `means` are (before, after) in nats a reply token. Bytes are those of the weights' files."""

    distances: dict[str, Distance]
    means: dict[str, tuple[float, float]]
    bytes_before: int
    bytes_after: int
    group_size: int

    @property
    def size_ratio(self) -> float:
        return self.bytes_after / self.bytes_before


def check_quantisable(model: ModelSettings, settings: QuantiseSettings) -> int:
    """The group size; `EscutaError` for a base that is not a folder, or is quantised already."""
    if model.path is None:
        raise EscutaError(
            "quantising needs the base's folder",
            field="model.path",
            remedy="fetch the model once where the hub can be reached, then give its folder as model.path",
        )
    config = json.loads((Path(source_of(model)) / "config.json").read_text(encoding="utf-8"))
    if config.get("quantization_config") is not None:
        raise EscutaError(
            "this base is quantised already",
            file=model.path,
            field="model.path",
            remedy="give the base in 16 or 32 bits that it was made from",
        )
    return group_size_of(architecture_of(model), settings)


def quantise(
    model: ModelSettings,
    settings: QuantiseSettings,
    calibration: Dataset,
    heldout: Dataset,
    folder: Path,
    *,
    python: Path,
    adapter: Path | None = None,
    threads: int | None = None,
    done: Callable[[str], object] = lambda step: None,
) -> Cost:
    """Write the quantised base into `folder`, whole or not at all, with tokenizer, card and origin.

    `python` is the quantising environment's. `done` is told of each of `STEPS`. What the tool says goes to a
    terminal if there is one, else to `quantise.log` beside `folder`. A failure is an `EscutaError`.
    """
    group_size = check_quantisable(model, settings)
    assert model.path is not None
    assert settings.method is not None
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    with TemporaryDirectory() as scratch:
        files = {name: Path(scratch, name) for name in ("calibration.npz", "heldout.npz", "work", "result")}
        for name, data in (("calibration.npz", calibration), ("heldout.npz", heldout)):
            np.savez(files[name], ids=data.ids, mask=data.mask, offsets=data.offsets)
        work = Work(
            base=str(model.path),
            out=str(partial),
            method=settings.method,
            group_size=group_size,
            calibration=str(files["calibration.npz"]),
            heldout=str(files["heldout.npz"]),
            adapter=str(adapter) if adapter is not None else None,
            threads=threads,
            result=str(files["result"]),
        )
        work.write(files["work"])
        _run(python, files["work"], folder.with_name(LOG), done)
        result = json.loads(files["result"].read_text(encoding="utf-8"))
    copy_companions(model, partial)
    cost = Cost(
        distances={name: Distance(**found) for name, found in result["distances"].items()},
        means={name: (before, after) for name, (before, after) in result["means"].items()},
        bytes_before=_weight_bytes(model.path),
        bytes_after=_weight_bytes(partial),
        group_size=group_size,
    )
    origin = Quantisation(
        method=settings.method,
        scheme=f"W4A16, groups of {group_size}, symmetric",
        group_size=group_size,
        base_digest=tree_digest(model.path),
        calibration_digest=calibration_digest(calibration),
        tool=result["tool"],
        cost=_plain(cost),
    )
    (partial / QUANTISATION).write_text(
        json.dumps(origin.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8"
    )
    (partial / "README.md").write_text(_card(model, origin, cost, len(calibration)), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)
    return cost


def calibration_digest(data: Dataset) -> str:
    """SHA-256 of the token ids, record by record."""
    return data_digest([example.ids.tolist() for example in (data[i] for i in range(len(data)))])


def _run(python: Path, work: Path, log: Path, done: Callable[[str], object]) -> None:
    seen = sys.stderr.isatty()
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            # -P: the script's own folder is no place to import from.
            [str(python), "-P", str(_SCRIPT), str(work)],
            stdout=subprocess.PIPE,
            stderr=None if seen else stream,
            text=True,
        )
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip() in STEPS:
                    done(line.strip())
            code = process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if code:
        raise EscutaError(
            f"quantising ended with code {code}",
            file=None if seen else log,
            field="quantize",
            remedy="what the tool said is above" if seen else "the file has what the tool said",
        )
    log.unlink()


def _weight_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.safetensors"))


def _plain(cost: Cost) -> dict[str, float]:
    """For `quantization.json`."""
    numbers: dict[str, float] = {"size_ratio": round(cost.size_ratio, 4)}
    for name, found in cost.distances.items():
        numbers[f"{name}_fall_nats"] = round(found.fall, 5)
        numbers[f"{name}_distance_nats"] = round(found.mean, 5)
        numbers[f"{name}_same_best"] = round(found.same_best, 5)
    return numbers


def _card(model: ModelSettings, origin: Quantisation, cost: Cost, calibrated_on: int) -> str:
    rows: dict[str, Any] = {
        "Base": f"`{model.name}` (`{origin.base_digest[:16]}`)",
        "Method": f"{origin.method}, {origin.scheme}, output head and embeddings in 16 bits",
        "Made with": f"{origin.tool}, calibrated on {calibrated_on} records "
        f"(`{origin.calibration_digest[:16]}`)",
        "Weights": f"{cost.bytes_after / 2**20:,.1f} MiB instead of {cost.bytes_before / 2**20:,.1f}",
    }
    for name, found in cost.distances.items():
        rows[f"Replies, {name}"] = (
            f"{found.fall:+.4f} nats a token less likely (mean difference {found.mean:.4f}), "
            f"the same token preferred in {found.same_best:.1%} of {found.tokens:,} places"
        )
    table = "\n".join(f"| {name} | {text} |" for name, text in rows.items())
    return _CARD.format(base=model.name, table=table)


_CARD = """---
base_model: {base}
language: [pt, es]
tags: [int4, compressed-tensors, vllm]
---

# A base in 4 bits

Weights in 4 bits, activations in 16, as vLLM serves them. LoRA adapters that were trained on the base in 16
bits answer on top of it; `quantization.json` names that base.

| | |
| --- | --- |
{table}
"""
