import pytest

from insights.manifest import Manifest, outputs_of, reusable, run_key


@pytest.fixture
def finished(tmp_path):
    (tmp_path / "calls.jsonl").write_text("{}\n")
    key = run_key("scrub", {"calls": "abc"}, {"workers": 1})
    Manifest(
        command="scrub",
        key=key,
        inputs={"calls": "abc"},
        settings={"workers": 1},
        outputs=outputs_of(tmp_path, {"calls.jsonl": 1}),
        dropped={"empty": 2},
    ).write(tmp_path)
    return tmp_path, key


def test_finished_work_with_the_same_key_is_reusable(finished):
    folder, key = finished
    manifest = reusable(folder, key)
    assert manifest is not None
    assert manifest.dropped == {"empty": 2}


def test_other_settings_give_another_key(finished):
    folder, _ = finished
    assert reusable(folder, run_key("scrub", {"calls": "abc"}, {"workers": 2})) is None


def test_a_changed_output_is_not_reused(finished):
    folder, key = finished
    (folder / "calls.jsonl").write_text("{} \n")
    assert reusable(folder, key) is None


def test_a_half_written_manifest_counts_as_none(finished):
    folder, key = finished
    (folder / "manifest.json").write_text('{"v": 1, "comm')
    assert reusable(folder, key) is None


def test_the_key_does_not_depend_on_the_order_of_settings():
    assert run_key("x", {}, {"a": 1, "b": 2}) == run_key("x", {}, {"b": 2, "a": 1})
