"""The benchmark's tables in a document."""

from collections.abc import Sequence
from pathlib import Path

from commandline.marked import rewrite as rewrite_between
from eval.pii.tables import Sheet, markdown

START = "<!-- pii_bench: written by the benchmark -->"
END = "<!-- /pii_bench -->"


def rewrite(path: Path, sheets: Sequence[Sheet], notes: Sequence[str]) -> None:
    """Between the marks, so that it shows what the command printed. Raises `EscutaError`."""
    rewrite_between(path, START, END, "\n\n".join([*map(markdown, sheets), *notes]))
