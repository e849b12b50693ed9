"""`python -m serving` is told everything by conf/serve.yaml, the command line and the environment."""

import dataclasses
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

from commandline.command import load
from insights.errors import EscutaError
from insights.resources import conf_dir
from serving.__main__ import invitation
from serving.models import with_found_adapter
from serving.security.loopback import is_loopback
from serving.settings import ServeSettings, known_tenants

PLAN = {
    "BATCH_WINDOW_SEC": ("6.5", lambda settings: settings.batcher.batch_window_s, 6.5),
    "MAX_BATCH_WINDOW_SEC": ("12", lambda settings: settings.batcher.max_batch_window_s, 12.0),
    "INSIGHT_WORKER_CONCURRENCY": ("3", lambda settings: settings.worker.concurrency, 3),
    "INSIGHT_QUEUE_MAXSIZE": ("77", lambda settings: settings.worker.max_jobs, 77),
    "INSIGHT_USE_CELERY": ("true", lambda settings: settings.worker.celery, True),
    "INSIGHT_FLUSH_TIMEOUT": ("5", lambda settings: settings.stream.flush_timeout_s, 5.0),
}


@pytest.mark.parametrize("name", PLAN)
def test_the_plans_variables_keep_their_names(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    value, read, expected = PLAN[name]
    monkeypatch.setenv(name, value)
    assert read(load("serve", ServeSettings, [])) == expected


@pytest.mark.parametrize("group", ["trigger", "storage", "llm"])
def test_every_choice_composes(group: str) -> None:
    for path in Path("conf", group).glob("*.yaml"):
        urls = (
            ["llm.critical.url=http://a/v1", "llm.fast.url=http://b/v1"] if path.stem == "endpoints" else []
        )
        load("serve", ServeSettings, [f"{group}={path.stem}", *urls])


def test_the_files_name_every_key() -> None:
    """What can be set can be seen in `conf/`, without reading code."""

    def missing(schema: Any, plain: Any, prefix: str) -> Iterator[str]:
        hints = typing.get_type_hints(schema)
        for field in dataclasses.fields(schema):
            if field.name not in plain:
                yield prefix + field.name
            for kind in (hints[field.name], *typing.get_args(hints[field.name])):
                if dataclasses.is_dataclass(kind) and isinstance(plain.get(field.name), dict):
                    yield from missing(kind, plain[field.name], f"{prefix}{field.name}.")

    with initialize_config_dir(config_dir=str(conf_dir()), version_base="1.3"):
        plain = OmegaConf.to_container(compose("serve"), resolve=False)
    assert sorted(missing(ServeSettings, plain, "")) == []


def test_the_plans_profile_and_the_fast_one() -> None:
    plan = load("serve", ServeSettings, ["trigger=plan"]).gateway.session.trigger
    fast = load("serve", ServeSettings, ["trigger=fast"]).gateway.session.trigger
    assert (plan.min_tokens, plan.min_interval_s) == (120, 20)
    assert (fast.min_tokens, fast.min_interval_s, fast.retain_tokens) == (10, 10, 60)


def test_a_wrong_key_is_named() -> None:
    with pytest.raises(EscutaError, match="batcher"):
        load("serve", ServeSettings, ["+batcher.batch_windows_s=3"])


def test_windows_that_contradict_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATCH_WINDOW_SEC", "20")
    with pytest.raises(EscutaError, match="batch_window_s"):
        load("serve", ServeSettings, [])


def test_tenants_with_a_glossary_have_labels() -> None:
    assert "telecom" in known_tenants(ServeSettings())


def test_the_demos_adapter_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    llm = load("serve", ServeSettings, []).llm
    monkeypatch.chdir(tmp_path)
    shipped = with_found_adapter(llm)
    assert shipped.adapters.default == "shipped"
    folder = tmp_path / "outputs" / "demo" / "train" / "adapter"
    folder.mkdir(parents=True)
    (folder / "adapter_config.json").write_text("{}")
    found = with_found_adapter(llm)
    assert found.adapters.default == "demo"
    assert found.embedded is not None
    assert set(found.embedded.adapters) == {"demo"}


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example", False)],
)
def test_what_reaches_this_machine_only(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_the_invitation_names_a_page_and_a_command() -> None:
    text = invitation("http://127.0.0.1:9000", open_to_all=True)
    assert "http://127.0.0.1:9000/" in text
    assert "--url ws://127.0.0.1:9000" in text
    assert "API_TOKEN" in text
    assert "--token" in invitation("http://127.0.0.1:8000", open_to_all=False)


@pytest.mark.parametrize("module", ["serving", "serving.client", "serving.schema"])
def test_help_loads_no_models(module: str) -> None:
    code = (
        "import runpy, sys; sys.argv=['x', '--help']\n"
        "try: runpy.run_module(sys.modules['__main__'].__dict__['M'], run_name='__main__')\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'celery', 'redis'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    run = subprocess.run(
        [sys.executable, "-c", f"M={module!r}\n{code}"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "python -m " in run.stdout or "usage" in run.stdout.lower()
