"""Tables into a document, between two marks, so that it shows what the command printed."""

import os
from collections.abc import Sequence
from pathlib import Path

from eval.pii.tables import Sheet, markdown
from insights.errors import EscutaError

START = "<!-- pii_bench: written by the benchmark -->"
END = "<!-- /pii_bench -->"


def rewrite(path: Path, sheets: Sequence[Sheet], notes: Sequence[str]) -> None:
    """Replace what is between the marks; a file that is not there is made with nothing but the tables."""
    tables = "\n\n".join([*map(markdown, sheets), *notes])
    block = f"{START}\n\n{tables}\n\n{END}"
    if not path.exists():
        write(path, block + "\n")
        return
    before, start, rest = path.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise EscutaError(
            "the marks between which the tables go are missing", file=path, remedy=f"add {START} and {END}"
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
