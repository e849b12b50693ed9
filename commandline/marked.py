"""Text into a document, between two marks, so that it shows what a command printed."""

import os
from pathlib import Path

from insights.errors import EscutaError


def rewrite(path: Path, start: str, end: str, text: str) -> None:
    """Replace what is between the marks; a file that is not there is made with nothing else. Raises
    `EscutaError` where the marks are missing or the file cannot be written."""
    block = f"{start}\n\n{text}\n\n{end}"
    if not path.exists():
        write(path, block + "\n")
        return
    before, begun, rest = path.read_text(encoding="utf-8").partition(start)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        raise EscutaError(
            "the marks between which the tables go are missing", file=path, remedy=f"add {start} and {end}"
        )
    write(path, before + block + after)


def write(path: Path, text: str) -> None:
    """The whole file or none of it."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise EscutaError(f"cannot write: {error.strerror}", file=path) from None
    finally:
        partial.unlink(missing_ok=True)
