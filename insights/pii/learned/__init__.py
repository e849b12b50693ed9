"""A judge of bare numbers that was taught by examples: what the rules leave unnamed is weighed by all that is
said around it."""

from insights.pii.learned.recogniser import LearnedRecogniser

__all__ = ["LearnedRecogniser"]
