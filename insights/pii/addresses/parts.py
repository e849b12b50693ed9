"""What was read of one address."""

from dataclasses import dataclass

Piece = tuple[int, int]
"""Tokens from the first to one past the last."""


@dataclass
class Details:
    """Token ranges: of the address's parts, and of the postal codes between them."""

    pieces: list[tuple[int, int]]
    codes: list[tuple[int, int]]
    parts: int = 0  # complements and places read

    @property
    def end(self) -> int:
        last = self.pieces[-1][1] if self.pieces else 0
        return max(last, self.codes[-1][1] if self.codes else 0)

    def add(self, first: int, last: int) -> None:
        """Goes on with the last piece unless a postal code stands between."""
        self.parts += 1
        if self.pieces and (not self.codes or self.codes[-1][0] < self.pieces[-1][0]):
            self.pieces[-1] = (self.pieces[-1][0], last)
        else:
            self.pieces.append((first, last))
