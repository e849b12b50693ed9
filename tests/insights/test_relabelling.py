"""Which live answers go to people, why, and how many of them."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.cases import Case, Challenged, Lost, question, record_of
from insights.errors import EscutaError
from insights.insight import Standing, Usefulness
from insights.jobs import Outcome
from insights.labelling import unit_hash
from insights.prompts import ABSTENTION, prompt_for
from insights.records import AlertCategory, InsightType
from insights.relabelling import RelabelPolicy, Why, reasons
from insights.reply import reply_text
from insights.review_queue import SAMPLE_EVERY, Queue
from tests.insights.live_cases import ALERT, SAID, asked, case, insight, judged, rule_alert, turn

POLICY = RelabelPolicy(silent_share=1, confirmed_share=1)


def withdrawn() -> dict[str, Any]:
    return {
        "rev": 2,
        "outcome": Outcome.WITHDRAWN,
        "revisions": (rule_alert(), insight(rev=2, standing=Standing.WITHDRAWN, confidence=0.1)),
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"judged": (judged(Usefulness.WRONG),)}, (Why.WRONG,)),
        ({"judged": (judged(Usefulness.NOT_USEFUL),)}, (Why.NOT_USEFUL,)),
        ({"judged": (judged(Usefulness.USEFUL),)}, (Why.CONFIRMED,)),
        ({"judged": (judged(Usefulness.WRONG), judged(Usefulness.USEFUL))}, (Why.CONFIRMED,)),
        ({"revisions": (insight(confidence=0.4),)}, (Why.UNSURE,)),
        ({"outcome": Outcome.ABSTAINED, "revisions": ()}, (Why.SILENT,)),
        ({"outcome": Outcome.EXPIRED, "revisions": ()}, ()),
        (withdrawn(), (Why.RULE_DISAGREES,)),
        # Useful was said of the rule's words, not of the model's taking them back.
        (withdrawn() | {"judged": (judged(Usefulness.USEFUL),)}, (Why.RULE_DISAGREES,)),
        # An unsure model does not overrule the rule, but it does not agree either.
        (
            {"rev": 2, "outcome": Outcome.ABSTAINED, "revisions": (rule_alert(),)},
            (Why.RULE_DISAGREES,),
        ),
        (
            {"rev": 2, "revisions": (rule_alert(category=AlertCategory.FRAUD), insight(rev=2))},
            (Why.RULE_DISAGREES,),
        ),
        ({"rev": 2, "revisions": (rule_alert(), insight(rev=2))}, ()),
        # No model was asked: the alert stands, and nobody disagrees with it.
        ({"rev": 2, "revisions": (rule_alert(), rule_alert(rev=2, degraded=True))}, ()),
        ({"challenged": (Challenged("b", ABSTENTION["pt"]),)}, (Why.CHALLENGER_DISAGREES,)),
        ({"challenged": (Challenged("b", "Suspeita de fraude: não fez."),)}, (Why.CHALLENGER_DISAGREES,)),
        ({"challenged": (Challenged("b", ALERT), Challenged("b", None))}, ()),
        (
            {"judged": (judged(Usefulness.WRONG),), "revisions": (insight(confidence=0.1),)},
            (Why.WRONG, Why.UNSURE),
        ),
    ],
)
def test_reasons(changes: dict[str, Any], expected: tuple[Why, ...]) -> None:
    assert reasons(case(**changes), POLICY) == expected


def test_samples_are_shares_that_depend_on_the_seed_only() -> None:
    silent = [case(n, outcome=Outcome.ABSTAINED, revisions=()) for n in range(1000)]
    drawn = [each.job_id for each in silent if reasons(each, RelabelPolicy(silent_share=0.1))]
    assert 70 < len(drawn) < 130
    assert drawn == [each.job_id for each in silent if reasons(each, RelabelPolicy(silent_share=0.1))]
    other = [each.job_id for each in silent if reasons(each, RelabelPolicy(silent_share=0.1, seed=1))]
    assert set(drawn) != set(other)


def test_the_record_is_the_prompt_that_was_sent_with_what_was_shown() -> None:
    given_ = case(judged=(judged(Usefulness.WRONG, comment="era fraude"),))
    record = record_of(given_, partition="train", lineage={"why": "wrong"})
    assert not isinstance(record, Lost)
    assert record.prompt == prompt_for(InsightType.RISK_ALERT, "pt").messages(given_.turns)
    assert record.response == reply_text(InsightType.RISK_ALERT, ALERT, 0.9)
    metadata = record.metadata
    assert (metadata.source, metadata.status, metadata.partition) == ("live", "to_review", "train")
    assert (metadata.record_id, metadata.call_id) == ("live/banco/j1", "live/banco/c1")
    assert metadata.lineage["insight_id"] == "i1"
    assert metadata.lineage["adapter"] == "a" * 64
    assert metadata.lineage["usefulness"] == "wrong"
    assert metadata.lineage["comment"] == "era fraude"
    assert metadata.gold is None


@pytest.mark.parametrize("given_", [{"outcome": Outcome.ABSTAINED, "revisions": ()}, withdrawn()])
def test_what_was_not_said_is_an_abstention(given_: dict[str, Any]) -> None:
    record = record_of(case(**given_), partition="train", lineage={})
    assert not isinstance(record, Lost)
    assert record.response == reply_text(InsightType.RISK_ALERT, ABSTENTION["pt"], 0.9)


def test_a_first_turn_of_which_only_the_last_words_were_shown() -> None:
    shown = (turn(1, "o plano família porque está caro"), turn(2, "entendo"))
    stored = (turn(1), turn(2, "entendo"))
    given_ = case(turns=stored, asked=asked(shown, InsightType.RISK_ALERT))
    assert question(given_) == prompt_for(InsightType.RISK_ALERT, "pt").messages(shown)


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"asked": None}, Lost.NOT_RECORDED),
        ({"prompt_digest": "others"}, Lost.OTHER_PROMPTS),
        ({"turns": ()}, Lost.SEGMENTS_MISSING),
        ({"turns": (turn(1, "outra coisa"),)}, Lost.NOT_REBUILT),
    ],
)
def test_a_question_that_cannot_be_built_again_is_counted(changes: dict[str, Any], lost: Lost) -> None:
    given_ = case(**changes, judged=(judged(Usefulness.WRONG),))
    assert question(given_) is lost
    queue = Queue(POLICY)
    queue.offer(given_)
    chosen = queue.chosen()
    assert (chosen.records, chosen.left) == ((), {lost.value: 1})


def test_a_prompt_comes_once_for_its_most_pressing_reason() -> None:
    words = (turn(1, SAID),)
    unsure = case(1, turns=words, revisions=(insight(confidence=0.1),))
    unsure = with_own_question(unsure)
    wrong = with_own_question(case(2, turns=words, judged=(judged(Usefulness.WRONG),)))
    for order in ([unsure, wrong], [wrong, unsure]):
        queue = Queue(POLICY)
        for each in order:
            queue.offer(each)
        chosen = queue.chosen()
        assert [record.metadata.record_id for record in chosen.records] == ["live/banco/j2"]
        assert chosen.left == {"same_prompt": 1}
        assert chosen.reasons == {"wrong": 1}


def with_own_question(given_: Case) -> Case:
    return replace(given_, asked=asked(given_.turns, given_.insight_type))


def test_what_was_collected_before_does_not_come_again() -> None:
    cases = [case(n, judged=(judged(Usefulness.WRONG),)) for n in range(5)]
    first = Queue(POLICY)
    for each in cases[:3]:
        first.offer(each)
    second = Queue(POLICY, before=first.chosen().records)
    for each in cases:
        second.offer(each)
    chosen = second.chosen()
    assert {record.metadata.record_id for record in chosen.records} == {"live/banco/j3", "live/banco/j4"}
    assert chosen.left == {"collected_before": 3}


def test_a_call_kept_to_judge_by_is_kept_in_every_round() -> None:
    policy = RelabelPolicy(recent_share=0.5)
    queue = Queue(policy)
    for number in range(60):
        queue.offer(case(number, judged=(judged(Usefulness.WRONG),)))
    pinned = {record.metadata.call_id: record.metadata.partition for record in queue.chosen().records}
    assert 15 < Counter(pinned.values())["test"] < 45
    for call_id, partition in pinned.items():
        assert (partition == "test") == (unit_hash("recent", call_id) < 0.5)


def test_complaints_do_not_fill_the_whole_queue() -> None:
    policy = RelabelPolicy(silent_share=1, per_stratum=50)
    wrong = [case(n, judged=(judged(Usefulness.WRONG),)) for n in range(100)]
    silent = [case(n, outcome=Outcome.ABSTAINED, revisions=()) for n in range(100, 200)]
    chosen = run(policy, [*wrong, *silent])
    assert chosen.reasons == {"wrong": 40, "silent": 50 // SAMPLE_EVERY}
    assert chosen.left == {"over_per_stratum": 150}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from("abc"), st.booleans(), st.sampled_from(InsightType)),
        max_size=60,
        unique_by=lambda each: each[0],
    ),
    st.integers(1, 4),
    st.integers(1, 8),
    st.integers(1, 15),
    st.randoms(use_true_random=False),
)
def test_limits_hold_and_the_order_does_not_matter(
    drawn: list[tuple[int, str, bool, InsightType]],
    per_stratum: int,
    per_tenant: int,
    most: int,
    shuffle: Any,
) -> None:
    policy = RelabelPolicy(per_stratum=per_stratum, per_tenant=per_tenant, most=most, confirmed_share=1)
    cases = []
    for number, tenant, wrong, insight_type in drawn:
        verdict = Usefulness.WRONG if wrong else Usefulness.USEFUL
        cases.append(
            case(
                number % 25,
                job_id=f"j{number}",
                tenant=tenant,
                insight_type=insight_type,
                judged=(judged(verdict),),
            )
        )
    chosen = run(policy, cases)
    shuffle.shuffle(cases)
    assert run(policy, cases).records == chosen.records
    records = [record.metadata for record in chosen.records]
    assert len(records) <= most
    assert max(Counter(each.tenant for each in records).values(), default=0) <= per_tenant
    strata = Counter((each.tenant, each.language, each.insight_type) for each in records)
    assert max(strata.values(), default=0) <= per_stratum
    assert len({(each.tenant, each.lineage["question"]) for each in records}) == len(records)
    assert len(records) + sum(chosen.left.values()) == len(cases)


def run(policy: RelabelPolicy, cases: list[Case]) -> Any:
    queue = Queue(policy)
    for each in cases:
        queue.offer(each)
    return queue.chosen()


@pytest.mark.parametrize("wrong", [{"silent_share": 1.5}, {"most": 0}])
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(EscutaError, match="policy"):
        RelabelPolicy(**wrong)
