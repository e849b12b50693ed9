"""Settings say what is wrong with them."""

import pytest

from insights.errors import EscutaError
from insights.session.settings import LimitSettings, RuleSettings, TopicSettings, TriggerSettings


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (TriggerSettings, "min_tokens"),
        (TriggerSettings, "retain_tokens"),
        (TriggerSettings, "patience_s"),
        (LimitSettings, "session_interval_s"),
        (TopicSettings, "novel_words"),
        (TopicSettings, "threshold"),
        (RuleSettings, "repeat_s"),
    ],
)
def test_values_that_make_no_sense_are_refused_by_name(make, name: str):
    with pytest.raises(EscutaError, match=name):
        make(**{name: -1})
    with pytest.raises(EscutaError, match=name):
        make(**{name: float("nan")})
