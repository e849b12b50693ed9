"""`docs/operations.md` says what is true: variables, commands, files."""

import re
import shlex
from pathlib import Path

import pytest

from commandline.command import help_text
from insights.resources import conf_dir
from serving import admin
from serving.asr.__main__ import AsrServiceConfig
from serving.settings import ServeSettings
from tests.deploy.compose import DEPLOY, example, passed_on, variables

ROOT = DEPLOY.parent
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
# Of development and load tests, not of what runs in production.
ELSEWHERE = {"ASR_OPTIONS", "SESSIONS"}


def rows() -> dict[str, str]:
    """Variable → default of the table of variables."""
    return dict(re.findall(r"^\| `([A-Z0-9_]+)` \| (.+?) \|", PAGE, flags=re.MULTILINE))


def read_by_the_configuration() -> dict[str, str]:
    """Variable → default, as `conf/` has it."""
    found: dict[str, str] = {}
    for path in conf_dir().rglob("*.yaml"):
        for name, default in re.findall(r"oc\.env:([A-Z0-9_]+),([^}]*)\}", path.read_text(encoding="utf-8")):
            found[name] = default.strip('"')
    return found


def test_every_variable_of_the_configuration_is_told_with_its_default() -> None:
    told = rows()
    for name, default in read_by_the_configuration().items():
        if name not in ELSEWHERE:
            assert told[name].strip("`").replace("–", "") == ("" if default == "null" else default), name


def test_no_variable_is_told_that_nothing_reads() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "serving").rglob("*.py"))
    others = {"FORWARDED_ALLOW_IPS"}  # uvicorn's
    for name in rows():
        assert name in read_by_the_configuration() or name in others or f'"{name}"' in code, name


def test_what_is_said_of_compose_is_in_it() -> None:
    """Variables in capitals beside the table are those of deploy/.env."""
    known = set(rows()) | set(variables()) | passed_on() | set(example())
    text = PAGE.partition("## Dashboards")[0]
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9])`", text))
    nginx = {"GATEWAY_SERVERS", "ASR_SERVERS"}
    assert named - known - nginx == set()


@pytest.mark.parametrize(
    "line",
    re.findall(
        r"^(?:docker compose .*run --rm admin|python -m serving\.admin) .+$", PAGE, flags=re.MULTILINE
    ),
)
def test_commands_are_understood(line: str) -> None:
    words = shlex.split(line.partition("  #")[0])
    after = words.index("admin" if "admin" in words else "serving.admin") + 1
    admin.parser().parse_args(words[after:])


def test_options_that_are_named_exist() -> None:
    known = help_text("serve", ServeSettings, None) + help_text("asr_service", AsrServiceConfig, None)
    options = set(re.findall(r"^  ([a-z_.]+)=", known, flags=re.MULTILINE))
    groups = {name.partition(".")[0] for name in options if "." in name}
    text = PAGE.partition("## Dashboards")[0]
    named = {name for name in re.findall(r"`([a-z_]+\.[a-z_.]+)`", text) if name.partition(".")[0] in groups}
    assert named
    assert named - options == set()


def test_files_that_are_named_exist() -> None:
    for name in set(re.findall(r"\bdeploy/[\w./-]+\w", PAGE)) - {"deploy/.env"}:
        assert (ROOT / name).exists(), name
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (Path(ROOT / "docs") / target).exists(), target
