"""The measurement of the session logic, through its command."""

import dataclasses
import json

import pytest

from commandline.command import load
from insights.errors import EscutaError
from insights.session.settings import SessionSettings, TopicSettings
from pipelines.topics import TopicsConfig, run, table


def test_a_report_per_language(tmp_path):
    config = load("topics", TopicsConfig, ["calls=12", f"out={tmp_path}", "partition=val"])
    manifest = run(config)
    report = json.loads((tmp_path / "report.json").read_text())
    assert report == json.loads(json.dumps(manifest.notes))
    assert sum(figures["calls"] for figures in report.values()) == 12
    for figures in report.values():
        assert figures["topics"]["every_turn"]["recall"] == 1
        assert 0 <= figures["topics"]["detector"]["f1"] <= 1
    assert "topics.detector" in table(report)
    again = run(config)
    assert again.notes == manifest.notes


def test_settings_are_checked():
    with pytest.raises(EscutaError, match="threshold"):
        load("topics", TopicsConfig, ["topics.treshold=1"])
    with pytest.raises(EscutaError, match="tolerance_turns"):
        TopicsConfig(out="x", tolerance_turns=-1)


def test_what_is_measured_is_what_the_live_path_does_by_default():
    config = load("topics", TopicsConfig, [])
    assert config.topics == TopicSettings() == SessionSettings().topics


@pytest.mark.parametrize(("profile", "tokens", "interval_s"), [("plan", 120, 20), ("fast", 10, 10)])
def test_both_profiles_of_the_plan(profile, tokens, interval_s):
    from omegaconf import OmegaConf

    from insights.resources import conf_dir

    node = OmegaConf.to_container(OmegaConf.load(conf_dir() / "trigger" / f"{profile}.yaml"))
    defaults = SessionSettings()
    trigger = dataclasses.replace(defaults.trigger, **node["trigger"])
    limits = dataclasses.replace(defaults.limits, **node["limits"])
    assert (trigger.min_tokens, trigger.min_interval_s) == (tokens, interval_s)
    assert limits.session_interval_s == interval_s
    assert node.keys() == {"trigger", "limits"}
    if profile == "plan":
        assert (trigger, limits) == (defaults.trigger, defaults.limits)
