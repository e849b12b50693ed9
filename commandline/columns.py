"""Rows of cells as aligned lines of text."""

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]], *, texts: int | None = None) -> list[str]:
    """A line for each row. The first `texts` columns (None: all) begin left, the others end right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if texts is None or at < texts else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
