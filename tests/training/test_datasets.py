"""Files become ids and masks; what cannot be used stops the run or is counted."""

import json

import pytest

from insights import jsonl
from insights.errors import EscutaError
from insights.grammar import reply_head
from insights.records import Gold, Record
from insights.render import END_OF_TURN, prompt_ids, prompt_text
from tests.tiny_model import make_records
from training import datasets


def load(path, tokenizer, **options):
    return datasets.load(path, tokenizer, **{"context_tokens": 2048, **options})


def test_the_mask_covers_exactly_the_reply(records_file, tiny_tokenizer):
    dataset = load(records_file, tiny_tokenizer)
    records = [Record.model_validate_json(line) for line in records_file.read_text().splitlines()]
    for index, record in enumerate(records):
        example = dataset[index]
        replied = example.ids[example.mask.astype(bool)]
        assert tiny_tokenizer.decode(replied) == record.response + END_OF_TURN
        assert example.mask.sum() == len(example) - example.prompt_tokens


def test_the_decision_is_the_first_token_of_the_message(records_file, tiny_tokenizer):
    dataset = load(records_file, tiny_tokenizer)
    records = [Record.model_validate_json(line) for line in records_file.read_text().splitlines()]
    for index, record in enumerate(records):
        example = dataset[index]
        said = tiny_tokenizer.decode(example.ids[example.prompt_tokens : example.decision])
        rest = tiny_tokenizer.decode(example.ids[example.decision :])
        assert reply_head(record.metadata.insight_type).startswith(said)
        assert rest.lstrip('"').startswith(json.loads(record.response)["message"][:4])


def test_a_record_starts_with_what_serving_sends(records_file, tiny_tokenizer):
    dataset = load(records_file, tiny_tokenizer)
    record = Record.model_validate_json(records_file.read_text().splitlines()[1])
    sent = prompt_ids(record.prompt, tiny_tokenizer)
    assert tuple(dataset[1].ids[: len(sent)]) == sent
    assert tiny_tokenizer.decode(dataset[1].ids[: len(sent)]) == prompt_text(record.prompt, tiny_tokenizer)


def test_a_record_beyond_the_context_is_named(records_file, tiny_tokenizer):
    longest = int(load(records_file, tiny_tokenizer).lengths.argmax())
    limit = int(load(records_file, tiny_tokenizer).lengths.max()) - 1
    with pytest.raises(EscutaError) as caught:
        load(records_file, tiny_tokenizer, context_tokens=limit)
    assert (caught.value.file, caught.value.line) == (str(records_file), longest + 1)
    assert "too_long=drop" in caught.value.remedy


def test_or_dropped_and_counted_never_truncated(records_file, tiny_tokenizer):
    whole = load(records_file, tiny_tokenizer)
    limit = int(whole.lengths.max()) - 1
    dataset = load(records_file, tiny_tokenizer, context_tokens=limit, too_long="drop")
    assert dataset.dropped == {"too_long": len(whole) - len(dataset)}
    assert set(dataset.lengths) <= set(whole.lengths)


def test_records_that_wait_for_review_are_counted(broken_line, tiny_tokenizer):
    path = broken_line(lambda document: document["metadata"].update(status="to_review"))
    dataset = load(path, tiny_tokenizer)
    assert dataset.dropped == {"to_review": 1}
    assert dataset.read == len(dataset) + 1


def test_an_empty_reply_is_counted(broken_line, tiny_tokenizer):
    assert load(broken_line(lambda document: document.update(response=" ")), tiny_tokenizer).dropped == {
        "empty_reply": 1
    }


def test_prompts_of_another_version_are_refused(broken_line, tiny_tokenizer):
    path = broken_line(lambda document: document["metadata"].update(prompt_digest="0" * 16))
    with pytest.raises(EscutaError, match="production now sends") as caught:
        load(path, tiny_tokenizer)
    assert caught.value.line == len(path.read_text().splitlines())


def test_a_file_with_nothing_to_use_says_so(tmp_path, records_file, tiny_tokenizer):
    path = tmp_path / "waiting.jsonl"
    path.write_text(records_file.read_text().replace('"labelled"', '"to_review"'))
    with pytest.raises(EscutaError, match="no record left"):
        load(path, tiny_tokenizer)


def test_records_without_an_alert_are_thinned_to_a_share_and_counted(tmp_path, tiny_tokenizer):
    records = []
    for number, record in enumerate(make_records(200)):
        gold = Gold(has_data=number % 20 == 2, message="m")  # risk alerts are the third of each four
        metadata = record.metadata.model_copy(update={"gold": gold})
        records.append(record.model_copy(update={"metadata": metadata}))
    path = tmp_path / "records.jsonl"
    jsonl.write(records, path)
    whole = load(path, tiny_tokenizer)
    thinned = load(path, tiny_tokenizer, alert_share=0.5)
    alerts, others = 40, 160
    left_out = thinned.dropped["surplus_without_alert"]
    assert len(whole) == len(records)
    assert len(thinned) == len(whole) - left_out
    assert abs(alerts / (alerts + others - left_out) - 0.5) < 0.08
