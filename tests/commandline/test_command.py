"""The frame every command shares, exercised on the smallest command."""

import subprocess
import sys

import pytest

from commandline.command import load
from insights.errors import EscutaError
from pipelines.segment import SegmentConfig

pytestmark = pytest.mark.long


def composed(*overrides: str) -> SegmentConfig:
    return load("segment", SegmentConfig, ["calls=calls.jsonl", *overrides])


def command_line(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines.segment", *arguments], capture_output=True, text=True, check=False
    )


def test_overrides_arrive_typed_in_a_frozen_configuration():
    config = composed("policy.min_s=20", "workers=2")
    assert (config.policy.min_s, config.workers) == (20.0, 2)
    with pytest.raises(AttributeError):
        config.workers = 3


@pytest.mark.parametrize(
    ("override", "named"),
    [
        ("worker=2", "worker"),
        ("policy.mins=20", "policy.mins"),
        ("+policy.extra=1", "policy.extra: unknown key"),
        ("policy.min_s=soon", "policy.min_s"),
        ("+exp=nope", "nope"),
    ],
)
def test_a_wrong_key_or_value_is_named(override, named):
    with pytest.raises(EscutaError, match=named):
        composed(override)


def test_a_plus_before_a_key_there_is_changes_nothing():
    assert composed("+workers=2") == composed("workers=2")
    assert composed("+out=there").out == "there"


def test_a_switch_by_itself_is_turned_on():
    assert composed("dry_run") == composed("dry_run=true")
    with pytest.raises(EscutaError, match="workers"):
        composed("workers")


def test_the_nearest_known_key_is_suggested():
    with pytest.raises(EscutaError, match=r"did you mean policy\.min_s\?"):
        composed("+policy.min_sec=20")


def test_a_required_value_is_asked_for():
    with pytest.raises(EscutaError, match="add calls=… to the command line"):
        load("segment", SegmentConfig, [])


def test_every_fault_is_reported_at_once():
    with pytest.raises(EscutaError) as caught:
        composed("+one=1", "+two=2")
    assert "one: unknown key" in str(caught.value)
    assert "two: unknown key" in str(caught.value)


def test_help_teaches_without_a_traceback():
    done = command_line("--help")
    assert done.returncode == 0
    assert "calls=required" in done.stdout
    assert "policy.min_s=30.0" in done.stdout


def test_a_fault_is_one_message_and_exit_code_2(tmp_path):
    done = command_line(f"calls={tmp_path / 'none.jsonl'}", f"out={tmp_path / 'out'}")
    assert done.returncode == 2
    assert "no such file" in done.stderr
    assert "remedy" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_configuration_can_be_printed():
    done = command_line("calls=x", "--cfg", "job")
    assert done.returncode == 0
    assert "min_s: 30.0" in done.stdout


def test_a_sweep_may_compose_other_commands(tmp_path):
    settings = ["seed=0,1", "dry_run=true", "device_tflops=1", "dataset.calls=4"]
    settings.append(f"dataset.out={tmp_path / 'data'}")
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.train", "+exp=smoke_cpu", "-m", *settings],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "smoke_cpu-seed0" in done.stdout
    assert "smoke_cpu-seed1" in done.stdout
