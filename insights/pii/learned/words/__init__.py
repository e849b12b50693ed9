"""Words that no rule named: names, towns, passwords."""

from insights.pii.learned.words.judge import WordJudge

__all__ = ["WordJudge"]
