"""Fits the weights: a logistic regression for "is it personal", and a sparse one for each kind."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from insights.pii.learned.weights import Weights
from insights.records import PiiType
from training.judges.examples import Example

_RAREST = 3  # a feature seen more rarely is left out
_RAREST_KIND = 20


def fit(examples: Sequence[Example], *, freedom: float, kind_freedom: float, smallest: int) -> Weights:
    """Weights in hundredths. `freedom`, `kind_freedom`: the larger, the more weights; those below `smallest`
    are left out. The same examples give the same weights."""
    seen = Counter(feature for example in examples for feature in example.features)
    columns = {
        feature: k for k, feature in enumerate(sorted(f for f, count in seen.items() if count >= _RAREST))
    }
    matrix = _matrix(examples, columns)
    personal = np.array([example.kind is not None for example in examples])
    weights = _weights(matrix, personal, freedom, smallest, sparse=False)
    mine = np.flatnonzero(personal)
    own = matrix[mine]
    kinds: dict[str, dict[PiiType, int]] = {}
    names = list(columns)
    of = np.array([str(example.kind) for example in examples if example.kind is not None])
    for kind in PiiType:
        is_kind = of == str(kind)
        if is_kind.sum() < _RAREST_KIND:
            continue
        for column, weight in _weights(own, is_kind, kind_freedom, smallest, sparse=True).items():
            kinds.setdefault(names[column], {})[kind] = weight
    return Weights({names[column]: weight for column, weight in weights.items()}, kinds)


def _matrix(examples: Sequence[Example], columns: dict[str, int]) -> csr_matrix:
    indices: list[int] = []
    ends = [0]
    for example in examples:
        indices += sorted(columns[feature] for feature in example.features if feature in columns)
        ends.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(examples), len(columns)))


def _weights(
    matrix: csr_matrix, truth: np.ndarray, freedom: float, smallest: int, *, sparse: bool
) -> dict[int, int]:
    model = LogisticRegression(
        C=freedom,
        l1_ratio=float(sparse),
        solver="liblinear",
        max_iter=300,
        fit_intercept=False,
        random_state=0,
    )
    model.fit(matrix, truth)
    rounded = np.rint(100 * model.coef_[0]).astype(int)
    return {int(k): int(rounded[k]) for k in np.flatnonzero(np.abs(rounded) >= smallest)}
