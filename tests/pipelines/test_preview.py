"""Preview counts what training would refuse and shows which tokens carry loss."""

import pytest

from commandline.command import load
from insights.jsonl import read, write
from insights.records import Record
from insights.render import END_OF_TURN
from pipelines._dataset import override
from pipelines._plan import counting_tokenizer, located
from pipelines.preview import PreviewConfig, histogram, report, run, shown
from tests.tiny_model import make_records, save_tiny_model


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    folder = tmp_path_factory.mktemp("material")
    save_tiny_model(folder / "model")
    write(make_records(4), folder / "train.jsonl")
    return folder


def configured(material, **more):
    settings = {
        "model.name": "escuta/tiny",
        "model.path": material / "model",
        "model.context_tokens": 2048,
        "dataset.train": material / "train.jsonl",
        "optim.steps": 5,
        **more,
    }
    groups = ["dataset=jsonl"]
    return load("preview", PreviewConfig, groups + [override(key, value) for key, value in settings.items()])


def test_it_counts(material):
    config = configured(material)
    preview = run(config)
    assert (preview.over_context, preview.empty_masks) == (0, 0)
    text = report(preview, config)
    assert "16 usable of 16" in text
    assert "percentile" in text


def test_records_beyond_the_context_are_counted_not_refused(material):
    lengths = run(configured(material)).forecast.train.lengths
    preview = run(configured(material, **{"model.context_tokens": int(lengths.max()) - 1}))
    assert preview.over_context == (lengths == lengths.max()).sum()


def test_the_report_shows_no_text(material):
    config = configured(material)
    text = report(run(config), config)
    for record in read(Record, material / "train.jsonl"):
        assert record.response not in text


def test_a_sample_marks_the_reply_and_nothing_else(material):
    config = configured(material)
    tokenizer, own = counting_tokenizer(located(config.model))
    assert own
    first = next(read(Record, material / "train.jsonl"))
    text = shown(run(config).forecast.train[0], tokenizer)
    (span,) = [span for span in text.spans if "green" in str(span.style)]
    assert text.plain[span.start : span.end] == first.response + END_OF_TURN


def test_a_histogram_counts_everything_once():
    lines = list(histogram([3, 3, 4, 90, 100]))
    assert sum(int(line.rsplit(" ", 1)[1]) for line in lines) == 5
    assert list(histogram([7])) == ["       7–7      ████████████████████████████████████████ 1"]
