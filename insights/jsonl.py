"""JSON Lines in and out: one pydantic record a line, errors that name file, line and field, atomic writes.

UTF-8, one object a line, keys in the order of the model, so equal records give equal bytes.
"""

import gzip
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TypeVar

from pydantic import BaseModel, ValidationError

from insights.errors import EscutaError

M = TypeVar("M", bound=BaseModel)

# Line ends to many readers, as to Python's `splitlines`, though not to JSON.
_LINE_ENDS = tuple((chr(code), f"\\u{code:04x}") for code in (0x85, 0x2028, 0x2029))


def describe(error: ValidationError) -> tuple[str, str]:
    """(field path, problem) of the first fault, without the offending value: it may be personal data."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "record"
    return field, first["msg"]


def loads(model: type[M], line: str, *, file: Path | str, number: int) -> M:
    """Parse one line; raises `EscutaError` with file, line and field, never with the text."""
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        field, problem = describe(error)
        raise EscutaError(
            problem,
            file=file,
            line=number,
            field=field,
            remedy=f"each line must be one JSON object of type {model.__name__}; mend or delete this line",
        ) from None


def dumps(record: BaseModel) -> str:
    """One line of JSON, without the newline; unset optional fields are left out."""
    line = record.model_dump_json(exclude_none=True)
    for end, escape in _LINE_ENDS:
        line = line.replace(end, escape)
    return line


def open_text(path: Path) -> IO[str]:
    """Open a plain or gzip text file for reading; a missing or empty file is an `EscutaError`."""
    if not path.is_file():
        raise EscutaError("no such file", file=path, remedy="check the path, or run the step that writes it")
    if path.stat().st_size == 0:
        raise EscutaError("the file is empty", file=path, remedy="run the step that writes it again")
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8-sig")
    # A byte order mark, as some editors write it, is no part of the text.
    return path.open(encoding="utf-8-sig")


def read(model: type[M], path: Path | str) -> Iterator[M]:
    """Stream records of a file; blank lines are skipped, a malformed one raises `EscutaError`."""
    path = Path(path)
    with open_text(path) as lines:
        number = 0
        try:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield loads(model, line, file=path, number=number)
        except UnicodeDecodeError:
            raise EscutaError(
                "not UTF-8 text", file=path, line=number + 1, remedy="save the file as UTF-8"
            ) from None


def write(records: Iterable[BaseModel], path: Path | str) -> int:
    """Write records atomically (a killed process leaves the old file or none); returns the count."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    count = 0
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as out:
            for record in records:
                out.write(dumps(record) + "\n")
                count += 1
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    except OSError as error:
        raise EscutaError(
            f"cannot write: {error.strerror}", file=path, remedy="free disk space or choose another `out`"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return count
