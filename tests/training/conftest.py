"""Fixtures of the training room: a tiny random model, and records to feed it."""

import json

import pytest
from transformers import PreTrainedTokenizerFast

from insights.jsonl import write
from tests.tiny_model import make_records, save_tiny_model


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    return save_tiny_model(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture(scope="session")
def tiny_tokenizer(tiny_model):
    return PreTrainedTokenizerFast.from_pretrained(tiny_model)


@pytest.fixture
def records_file(tmp_path):
    path = tmp_path / "train.jsonl"
    write(make_records(3), path)
    return path


@pytest.fixture
def broken_line(records_file):
    """Append one record after changing it: `broken_line(change)` returns the file."""

    def append(change):
        document = json.loads(records_file.read_text().splitlines()[0])
        change(document)
        with records_file.open("a") as out:
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
        return records_file

    return append
