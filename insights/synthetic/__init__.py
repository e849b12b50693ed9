"""Synthetic call-centre calls with known answers, deterministic by seed and made as a stream."""

from insights.synthetic.composer import generate, generate_call, transcript
from insights.synthetic.settings import TENANTS, CorpusSettings
from insights.synthetic.spoken import spoken_sentences

__all__ = ["TENANTS", "CorpusSettings", "generate", "generate_call", "spoken_sentences", "transcript"]
