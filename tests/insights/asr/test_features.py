"""The features are faster-whisper's own."""

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from insights.asr.features import LogMel


@pytest.mark.parametrize("samples", [1, 150, 1_600, 16_000, 79_999, 160_000])
def test_features_are_those_of_faster_whisper(samples: int) -> None:
    extractor = FeatureExtractor(chunk_length=10)
    sound = np.random.default_rng(samples).normal(0, 0.1, samples).astype(np.float32)
    found = LogMel(extractor)(sound)
    expected = extractor(sound)[:, :-1]
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, atol=1e-5)
