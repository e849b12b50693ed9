"""Cohesion from an embedding model: vectors of words, as word2vec, fastText or distilled sentence models
give them.

File: text, one word a line with its numbers, separated by spaces; a first line with two counts is skipped.
The vectors are held in memory and shared; looking words up is cheap enough for the gateway.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insights.errors import EscutaError
from insights.session.patterns import folded
from insights.session.topics import STEM_LETTERS, Cohesion, cosine

Vector = NDArray[np.float32]


class VectorCohesion:
    """The cosine of the mean vectors of both sides; words without a vector do not count.

    Where one side has no known word, counts of words decide.
    """

    def __init__(self, vectors: Mapping[str, Vector]) -> None:
        self._vectors = vectors

    def __call__(self, before: Mapping[str, int], after: Mapping[str, int]) -> float:
        one, other = self._sum(before), self._sum(after)
        length = math.sqrt(float(one @ one) * float(other @ other)) if one.size and other.size else 0.0
        return max(0.0, float(one @ other) / length) if length else cosine(before, after)

    def _sum(self, counts: Mapping[str, int]) -> Vector:
        known = [count * self._vectors[word] for word, count in counts.items() if word in self._vectors]
        return np.sum(known, axis=0, dtype=np.float32) if known else np.empty(0, dtype=np.float32)


def load_cohesion(vectors: str | None) -> Cohesion:
    """Cohesion from a file of vectors, or from counts of words without one. Raises `EscutaError`."""
    return cosine if vectors is None else _load(Path(vectors))


@lru_cache(maxsize=4)
def _load(path: Path) -> VectorCohesion:
    if not path.is_file():
        raise EscutaError("no such file", file=path, field="topics.vectors", remedy="topics.vectors=null")
    sums: dict[str, Vector] = {}
    size = 0
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            word, *numbers = line.split()
            if number == 1 and len(numbers) == 1:
                continue
            try:
                vector = np.array(numbers, dtype=np.float32)
            except ValueError:
                raise EscutaError("not numbers", file=path, line=number, field="topics.vectors") from None
            size = size or vector.size
            if vector.size != size or not size or not np.isfinite(vector).all():
                raise EscutaError(
                    f"not {size} finite numbers", file=path, line=number, field="topics.vectors"
                )
            stem = folded(word)[:STEM_LETTERS]
            # Words with one beginning share a vector.
            sums[stem] = sums[stem] + vector if stem in sums else vector
    return VectorCohesion(sums)
