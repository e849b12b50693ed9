"""An adapter's folder: a PEFT LoRA, and beside it `escuta.json` with what it was made from."""

import json
from dataclasses import dataclass
from pathlib import Path

from insights.errors import EscutaError
from insights.prompts import prompt_digest

CONFIG = "adapter_config.json"
ORIGIN = "escuta.json"


@dataclass(frozen=True)
class Origin:
    """What an adapter was trained with. `base_digest` is None where the file does not say."""

    prompt_digest: str
    base_digest: str | None


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
    trained = origin(folder)
    if trained is not None and trained.prompt_digest != prompt_digest():
        raise EscutaError(
            f"trained with prompts {trained.prompt_digest}, these are {prompt_digest()}",
            file=folder,
            field="adapter",
            remedy="train it again: python -m pipelines.train",
        )


def origin(folder: Path) -> Origin | None:
    """None for an adapter from elsewhere. `EscutaError` for a file that does not say which prompts."""
    if not (folder / ORIGIN).is_file():
        return None
    try:
        said = json.loads((folder / ORIGIN).read_text(encoding="utf-8"))
        return Origin(str(said["prompt_digest"]), said.get("base_digest"))
    except (ValueError, LookupError, TypeError, AttributeError):
        raise EscutaError(
            "does not say which prompts the adapter was trained with",
            file=folder / ORIGIN,
            field="prompt_digest",
            remedy="take the file that train wrote",
        ) from None
