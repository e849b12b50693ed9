"""A row's reply depends on nothing but its prompt and adapter: not on who joins, who leaves, what is kept."""

import pytest
import torch
from peft.tuners.lora import LoraLayer

from inference.adapters import Adapters
from inference.constraint import Grammars
from inference.decoding import Flight, Row, decode
from inference.model import BaseModel, open_base
from insights.errors import EscutaError
from insights.render import prompt_ids
from tests.eval.tiny import records


def prompts_of(base: BaseModel, count: int) -> list[tuple[int, ...]]:
    return [prompt_ids(item.prompt, base.tokenizer) for item in records(count)]


def completed(flight: Flight, waves: list[list[Row]], apart: int) -> None:
    """Admit each wave some steps after the one before."""
    for wave in waves:
        flight.admit(wave)
        for _ in range(apart):
            if len(flight):
                flight.step()
    while len(flight):
        flight.step()


def flight_of(base: BaseModel, adapters: Adapters | None = None) -> Flight:
    return Flight(base.model, pad_id=base.pad_id, end_id=base.end_id, adapters=adapters)


def assert_same(rows: list[Row], others: list[Row]) -> None:
    assert [row.ids for row in rows] == [row.ids for row in others]
    for row, other in zip(rows, others, strict=True):
        assert row.logprobs == pytest.approx(other.logprobs, abs=1e-4)


def test_free_decoding_is_the_greedy_search_of_transformers(base):
    prompts = prompts_of(base, 3)
    ours = decode(base.model, prompts, pad_id=0, end_id=base.end_id, max_new_tokens=100)
    for prompt, completion in zip(prompts, ours, strict=True):
        theirs = base.model.generate(
            torch.tensor([prompt]),
            max_new_tokens=100,
            do_sample=False,
            eos_token_id=base.end_id,
            pad_token_id=0,
        )
        expected = [token for token in theirs[0, len(prompt) :].tolist() if token != base.end_id]
        assert list(completion.ids) == expected
        assert all(logprob < 0 for logprob in completion.logprobs)


@pytest.mark.parametrize("apart", [0, 1, 7, 40])
def test_rows_that_join_later_answer_as_if_alone(base, apart):
    prompts = prompts_of(base, 6)
    lengths = [5, 60, 20, 90, 3, 40]
    alone = [Row(prompt, length) for prompt, length in zip(prompts, lengths, strict=True)]
    for row in alone:
        completed(flight_of(base), [[row]], 0)
    together = [Row(prompt, length) for prompt, length in zip(prompts, lengths, strict=True)]
    completed(flight_of(base), [together[:2], together[2:3], together[3:]], apart)
    assert_same(together, alone)


def test_a_kept_beginning_changes_nothing(base):
    prompts = prompts_of(base, 6)
    begins = [prompt.index(base.end_id) + 1 for prompt in prompts]
    plain = [Row(prompt, 30) for prompt in prompts]
    completed(flight_of(base), [plain], 0)
    kept = [Row(prompt, 30, prefix=begin) for prompt, begin in zip(prompts, begins, strict=True)]
    kept[2].prefix = 0
    flight = flight_of(base)
    completed(flight, [kept[:3], kept[3:]], 2)
    assert_same(kept, plain)
    again = [Row(prompt, 30, prefix=begin) for prompt, begin in zip(prompts, begins, strict=True)]
    completed(flight, [again], 0)
    assert_same(again, plain)


def test_a_row_that_is_dropped_stops_and_the_others_go_on(base):
    prompts = prompts_of(base, 3)
    alone = [Row(prompt, 50) for prompt in prompts]
    completed(flight_of(base), [alone], 0)
    rows = [Row(prompt, 50) for prompt in prompts]
    flight = flight_of(base)
    flight.admit(rows)
    for _ in range(5):
        flight.step()
    flight.drop([rows[1]])
    assert len(flight) == 2
    while len(flight):
        flight.step()
    assert len(rows[1].ids) <= 5
    assert_same([rows[0], rows[2]], [alone[0], alone[2]])


