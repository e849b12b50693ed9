"""The manifests: valid by Kubernetes' own schemas, fitting to each other, and to what Compose runs."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from commandline.command import load
from insights.render import CHAT_TEMPLATE
from serving.gateway.settings import StreamSettings
from serving.settings import ServeSettings
from tests.deploy.compose import DEPLOY, composed, example

KUSTOMIZATION = yaml.safe_load((DEPLOY / "kustomization.yaml").read_text(encoding="utf-8"))
WORKLOADS = ("Deployment", "StatefulSet")


def manifests() -> list[dict[str, Any]]:
    return [
        each
        for name in KUSTOMIZATION["resources"]
        for each in yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8"))
    ]


def of_kind(*kinds: str) -> dict[str, Any]:
    return {each["metadata"]["name"]: each for each in manifests() if each["kind"] in kinds}


def pods() -> dict[str, Any]:
    return {name: each["spec"]["template"] for name, each in of_kind(*WORKLOADS).items()}


def containers() -> Iterator[tuple[str, Any]]:
    for name, pod in pods().items():
        for container in (*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]):
            yield name, container


def environment_file() -> dict[str, str]:
    lines = (DEPLOY / "kubernetes" / "escuta.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_manifest_is_valid() -> None:
    validator = pytest.importorskip("kubernetes_validate")
    secret = yaml.safe_load((DEPLOY / "kubernetes" / "secret.example.yaml").read_text(encoding="utf-8"))
    for each in (*manifests(), secret):
        validator.validate(each, validator.latest_version(), strict=True)


@pytest.mark.parametrize("folder", [".", "kubernetes/keda"])
def test_kustomize_builds_it(folder: str) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed")
    done = subprocess.run(
        [kubectl, "kustomize", str(DEPLOY / folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert all(each["metadata"]["namespace"] == "escuta" for each in yaml.safe_load_all(done.stdout))


def test_files_that_are_made_into_configuration_are_there() -> None:
    for generated in KUSTOMIZATION["configMapGenerator"]:
        for name in (*generated.get("files", []), *generated.get("envs", [])):
            assert (DEPLOY / name).is_file(), name


def test_what_pods_refer_to_exists() -> None:
    maps = {each["name"] for each in KUSTOMIZATION["configMapGenerator"]}
    claims = set(of_kind("PersistentVolumeClaim"))
    secret = yaml.safe_load((DEPLOY / "kubernetes" / "secret.example.yaml").read_text(encoding="utf-8"))
    for name, pod in pods().items():
        for volume in pod["spec"]["volumes"]:
            if "configMap" in volume:
                assert volume["configMap"]["name"] in maps, name
            if "persistentVolumeClaim" in volume:
                assert volume["persistentVolumeClaim"]["claimName"] in claims, name
            if "secret" in volume:
                assert volume["secret"]["optional"], name
    for name, container in containers():
        for source in container.get("envFrom", []):
            assert source.get("configMapRef", {"name": "escuta"})["name"] in maps, name
        for variable in container.get("env", []):
            if "valueFrom" in variable:
                assert variable["valueFrom"]["secretKeyRef"]["key"] in secret["stringData"], name


def test_selectors_find_pods() -> None:
    labels = [pod["metadata"]["labels"] for pod in pods().values()]
    for name, each in of_kind("Service").items():
        selector = each["spec"]["selector"]
        stateful = selector.get("statefulset.kubernetes.io/pod-name")
        if stateful is not None:
            assert stateful.rpartition("-")[0] in of_kind("StatefulSet"), name
        else:
            assert any(selector.items() <= each.items() for each in labels), name
    for name, each in of_kind("PodDisruptionBudget").items():
        wanted = each["spec"]["selector"]["matchLabels"]
        assert any(wanted.items() <= each.items() for each in labels), name


def test_whatever_has_replicas_keeps_all_but_one() -> None:
    several = {name for name, each in of_kind(*WORKLOADS).items() if each["spec"]["replicas"] > 1}
    assert several == set(of_kind("PodDisruptionBudget"))


def test_every_server_that_nginx_asks_has_a_service_of_its_own() -> None:
    nginx = dict(containers())["nginx"]
    given = {each["name"]: each["value"] for each in nginx["env"]}
    services = of_kind("Service")
    for variable, kind, port in (("GATEWAY_SERVERS", "gateway", 8000), ("ASR_SERVERS", "asr", 8300)):
        named = re.findall(rf"server (\S+):{port} ", given[variable])
        assert named == sorted(name for name in services if re.fullmatch(rf"{kind}-\d+", name))
    assert of_kind("HorizontalPodAutoscaler")["gateway"]["spec"]["maxReplicas"] == len(
        re.findall("server ", given["GATEWAY_SERVERS"])
    )


def test_nobody_can_do_more_than_it_must() -> None:
    for name, container in containers():
        allowed = container["securityContext"]
        assert allowed["readOnlyRootFilesystem"], name
        assert not allowed["allowPrivilegeEscalation"], name
        assert allowed["capabilities"] == {"drop": ["ALL"]}, name
        assert container["resources"]["requests"], name
        assert container["resources"]["limits"]["memory"], name
    for name, pod in pods().items():
        assert pod["spec"]["securityContext"]["runAsNonRoot"], name
        assert pod["spec"]["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["spec"]["automountServiceAccountToken"] is False, name


def test_every_container_that_stays_is_probed() -> None:
    for name, pod in pods().items():
        for container in pod["spec"]["containers"]:
            assert {"readinessProbe", "livenessProbe"} <= set(container), name


def test_a_shared_fault_takes_no_gateway_out_of_service() -> None:
    """The database is every gateway's: readiness by it would refuse all calls at once."""
    gateway = of_kind("StatefulSet")["gateway"]["spec"]["template"]["spec"]["containers"][0]
    assert gateway["readinessProbe"]["httpGet"]["path"] == "/api/v1/health/live"
    assert gateway["startupProbe"]["httpGet"]["path"] == "/api/v1/health/ready"


