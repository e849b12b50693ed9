"""Rules and dashboards without a running system: they parse, do what they say, and name what there is."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric

from deploy.grafana.__main__ import FOLDER, pages
from serving.asr.metering import PrometheusMeter
from serving.observability.metrics import Metrics
from tests.deploy import queries
from tests.deploy.prometheus_server import SHIPPED, configured, tool

OPERATIONS = queries.DEPLOY.parent / "docs" / "operations.md"
OF_PROMETHEUS = {"up", "ALERTS"}
RECKONINGS = sorted((SHIPPED / "tests").glob("*.yml"))


def families() -> list[Metric]:
    """What our processes export."""
    recogniser = CollectorRegistry()
    PrometheusMeter(recogniser)
    return [*Metrics(tenants=("banco",)).registry.collect(), *recogniser.collect()]


def series_of(family: Metric) -> set[str]:
    if family.type == "histogram":
        return {f"{family.name}_{part}" for part in ("bucket", "count", "sum")}
    return {f"{family.name}_total" if family.type == "counter" else family.name}


def ours() -> set[str]:
    """The series that our processes export."""
    return {name for family in families() for name in series_of(family)}


def reckoned() -> list[dict[str, Any]]:
    """The tests of rules."""
    return [each for path in RECKONINGS for each in yaml.safe_load(path.read_text())["tests"]]


def test_every_metric_that_is_asked_for_exists() -> None:
    recorded = {rule["record"] for rule in queries.rules() if "record" in rule}
    known = ours() | recorded | OF_PROMETHEUS
    unknown = {
        (place, name)
        for place, expr in queries.by_place().items()
        for name in queries.named(expr)
        if name not in known and not name.startswith("vllm:")
    }
    assert not unknown


def test_names_are_found_in_expressions() -> None:
    expr = 'sum by (le) (rate(a_bucket{x="b c",le="2.0"}[5m])) / on (d) group_left (e) f:g or vector(1) > 1e9'
    assert queries.named(expr) == {"a_bucket", "f:g"}


def test_vllm_exports_what_its_panels_ask_for() -> None:
    """In the source of an installed vLLM (`make vllm`)."""
    found = sorted(
        queries.DEPLOY.parent.glob(".venv-vllm/lib/python*/site-packages/vllm/v1/metrics/loggers.py")
    )
    if not found:
        pytest.skip("vLLM is not installed (make vllm)")
    exported = set(re.findall(r'name="(vllm:[a-z_]+)"', found[0].read_text()))
    assert queries.of_vllm()
    assert {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in queries.of_vllm()} <= exported


def test_the_dashboards_are_those_of_the_code() -> None:
    assert {path.name: path.read_text() for path in FOLDER.glob("*.json")} == pages(), (
        "python -m deploy.grafana"
    )


def test_each_panel_says_what_it_is() -> None:
    for path in queries.DASHBOARDS:
        board = json.loads(path.read_text())
        panels = [panel for panel in board["panels"] if panel["type"] != "row"]
        assert len({panel["id"] for panel in panels}) == len(panels)
        assert {"datasource", "instance"} <= {each["name"] for each in board["templating"]["list"]}
        assert board["links"][0]["tags"] == ["escuta"]
        for panel in panels:
            assert panel["description"].endswith("."), panel["title"]
            assert panel["targets"], panel["title"]
            if panel["type"] in ("timeseries", "stat"):
                assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]


def test_the_objective_is_the_same_everywhere() -> None:
    latencies = [each for each in queries.asked() if "batch_to_insight" in each.expr and each.unit == "s"]
    assert latencies
    assert all(2.0 in each.limits for each in latencies)


def test_each_alert_is_told_of_and_tells_what_to_do() -> None:
    headings = re.findall(r"^#+ (Alert .+)$", OPERATIONS.read_text(), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    alerts = [rule for rule in queries.rules() if "alert" in rule]
    for rule in alerts:
        assert rule["labels"]["severity"] in ("critical", "warning", "info", "none")
        assert {"summary", "description", "runbook_url"} == set(rule["annotations"])
        page, _, anchor = rule["annotations"]["runbook_url"].partition("#")
        assert page == "docs/operations.md"
        assert anchor == f"alert-{rule['alert'].lower()}"
        assert anchor in anchors, rule["alert"]
    assert len(anchors) == len(alerts)


def promtool(*arguments: str | Path) -> None:
    done = subprocess.run(
        [tool("promtool"), *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_accepts_configuration_and_rules(tmp_path: Path) -> None:
    promtool("check", "config", configured(tmp_path, {}, "token", 9090))
    promtool("check", "config", "--syntax-only", SHIPPED / "prometheus.yml")
    promtool("check", "rules", *queries.RULES)


def test_each_alert_fires_in_one_reckoning_and_not_in_another() -> None:
    fires, silent = set(), set()
    for each in reckoned():
        for tried in each.get("alert_rule_test", ()):
            (fires if tried["exp_alerts"] else silent).add(tried["alertname"])
    alerts = {rule["alert"] for rule in queries.rules() if "alert" in rule}
    assert fires == alerts
    assert alerts - silent == {"Watchdog"}, "what always fires"


def test_the_reckonings_are_of_series_that_are_exported() -> None:
    """Names, labels, and values of labels as far as they are known before a call comes."""
    known: dict[str, dict[str, set[str]]] = {}
    for family in families():
        for name in series_of(family):
            known[name] = {}
        for sample in family.samples:
            for label, value in sample.labels.items():
                known.setdefault(sample.name, {}).setdefault(label, set()).add(value)
    for each in reckoned():
        for line in each["input_series"]:
            name, labels = re.fullmatch(r"([a-z:_]+)\{(.*)\}", line["series"]).groups()
            if name == "up" or name.startswith("vllm:"):
                continue
            for label, value in re.findall(r'(\w+)="([^"]*)"', labels):
                exported = known[name].get(label)
                if exported is not None and label not in ("tenant", "instance"):
                    assert value in exported, line["series"]
                elif known[name]:
                    assert label in ("tenant", "instance"), line["series"]


@pytest.mark.parametrize("path", RECKONINGS, ids=lambda path: path.stem)
def test_rules_do_what_was_reckoned_by_hand(path: Path) -> None:
    promtool("test", "rules", path)
