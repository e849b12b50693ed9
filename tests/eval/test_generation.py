"""Generation with a random model: always valid, the same in any batch, resumable."""

import re

import pytest

from eval.generation import Generator, generate
from eval.model import Judged
from eval.predictions import Prediction, predict
from eval.settings import Decoding
from insights import jsonl
from insights.errors import EscutaError
from insights.grammar import reply_pattern
from insights.render import END_OF_TURN
from tests.eval.tiny import record, records

SHORT = Decoding(max_message_chars=40, batch_size=5)


@pytest.fixture(scope="module")
def answers(judged_model):
    return Generator(judged_model, SHORT)(records(16))


def test_every_reply_of_a_random_model_is_valid(answers):
    for item, answer in zip(records(16), answers, strict=True):
        kind = (item.metadata.insight_type, item.metadata.language)
        assert answer.record_id == item.metadata.record_id
        assert answer.fault is None
        assert re.fullmatch(reply_pattern(*kind, max_chars=40), answer.reply)
        assert 0 < answer.confidence < 1
        assert answer.prompt_tokens > 0
        assert answer.reply_tokens > 0


def test_the_batch_does_not_matter(judged_model, answers):
    alone = Generator(judged_model, Decoding(max_message_chars=40, batch_size=1))(records(6))
    assert [a.reply for a in alone] == [a.reply for a in answers[:6]]
    assert [a.confidence for a in alone] == pytest.approx([a.confidence for a in answers[:6]], abs=2e-4)


def test_free_decoding_stops_at_the_limit(judged_model):
    (answer,) = Generator(judged_model, Decoding(constrained=False, max_new_tokens=5))([record(0)])
    assert answer.reply_tokens <= 5
    assert answer.fault is not None
    assert answer.message is None


def test_a_prompt_without_room_is_named_before_anything_is_generated(judged_model, tmp_path):
    small = Judged(judged_model.model, judged_model.tokenizer, context_tokens=400)
    with pytest.raises(EscutaError, match=r"test\.jsonl:1: prompt: .* do not fit") as caught:
        Generator(small, Decoding(max_new_tokens=390)).check(records(2), tmp_path / "test.jsonl")
    assert "cancelar" not in str(caught.value)


class Interrupted(Exception):
    pass


def counting(asked, stop_after=None):
    def answer(batch):
        if stop_after is not None and len(asked) >= stop_after:
            raise Interrupted
        asked.append(len(batch))
        return [predict(item, item.response) for item in batch]

    return answer


def test_an_interrupted_run_goes_on_and_ends_with_the_same_bytes(tmp_path):
    items, whole, resumed = records(10), tmp_path / "whole.jsonl", tmp_path / "resumed.jsonl"
    assert generate(items, whole, counting([]), shard_records=3, key="k" * 16) == 0
    with pytest.raises(Interrupted):
        generate(items, resumed, counting([], stop_after=2), shard_records=3, key="k" * 16)
    assert not resumed.exists()
    asked: list[int] = []
    assert generate(items, resumed, counting(asked), shard_records=3, key="k" * 16) == 6
    assert asked == [3, 1]
    assert resumed.read_bytes() == whole.read_bytes()
    assert [p.record_id for p in jsonl.read(Prediction, whole)] == [item.metadata.record_id for item in items]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["resumed.jsonl", "whole.jsonl"]


def test_answers_of_another_model_are_not_used(tmp_path):
    with pytest.raises(Interrupted):
        generate(records(4), tmp_path / "p.jsonl", counting([], stop_after=1), shard_records=2, key="one" * 9)
    asked: list[int] = []
    assert generate(records(4), tmp_path / "p.jsonl", counting(asked), shard_records=2, key="two" * 9) == 0
    assert asked == [2, 2]


def test_end_of_turn_is_one_token(judged_model):
    assert len(judged_model.tokenizer.encode(END_OF_TURN)) == 1
