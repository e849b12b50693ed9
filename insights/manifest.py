"""The `manifest.json` beside what a command writes: inputs, settings, counts, outputs.

It is written last, so its presence says that the outputs are whole; its `key` says what they were made from.
"""

import json
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError

from insights import __version__
from insights.fingerprint import data_digest, file_digest
from insights.records import Frozen

NAME = "manifest.json"


class Output(Frozen):
    """A written file: digest and, where it has rows, their number."""

    sha256: str
    rows: int | None = None


class Manifest(Frozen):
    """What a command did. `dropped` counts records left out, by reason."""

    v: Literal[1] = 1
    command: str
    version: str = __version__
    key: str
    inputs: dict[str, str]
    settings: dict[str, Any]
    outputs: dict[str, Output]
    records_in: int = 0
    records_out: int = 0
    dropped: dict[str, int] = Field(default_factory=dict)
    notes: dict[str, Any] = Field(default_factory=dict)
    seconds: float = 0.0

    def write(self, folder: Path) -> Path:
        """Write atomically into `folder`."""
        path = folder / NAME
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n")
        partial.replace(path)
        return path

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """The manifest in `folder`, or None if there is none that can be read."""
        try:
            return cls.model_validate_json((folder / NAME).read_text())
        except (OSError, ValidationError):
            return None


def run_key(command: str, inputs: dict[str, str], settings: dict[str, Any]) -> str:
    """Digest of what determines a command's outputs: command, version, inputs' digests, settings."""
    return data_digest([command, __version__, inputs, settings])


def reusable(folder: Path, key: str) -> Manifest | None:
    """The manifest of finished work with this key whose outputs are still there unchanged, else None."""
    manifest = Manifest.load(folder)
    if manifest is None or manifest.key != key:
        return None
    for name, output in manifest.outputs.items():
        path = folder / name
        if not path.is_file() or file_digest(path) != output.sha256:
            return None
    return manifest


def outputs_of(folder: Path, rows: dict[str, int | None]) -> dict[str, Output]:
    """Digest the named files of a folder, ready for a manifest."""
    return {name: Output(sha256=file_digest(folder / name), rows=count) for name, count in rows.items()}
