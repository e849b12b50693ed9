"""Files of the offline stages: JSON Lines read item by item, and files that appear whole or not at all."""

import gzip
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from insights.errors import EscutaError
from insights.jsonl import open_text
from insights.manifest import Output


@dataclass(frozen=True)
class Lines:
    """A JSON Lines file as items `(line number, text)`; digest and row count come from one first pass."""

    path: Path
    sha256: str
    count: int

    @classmethod
    def of(cls, path: Path | str) -> "Lines":
        path = Path(path)
        open_text(path).close()
        digest, count = hashlib.sha256(), 0
        with path.open("rb") as raw:
            while chunk := raw.read(1 << 20):
                digest.update(chunk)
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            count = sum(1 for line in lines if line.strip())
        if count == 0:
            raise EscutaError(
                "the file has no records", file=path, remedy="run the step that writes it again"
            )
        return cls(path, digest.hexdigest(), count)

    def __call__(self) -> Iterator[tuple[int, str]]:
        with open_text(self.path) as lines:
            number = 0
            try:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield number, line
            except UnicodeDecodeError:
                raise EscutaError(
                    "not UTF-8 text", file=self.path, line=number + 1, remedy="save the file as UTF-8"
                ) from None


@contextmanager
def disk_errors(where: Path) -> Iterator[None]:
    """Turn a full disk or a folder that cannot be written into an `EscutaError`."""
    try:
        yield
    except OSError as error:
        raise EscutaError(
            f"cannot write: {error.strerror or error}",
            file=error.filename or where,
            remedy="free disk space or choose another `out`; finished shards are kept",
        ) from error


@contextmanager
def atomic(path: Path) -> Iterator[IO[str]]:
    """A text file that appears whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_lines(path: Path, lines: Iterable[str]) -> Output:
    """Write lines atomically; returns digest and number of rows."""
    digest, rows = hashlib.sha256(), 0
    with atomic(path) as stream:
        for line in lines:
            stream.write(line + "\n")
            digest.update(line.encode() + b"\n")
            rows += 1
    return Output(sha256=digest.hexdigest(), rows=rows)