def test_a_gateway_is_not_killed_while_it_drains() -> None:
    pod = of_kind("StatefulSet")["gateway"]["spec"]["template"]["spec"]
    command = pod["containers"][0]["args"][2]
    drains = re.search(r"shutdown_wait_s=(\d+)", command)
    assert drains is not None
    before_s = int(pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod["terminationGracePeriodSeconds"] > before_s + int(drains[1]) + StreamSettings().flush_timeout_s


def test_gateways_are_told_what_they_understand(monkeypatch: pytest.MonkeyPatch) -> None:
    given = environment_file()
    for name in ("INSIGHT_USE_CELERY", "INSIGHT_WORKER_METRICS_HOST", "INSIGHT_WORKER_METRICS_PORT"):
        monkeypatch.setenv(name, given[name])
    command = of_kind("StatefulSet")["gateway"]["spec"]["template"]["spec"]["containers"][0]["args"][2]
    words = command.replace("$SERVE_OPTIONS", given["SERVE_OPTIONS"]).split()
    settings = load("serve", ServeSettings, [word for word in words if "=" in word])
    assert settings.recognition.url == "http://asr:8300"
    assert settings.worker.celery


def test_it_runs_what_compose_runs() -> None:
    """The same images of others, the same options of vLLM, the same settings of ours."""
    compose = composed({name: value or "secret" for name, value in example().items()})["services"]
    found = dict(containers())
    assert found["nginx"]["image"] == compose["nginx"]["image"]
    for name in ("vllm-fp16", "vllm-int4"):
        assert found[name]["image"] == compose[name]["image"]
        assert found[name]["command"] == compose[name]["entrypoint"]
        assert found[name]["args"] == compose[name]["command"]
        ours = {each["name"]: each["value"] for each in found[name]["env"] if "value" in each}
        assert compose[name]["environment"].items() <= (ours | {"VLLM_API_KEY": "secret"}).items()
    environment = compose["gateway-1"]["environment"]
    differ = {"FORWARDED_ALLOW_IPS"}  # here the network policy says who may speak with a gateway
    for name, value in environment_file().items():
        assert name in differ or environment[name] == value, name
    assert (DEPLOY / "vllm" / "chat_template.jinja").read_text(encoding="utf-8") == CHAT_TEMPLATE


def test_workers_grow_with_the_wait_for_them() -> None:
    scaled = yaml.safe_load(
        (DEPLOY / "kubernetes" / "keda" / "insight-worker.yaml").read_text(encoding="utf-8")
    )
    assert scaled["spec"]["scaleTargetRef"]["name"] in of_kind("Deployment")
    assert "insight_job_wait_seconds_bucket" in scaled["spec"]["triggers"][0]["metadata"]["query"]
