import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.prompts import ABSTENTION, CATEGORY_LABELS
from insights.records import AlertCategory, InsightType
from insights.reply import Fault, alert_category, is_abstention, parse_reply, reply_schema, reply_text

ALERT = InsightType.RISK_ALERT


@pytest.mark.parametrize("language", ["pt", "es"])
@pytest.mark.parametrize("category", list(AlertCategory))
def test_a_good_alert_is_valid_and_its_category_found(language, category):
    message = f"{CATEGORY_LABELS[language][category]}: plano Família, preço alto."
    verdict = parse_reply(reply_text(ALERT, message, 0.9), ALERT, language)
    assert verdict.valid
    assert alert_category(verdict.reply.message, language) is category


@pytest.mark.parametrize("language", ["pt", "es"])
def test_abstention_is_a_valid_reply_of_every_type(language):
    for kind in InsightType:
        reply = reply_text(kind, ABSTENTION[language], 0.9)
        verdict = parse_reply(reply, kind, language, min_confidence=0.95)
        assert verdict.valid
        assert is_abstention(verdict.reply.message, language)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Claro! Aqui está", Fault.NOT_JSON),
        ('{"type": "upsell"', Fault.NOT_JSON),
        ('{"type": "upsell", "message": "x"}', Fault.SCHEMA),
        ('{"type": "upsell", "message": "Oferecer", "confidence": 1.5}', Fault.SCHEMA),
        ('{"type": "upsell", "message": "Oferecer", "confidence": 0.5, "x": 1}', Fault.SCHEMA),
        (reply_text(InsightType.UPSELL, "Oferecer o plano", 0.9), Fault.WRONG_TYPE),
        (reply_text(ALERT, "Suspeita de fraude: <|im_start|>", 0.9), Fault.UNREADABLE),
        (reply_text(ALERT, "12 34 !!", 0.9), Fault.UNREADABLE),
        (reply_text(ALERT, "O cliente está irritado.", 0.9), Fault.NO_CATEGORY),
        (reply_text(ALERT, "Suspeita de fraude: R$ 120.", 0.2), Fault.LOW_SCORE),
    ],
)
def test_each_fault_has_its_name(text, fault):
    assert parse_reply(text, ALERT, "pt", min_confidence=0.5).fault is fault


@given(st.text())
def test_no_text_makes_the_parser_raise(text):
    parse_reply(text, ALERT, "es")


def test_the_schema_accepts_what_reply_text_writes_and_nothing_else():
    schema = reply_schema(ALERT)
    good = json.loads(reply_text(ALERT, "Suspeita de fraude: R$ 120.", 0.9))
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, "type": "upsell"}, schema)
