"""What changed, case by case."""

from eval.changes import Direction, changes, counted
from insights.prompts import ABSTENTION
from insights.records import InsightType
from tests.eval.judged import SUMMARY, gold_for, said


def case(record, kind, message, *, has_data=True):
    return said("c1", record, kind, "pt", message, gold_for(kind, "pt", has_data))


def as_it_is(text, language):
    return text


ALERT, UPSELL = InsightType.RISK_ALERT, InsightType.UPSELL
RIGHT = gold_for(ALERT, "pt", True).message
NOTHING = ABSTENTION["pt"]


def directions(before, after):
    rows, both = changes(before, after, as_it_is)
    return {row.record_id: (row.direction, row.why) for row in rows}, both


def test_an_alert_that_was_missed_or_gained():
    before = [case("a", ALERT, NOTHING), case("b", ALERT, RIGHT), case("c", ALERT, "Suspeita de fraude: não")]
    after = [case("a", ALERT, RIGHT), case("b", ALERT, NOTHING), case("c", ALERT, RIGHT)]
    found, both = directions(before, after)
    assert both == 3
    assert found == {
        "b": (Direction.WORSE, "kind"),
        "a": (Direction.BETTER, "kind"),
        "c": (Direction.BETTER, "kind"),
    }
    assert next(iter(found)) == "b", "the worse ones come first"


def test_wording_is_judged_by_rouge():
    before = [
        case("a", UPSELL, SUMMARY["pt"]),
        case("b", UPSELL, "outra coisa"),
        case("c", UPSELL, "nada a ver"),
    ]
    after = [
        case("a", UPSELL, "outra coisa"),
        case("b", UPSELL, SUMMARY["pt"]),
        case("c", UPSELL, "sem nexo"),
    ]
    found, _ = directions(before, after)
    assert found["a"] == (Direction.WORSE, "wording")
    assert found["b"] == (Direction.BETTER, "wording")
    assert found["c"] == (Direction.SAME, "wording")


def test_equal_answers_are_no_changes_and_unknown_gold_is_not_scored():
    unknown = case("u", UPSELL, "antes").model_copy(update={"gold": None})
    after = unknown.model_copy(update={"message": "depois"})
    rows, both = changes([unknown, case("a", UPSELL, "x")], [after, case("a", UPSELL, "x")], as_it_is)
    assert both == 2
    assert counted(rows) == {"better": 0, "worse": 0, "same": 0, "unscored": 1}
    assert rows[0].after_rouge_l is None


def test_what_the_scrubber_finds_is_not_shown():
    rows, _ = changes(
        [case("a", UPSELL, "falar com Ana")],
        [case("a", UPSELL, "falar com Rui")],
        lambda text, language: text.replace("Ana", "[NOME_1]").replace("Rui", "[NOME_1]"),
    )
    assert rows[0].before == rows[0].after == "falar com [NOME_1]"
