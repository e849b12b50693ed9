"""The sheet of probes: the same questions each time, answered in one batch by the model itself."""

import pytest

from eval.generation import Generator
from eval.probe_sheet import questions, sheet
from eval.settings import Decoding
from insights.pii import Scrubber
from insights.probes import ProbeSheet
from insights.prompts import prompt_digest
from insights.records import InsightType
from insights.reply import parse_reply


@pytest.fixture(scope="module")
def asked():
    return questions(Scrubber())


def test_two_questions_of_each_type_in_each_language(asked):
    kinds = [(record.metadata.language, record.metadata.insight_type) for record in asked]
    assert len(asked) == 16
    assert all(kinds.count((language, kind)) == 2 for language in ("pt", "es") for kind in InsightType)
    assert len({record.prompt for record in asked}) == 16


def test_the_questions_are_fixed_and_clean(asked):
    scrubber = Scrubber()
    assert questions(scrubber) == asked
    for record in asked:
        lines = record.prompt[-1].content.splitlines()[1:-2]
        turns = [line.partition(": ")[2] for line in lines]
        assert not scrubber.detect_turns(turns, record.metadata.language)


def test_the_model_answers_them(asked, judged_model):
    # A tiny model has little room: what matters here is the way, not the questions' length.
    short = [record.model_copy(update={"prompt": record.prompt[:1]}) for record in asked]
    answer = Generator(judged_model, Decoding(max_message_chars=40))
    made = sheet("a" * 64, "b" * 64, short, answer)
    assert ProbeSheet.model_validate_json(made.model_dump_json()) == made
    assert made.prompt_digest == prompt_digest()
    assert made == sheet("a" * 64, "b" * 64, short, answer), "greedy decoding repeats itself"
    assert all(parse_reply(p.reply, p.insight_type, p.language).reply for p in made.probes)
