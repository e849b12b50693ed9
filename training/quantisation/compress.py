"""The work itself, run by the interpreter of the quantising environment: `python compress.py WORK.json`.

Tells on standard output, a word a line, which of `STEPS` is done.
"""

import json
import sys
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch

if __name__ == "__main__":
    # Behind everything: the versions of this environment win.
    sys.path.append(str(Path(__file__).resolve().parents[2]))

from training.likelihood import Example, Likelihood, distance, likelihood
from training.quantisation.settings import BITS, Work


def main(work: Work) -> None:
    """Quantise, write, read back, compare."""
    import llmcompressor
    from transformers import AutoModelForCausalLM

    if work.threads is not None:
        torch.set_num_threads(work.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    heldout = examples(Path(work.heldout))

    load: Any = AutoModelForCausalLM.from_pretrained
    base = load(work.base, dtype="auto").to(device)
    before = _measured(base, heldout, work.adapter)
    _done("measured")

    # 16 bits whatever the base has: 4-bit products on CPUs and GPUs know no other.
    base = base.to(torch.bfloat16)
    base.config.dtype = torch.bfloat16
    _compress(base, examples(Path(work.calibration)), work)
    _done("quantised")
    base.save_pretrained(work.out, save_compressed=True)
    del base
    _done("written")

    again = load(work.out, dtype=torch.bfloat16).to(device)
    after = _measured(again, heldout, work.adapter)
    _done("compared")
    result = {
        "tool": f"llmcompressor {llmcompressor.__version__}",
        "distances": {name: asdict(distance(before[name], after[name])) for name in before},
        "means": {name: [before[name].mean, after[name].mean] for name in before},
    }
    Path(work.result).write_text(json.dumps(result), encoding="utf-8")


def examples(path: Path) -> list[Example]:
    """The examples of a file of arrays."""
    with np.load(path) as arrays:
        ids, mask, offsets = arrays["ids"], arrays["mask"], arrays["offsets"]
    return [(ids[a:b], mask[a:b]) for a, b in pairwise(offsets)]


def _measured(model: Any, heldout: list[Example], adapter: str | None) -> dict[str, Likelihood]:
    """The model by itself and, if there is one, with the adapter beside it."""
    found = {"base": likelihood(model, heldout)}
    if adapter is not None:
        from peft import PeftModel

        adapted: Any = PeftModel.from_pretrained(model, adapter)
        found["adapter"] = likelihood(adapted, heldout)
        adapted.unload()
    return found


def _compress(model: Any, calibration: list[Example], work: Work) -> None:
    from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
    from datasets import Dataset
    from llmcompressor import oneshot

    if not torch.cuda.is_available():
        # AWQ pins its caches in memory for a GPU, also where there is none, and would fail.
        torch.Tensor.pin_memory = lambda self, *_, **__: self  # type: ignore[method-assign]
    weights = QuantizationArgs(
        num_bits=BITS, type="int", symmetric=True, strategy="group", group_size=work.group_size
    )
    options: dict[str, Any] = {
        "config_groups": {"group_0": QuantizationScheme(targets=["Linear"], weights=weights)},
        "ignore": ["lm_head"],
    }
    rows = [ids.tolist() for ids, _ in calibration]
    oneshot(
        model=model,
        dataset=Dataset.from_dict({"input_ids": rows, "attention_mask": [[1] * len(row) for row in rows]}),
        recipe=[_modifier(work.method, options)],
        max_seq_length=max(map(len, rows)),
        num_calibration_samples=len(rows),
        log_dir=None,
    )


def _modifier(method: str, options: dict[str, Any]) -> Any:
    if method == "gptq":
        from llmcompressor.modifiers.quantization import GPTQModifier

        return GPTQModifier(**options)
    from llmcompressor.modifiers.awq import AWQModifier

    return AWQModifier(**options)


def _done(step: str) -> None:
    print(step, flush=True)


if __name__ == "__main__":
    main(Work.read(Path(sys.argv[1])))
