"""One exception for everything a user can cause: where it is, what is wrong, what to do about it.

Messages never carry the text of a record, nor anything a caller said.
"""

from pathlib import Path


class EscutaError(Exception):
    """A problem the user can mend. Command lines print it without a traceback and exit with 2."""

    def __init__(
        self,
        problem: str,
        *,
        file: Path | str | None = None,
        line: int | None = None,
        field: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = str(file) if file is not None else None
        self.line = line
        self.field = field
        self.remedy = remedy
        super().__init__(self.render())

    def render(self) -> str:
        """`file:line: field: problem` and, on a second line, the remedy."""
        where = self.file or ""
        if self.line is not None:
            where += f":{self.line}"
        parts = [part for part in (where, self.field, self.problem) if part]
        text = ": ".join(parts)
        return f"{text}\n  remedy: {self.remedy}" if self.remedy else text
