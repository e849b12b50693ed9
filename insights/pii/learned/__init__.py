"""Judges that were taught by examples: what the rules leave unnamed is weighed by all that is said around
it."""

from insights.pii.learned.judge import Judge
from insights.pii.learned.numbers import NumberJudge
from insights.pii.learned.words import WordJudge

__all__ = ["Judge", "NumberJudge", "WordJudge"]
