"""What a model answered to a record, with all that scoring needs: one line of `predictions.jsonl`."""

from insights.records import Confidence, Frozen, Gold, InsightType, Language, Record
from insights.reply import Fault, alert_category, is_abstention, parse_reply


class Prediction(Frozen):
    """A reply beside its gold. `message` is None when the reply is not valid, `gold` when nobody knows it.

    `confidence` is `insights.confidence.reply_confidence`; `stated` is what the reply itself claims.
    """

    record_id: str
    call_id: str
    excerpt_id: str
    tenant: str
    language: Language
    insight_type: InsightType
    reply: str
    message: str | None = None
    stated: Confidence | None = None
    confidence: Confidence | None = None
    fault: Fault | None = None
    gold: Gold | None = None
    prompt_tokens: int = 0
    reply_tokens: int = 0

    @property
    def abstains(self) -> bool:
        """Does a valid reply say that there is not enough information?"""
        return self.message is not None and is_abstention(self.message, self.language)


def gold_of(record: Record) -> Gold | None:
    """The right answer of a record: its gold, or what a labelled response says; None when unknown."""
    meta = record.metadata
    if meta.gold is not None:
        return meta.gold
    if meta.status != "labelled" or not record.response:
        return None
    verdict = parse_reply(record.response, meta.insight_type, meta.language)
    if verdict.reply is None:
        return None
    message = verdict.reply.message
    has_data = not is_abstention(message, meta.language)
    category = None
    if has_data and meta.insight_type is InsightType.RISK_ALERT:
        category = alert_category(message, meta.language)
    return Gold(has_data=has_data, message=message, category=category)


def predict(
    record: Record,
    reply: str,
    *,
    confidence: float | None = None,
    prompt_tokens: int = 0,
    reply_tokens: int = 0,
) -> Prediction:
    """Judge a reply to a record as production would, and put it beside the gold."""
    meta = record.metadata
    verdict = parse_reply(reply, meta.insight_type, meta.language)
    stated = verdict.reply.confidence if verdict.reply else None
    return Prediction(
        record_id=meta.record_id,
        call_id=meta.call_id,
        excerpt_id=meta.excerpt_id,
        tenant=meta.tenant,
        language=meta.language,
        insight_type=meta.insight_type,
        reply=reply,
        message=verdict.reply.message if verdict.reply and verdict.valid else None,
        stated=stated,
        confidence=confidence if confidence is not None else stated,
        fault=verdict.fault,
        gold=gold_of(record),
        prompt_tokens=prompt_tokens,
        reply_tokens=reply_tokens,
    )
