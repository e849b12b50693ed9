"""A base model's folder, and which base an adapter for it was trained on.

A quantised base says in `quantization.json` what it was made from: adapters are trained on the weights in 16
bits and answer on top of the coarser ones as well.
"""

import re
from pathlib import Path

from pydantic import Field, ValidationError

from insights.errors import EscutaError
from insights.fingerprint import tree_digest
from insights.records import Frozen

QUANTISATION = "quantization.json"

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Quantisation(Frozen):
    """How a quantised base came to be. `base_digest` names the folder it was made from, `calibration_digest`
    the ids that it was calibrated on; `cost` has what it costs in log-probability and saves in bytes.
    """

    v: int = 1
    method: str
    scheme: str
    group_size: int
    base_digest: str
    calibration_digest: str
    tool: str
    cost: dict[str, float] = Field(default_factory=dict)


def quantisation_of(folder: Path) -> Quantisation | None:
    """None for a base that `export` did not quantise; `EscutaError` for a file that cannot be read."""
    path = folder / QUANTISATION
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        found = Quantisation.model_validate_json(text)
    except ValidationError:
        found = None
    if found is None or not _DIGEST.fullmatch(found.base_digest):
        raise EscutaError(
            "does not say from which base it was quantised",
            file=path,
            field="base_digest",
            remedy="quantise it again: python -m pipelines.export quantize=gptq",
        )
    return found


def origin_base_digest(folder: Path) -> str:
    """What an adapter's `base_digest` must be to be at home on the base in `folder`, 64 hexadecimal digits.

    The folder's own digest (`tree_digest`), or that of the base it was quantised from. Raises `EscutaError`
    for a folder without a model.
    """
    if not (folder / "config.json").is_file():
        raise EscutaError(
            "no model in this folder (config.json is missing)",
            file=folder,
            field="base",
            remedy="check the path; the embedded model is made by python -m pipelines.build_language",
        )
    quantised = quantisation_of(folder)
    return tree_digest(folder) if quantised is None else quantised.base_digest
