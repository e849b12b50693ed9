"""The Compose file: valid, closed to the outside, nothing unpinned, every variable explained."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from commandline.command import load
from insights.render import CHAT_TEMPLATE
from serving.asr.__main__ import AsrServiceConfig
from serving.gateway.settings import StreamSettings
from serving.settings import ServeSettings
from serving.vllm.launch import launch_of
from serving.vllm.settings import VllmConfig
from tests.deploy.compose import DEPLOY, composed, example, passed_on, text, variables

SECRETS = (
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "ASR_TOKEN",
    "LLM_API_KEY",
    "METRICS_TOKEN",
    "GRAFANA_PASSWORD",
)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    given = {name: value for name, value in example().items() if value}
    return composed(given | dict.fromkeys(SECRETS, "secret"))


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    return dict(compose["services"])


def test_it_is_a_compose_file(compose: dict[str, Any]) -> None:
    compose_spec = pytest.importorskip("compose_spec")
    parsed = compose_spec.PyCompose.from_yaml(yaml.safe_dump(compose))
    parsed.validate()
    assert set(parsed.service_names()) == set(compose["services"])


def test_every_part_of_the_topology_is_there(services: dict[str, Any]) -> None:
    parts = "nginx gateway-1 gateway-2 asr-1 asr-2 asr-gpu-1 asr-gpu-2 insight-worker-1 insight-worker-2"
    parts += " vllm-fp16 vllm-int4 postgresql redis mlflow prometheus grafana migrate admin"
    assert set(services) == set(parts.split())
    profiles = {name: service.get("profiles") for name, service in services.items()}
    assert {name for name, each in profiles.items() if each == ["gpu"]} == {
        "asr-gpu-1",
        "asr-gpu-2",
        "vllm-fp16",
        "vllm-int4",
    }
    assert {name for name, each in profiles.items() if each == ["cpu"]} == {"asr-1", "asr-2"}


def test_every_variable_is_explained_and_no_other() -> None:
    assert set(variables()) | passed_on() == set(example())


def test_defaults_are_those_of_the_example() -> None:
    given = example()
    for name, default in variables().items():
        assert default is None or given[name] == default, name


@pytest.mark.parametrize("missing", SECRETS)
def test_without_a_secret_nothing_starts(missing: str) -> None:
    assert example()[missing] == ""
    with pytest.raises(KeyError, match=missing):
        composed(dict.fromkeys(set(SECRETS) - {missing}, "secret"))


def test_images_are_pinned(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z]+)?$", service["image"]), name


def test_only_nginx_is_reached_from_outside(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert set(published) == {"nginx", "grafana", "mlflow"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert {name for name, each in services.items() if "edge" in each["networks"]} == set(published)


def test_what_is_not_published_has_no_way_out(compose: dict[str, Any]) -> None:
    assert compose["networks"]["inner"]["internal"] is True


def test_every_service_is_bounded_and_checked(services: dict[str, Any]) -> None:
    once = {"migrate", "admin"}
    for name, service in services.items():
        limits = service["deploy"]["resources"]["limits"]
        assert limits["cpus"], name
        assert limits["memory"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert name in once or ("healthcheck" in service and service["restart"] == "unless-stopped"), name


def test_addresses_are_those_that_nginx_asks(services: dict[str, Any]) -> None:
    def address(name: str) -> str:
        return str(services[name]["networks"]["inner"]["ipv4_address"])

    given = services["nginx"]["environment"]
    assert re.findall(r"server (\S+):8000", given["GATEWAY_SERVERS"]) == [
        address("gateway-1"),
        address("gateway-2"),
    ]
    assert re.findall(r"server (\S+):8300", given["ASR_SERVERS"]) == [address("asr-1"), address("asr-2")]
    assert [address("asr-gpu-1"), address("asr-gpu-2")] == [address("asr-1"), address("asr-2")]
    assert given["NGINX_ASR_LISTEN"] == f"{address('nginx')}:8300"
    assert services["gateway-1"]["environment"]["FORWARDED_ALLOW_IPS"] == address("nginx")


def test_a_gateway_is_not_killed_while_it_drains(services: dict[str, Any]) -> None:
    gateway = services["gateway-1"]
    command = " ".join(gateway["command"])
    found = re.search(r"shutdown_wait_s=(\d+)", command)
    assert found is not None
    waits_s = int(found[1]) + StreamSettings().flush_timeout_s
    assert int(gateway["stop_grace_period"].removesuffix("s")) > waits_s


def test_secrets_are_on_no_command_line() -> None:
    for line in text().splitlines():
        if re.search(r"\$\{(" + "|".join(SECRETS) + ")", line):
            assert re.match(r"\s+[A-Z_]+: ", line), line


def test_files_that_are_mounted_are_there(services: dict[str, Any]) -> None:
    filled_by_the_user = {"./models", "./tls"}
    for name, service in services.items():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            if source.startswith("./") and source not in filled_by_the_user:
                assert (DEPLOY / source).exists(), f"{name}: {source}"


@pytest.mark.parametrize(
    ("service", "name", "port"), [("vllm-fp16", "llm_fp16", 8100), ("vllm-int4", "llm_int4", 8101)]
)
def test_vllm_is_started_as_our_own_launcher_starts_it(
    services: dict[str, Any],
    service: str,
    name: str,
    port: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "python").touch()
    monkeypatch.setenv("LLM_API_KEY", "secret")
    launched = launch_of(
        VllmConfig(
            name=name,
            base=str(tmp_path),
            host="0.0.0.0",
            device="gpu",
            context_tokens=2048,
            seqs=64,
            kv_cache_mb=None,
            python=str(tmp_path / "python"),
        ),
        port=port,
    )
    asked = services[service]
    ours = _options(launched.command[3:])
    theirs = _options(asked["command"])
    assert theirs.pop("--model").startswith("/models/")
    ours.pop("--model")
    template = DEPLOY / "vllm" / "chat_template.jinja"
    assert theirs.pop("--chat-template") == "/etc/escuta/chat_template.jinja"
    assert template.read_text(encoding="utf-8") == ours.pop("--chat-template") == CHAT_TEMPLATE
    form = "--structured-outputs-config"
    assert json.loads(theirs.pop(form)) == json.loads(ours.pop(form))
    assert theirs == ours
    assert asked["entrypoint"][1:] == list(launched.command[1:3])
    assert asked["environment"] == launched.environment | {"VLLM_API_KEY": "secret"}


def _options(words: Any) -> dict[str, str]:
    """`--name value`, `--name=value` and `--flag`."""
    found: dict[str, str] = {}
    name = ""
    for word in words:
        if word.startswith("--"):
            name, _, value = word.partition("=")
            found[name] = value
        else:
            found[name] = word
    return found


def test_what_services_are_told_is_understood(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = "1e" * 32  # that could be read as a number
    monkeypatch.setenv("LLM_BASE_DIGEST", digest)
    monkeypatch.setenv("INSIGHT_USE_CELERY", "true")
    gateway = services["gateway-1"]
    options = gateway["environment"]["SERVE_OPTIONS"].split()
    told = [word for word in gateway["command"][2].split() if "=" in word and not word.startswith("$")]
    settings = load("serve", ServeSettings, [*told, *options])
    assert settings.recognition.url == "http://nginx:8300"
    assert settings.listen.host == "0.0.0.0"
    assert settings.worker.celery
    assert [server.base for server in settings.llm.hosted] == [digest, digest]
    assert settings.llm.critical is not None
    assert settings.llm.fast is not None
    assert settings.llm.critical.addresses == ("http://vllm-fp16:8100/v1",)
    assert settings.llm.fast.addresses == ("http://vllm-int4:8101/v1",)
    assert settings.adapters.shelf == "/var/lib/escuta/adapters"
    for name in ("asr-1", "asr-gpu-1"):
        words = (
            " ".join(services[name]["command"])
            .replace("$ASR_OPTIONS", example()["ASR_OPTIONS"] or "")
            .split()
        )
        load("asr_service", AsrServiceConfig, [word for word in words if "=" in word])
