"""An adapter's folder: a PEFT LoRA, and beside it `escuta.json` with what it was made from."""

import json
from pathlib import Path

from insights.errors import EscutaError
from insights.prompts import prompt_digest

CONFIG = "adapter_config.json"
ORIGIN = "escuta.json"


def check_adapter(folder: Path) -> None:
    """Raise `EscutaError` for a folder that is no adapter, or one trained with other prompts than these.

    An adapter without `escuta.json` comes from elsewhere and is taken as it is.
    """
    if not (folder / CONFIG).is_file():
        raise EscutaError(
            f"not an adapter: no {CONFIG}",
            file=folder,
            field="adapter",
            remedy="give the folder that train wrote",
        )
    if not (folder / ORIGIN).is_file():
        return
    try:
        trained_with = json.loads((folder / ORIGIN).read_text(encoding="utf-8"))["prompt_digest"]
    except (ValueError, LookupError, TypeError):
        raise EscutaError(
            "does not say which prompts the adapter was trained with",
            file=folder / ORIGIN,
            field="prompt_digest",
            remedy="take the file that train wrote",
        ) from None
    if trained_with != prompt_digest():
        raise EscutaError(
            f"trained with prompts {trained_with}, these are {prompt_digest()}",
            file=folder,
            field="adapter",
            remedy="train it again: python -m pipelines.train",
        )
