"""How far a silent answer agrees with the one that was shown."""

import re
from collections import Counter

from insights.insight import Source
from insights.jobs import InsightJob, JobResult, Outcome
from insights.records import InsightType
from insights.reply import Reply, alert_category, is_abstention
from serving.storage.trials import Agreement

_WORD = re.compile(r"\w+")


def agreement(job: InsightJob, shown: JobResult, reply: Reply) -> Agreement | None:
    """None where no model's answer was shown: there is nothing to agree with."""
    silent = is_abstention(reply.message, job.language)
    if shown.outcome in (Outcome.ABSTAINED, Outcome.WITHDRAWN):
        return Agreement(abstention=silent)
    if shown.outcome is not Outcome.ANSWERED or shown.insight is None or shown.insight.source is Source.RULE:
        return None
    if silent:
        return Agreement(abstention=False)
    category = None
    if job.insight_type is InsightType.RISK_ALERT:
        category = alert_category(reply.message, job.language) is shown.insight.category
    return Agreement(True, category, overlap(shown.insight.message, reply.message))


def overlap(one: str, other: str) -> float:
    """F1 of the words two messages share, 0 to 1; case, order and punctuation do not count.

    Two messages without a word say the same: nothing.
    """
    mine, theirs = (Counter(_WORD.findall(text.casefold())) for text in (one, other))
    count = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / count if count else 1.0