def test_a_temperature_is_repeatable_and_differs_by_seed(base):
    (prompt,) = prompts_of(base, 1)
    rows = [Row(prompt, 30, temperature=1.0, seed=seed) for seed in (1, 1, 2)]
    completed(flight_of(base), [rows], 0)
    assert rows[0].ids == rows[1].ids != rows[2].ids


def test_each_row_answers_as_its_merged_adapter_does(base, model_folder, adapter_folders):
    from peft import PeftModel

    prompts = prompts_of(base, 6)
    expected = []
    for folder in [None, *adapter_folders]:
        model = open_base(model_folder).model
        if folder is not None:
            model = PeftModel.from_pretrained(model, str(folder)).merge_and_unload()
        expected.append(decode(model, prompts, pad_id=base.pad_id, end_id=base.end_id, max_new_tokens=20))
    adapters = Adapters(base.model)
    names = [None, *(adapters.load(folder) for folder in adapter_folders)]
    rows = [Row(prompt, 20, adapter=names[n % 3], prefix=40) for n, prompt in enumerate(prompts)]
    completed(flight_of(base, adapters), [rows[:4], rows[4:]], 3)
    for number, row in enumerate(rows):
        wanted = expected[number % 3][number]
        assert tuple(row.ids) == wanted.ids
        assert row.logprobs == pytest.approx(wanted.logprobs, abs=1e-4)
    assert len({completion[0].ids for completion in expected}) == 3


def test_adapters_are_named_by_content_and_forgotten(base, adapter_folders):
    adapters = Adapters(base.model)
    first, second = map(adapters.load, adapter_folders)
    assert adapters.load(adapter_folders[0]) == first != second
    assert adapters.loaded == {first, second}
    adapters.unload(first)
    adapters.unload(first)
    assert adapters.loaded == {second}


def test_a_base_in_16_bits_takes_adapters_too(model_folder, adapter_folders):
    base = open_base(model_folder, bfloat16=True)
    adapters = Adapters(base.model)
    row = Row(prompts_of(base, 1)[0], 20, adapter=adapters.load(adapter_folders[0]))
    completed(flight_of(base, adapters), [[row]], 1)
    assert row.ids


def test_what_is_no_adapter_of_this_base_is_refused(base, tmp_path, adapter_folders):
    adapters = Adapters(base.model)
    with pytest.raises(EscutaError, match="not an adapter"):
        adapters.load(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        (other / name).write_bytes((adapter_folders[0] / name).read_bytes())
    text = (other / "adapter_config.json").read_text().replace('"r": 4', '"r": 8')
    (other / "adapter_config.json").write_text(text)
    with pytest.raises(EscutaError, match="does not fit"):
        adapters.load(other)
    assert not any(isinstance(module, LoraLayer) for module in base.model.modules())
    assert adapters.load(adapter_folders[0]) in adapters.loaded


def test_grammars_mask_only_the_rows_that_have_one(base):
    grammars = Grammars(base.tokenizer, base.model.config.vocab_size, base.end_id)
    matcher = grammars.schema_matcher(
        '{"type": "object", "properties": {"a": {"type": "boolean"}}, '
        '"required": ["a"], "additionalProperties": false}'
    )
    prompts = prompts_of(base, 2)
    rows = [Row(prompts[0], 30, matcher), Row(prompts[1], 30)]
    free = Row(prompts[1], 30)
    flight = Flight(base.model, pad_id=base.pad_id, end_id=base.end_id, grammars=grammars)
    completed(flight, [rows], 0)
    completed(flight_of(base), [[free]], 0)
    assert base.tokenizer.decode(rows[0].ids) in ('{"a": true}', '{"a": false}')
    assert rows[0].ended
    assert rows[1].ids == free.ids
