"""Bare numbers."""

from insights.pii.learned.numbers.judge import NumberJudge

__all__ = ["NumberJudge"]
