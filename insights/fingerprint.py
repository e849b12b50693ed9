"""Digests of files and of plain data: what says that two runs saw the same thing."""

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_CHUNK_BYTES = 1 << 20
_SHORT = 12
_HEXADECIMAL = frozenset("0123456789abcdef")


def file_digest(path: Path | str) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def tree_digest(folder: Path | str) -> str:
    """SHA-256 over the names and bytes of all files below a folder, in sorted order."""
    folder = Path(folder)
    lines = (
        f"{path.relative_to(folder).as_posix()}\0{file_digest(path)}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )
    return text_digest(lines)


def code_digest(*modules: str) -> str:
    """SHA-256 over the names and bytes of the Python files of packages and modules; imports none of them."""
    parts = []
    for module in modules:
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(module)
        origin = Path(spec.origin)
        sources = sorted(origin.parent.rglob("*.py")) if origin.name == "__init__.py" else [origin]
        parts += [
            f"{module}\0{path.relative_to(origin.parent).as_posix()}\0{file_digest(path)}\n"
            for path in sources
        ]
    return text_digest(parts)


def is_digest(name: str) -> bool:
    """Does it look like what `file_digest` and `tree_digest` give?"""
    return len(name) == 64 and set(name) <= _HEXADECIMAL


def short(digest: str) -> str:
    """As much of a digest as people are shown."""
    return digest[:_SHORT]


def text_digest(parts: Iterable[str]) -> str:
    """SHA-256 of the concatenation of strings."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
    return digest.hexdigest()


def data_digest(value: Any) -> str:
    """SHA-256 of JSON-like data, dataclasses included; key order does not matter."""
    return text_digest([json.dumps(value, sort_keys=True, ensure_ascii=False, default=_plain)])


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return value.as_posix()
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    raise TypeError(f"no digest for {type(value).__name__}")
