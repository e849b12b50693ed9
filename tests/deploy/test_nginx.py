"""NGINX's configuration, filled in as each place fills it in, and read by the real NGINX."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from insights.errors import EscutaError
from loadtests.cluster.binaries import find_program
from loadtests.cluster.servers import DEPLOY, filled_in
from tests.deploy.compose import composed, example

TEMPLATE = (DEPLOY / "nginx" / "nginx.conf.template").read_text(encoding="utf-8")
SERVERS = {
    "GATEWAY_SERVERS": "server 127.0.0.1:18000;",
    "ASR_SERVERS": "server 127.0.0.1:18300;",
    "NGINX_RESOLVER": "",
    "NGINX_LISTEN": "listen 127.0.0.1:18080;",
    "NGINX_ASR_LISTEN": "127.0.0.1:18301",
}


def accepted(folder: Path, values: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    nginx = find_program("nginx")
    if nginx is None:
        pytest.skip("nginx is not installed (apt-get install nginx)")
    configuration = folder / "nginx.conf"
    configuration.write_text(filled_in(TEMPLATE, {**values, "NGINX_FOLDER": str(folder)}))
    command = [str(nginx), "-t", "-e", "stderr", "-c", str(configuration)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_nginx_reads_it(tmp_path: Path) -> None:
    done = accepted(tmp_path, SERVERS)
    assert done.returncode == 0, done.stderr


def test_nginx_reads_what_compose_gives_it(tmp_path: Path) -> None:
    given = {name: value or "secret" for name, value in example().items()}
    given |= {"INNER_PREFIX": "127.29.77", "NGINX_LISTEN": "listen 127.0.0.1:18080;"}  # of this machine alone
    environment = composed(given)["services"]["nginx"]["environment"]
    done = accepted(tmp_path, {name: environment[name] for name in SERVERS})
    assert done.returncode == 0, done.stderr


def test_tls_is_one_variable(tmp_path: Path) -> None:
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-keyout",
            "tls.key",
            "-out",
            "tls.crt",
        ],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    found = re.search(r'NGINX_LISTEN="(listen 8443[^"]+)"', (DEPLOY / ".env.example").read_text())
    assert found is not None
    listen = found[1].replace("/etc/nginx/tls", str(tmp_path)).replace("8443", "127.0.0.1:18443")
    done = accepted(tmp_path, SERVERS | {"NGINX_LISTEN": listen})
    assert done.returncode == 0, done.stderr


def test_a_forgotten_value_is_named() -> None:
    with pytest.raises(EscutaError, match="ASR_SERVERS"):
        filled_in(TEMPLATE, {name: value for name, value in SERVERS.items() if name != "ASR_SERVERS"})
