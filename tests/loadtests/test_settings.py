"""What a load test is told."""

import pytest

from insights.errors import EscutaError
from loadtests.settings import LoadSettings, is_loopback, usage


def test_defaults_are_fifty_calls_of_eight_seconds_on_this_machine() -> None:
    settings = LoadSettings.from_environment({})
    assert (settings.sessions, settings.seconds, settings.host) == (50, 8.0, None)


def test_variables_are_read_by_their_kind() -> None:
    settings = LoadSettings.from_environment(
        {
            "SESSIONS": "100",
            "RAMP": "2.5",
            "AUDIO": "a.wav, b.wav@3",
            "EXPECT_INSIGHT": "true",
            "BATCH_WINDOW_SEC": "5",
            "HOST": "",
        }
    )
    assert settings.sessions == 100
    assert settings.ramp_s == 2.5
    assert settings.audio == ("a.wav", "b.wav@3")
    assert settings.expect_insight is True
    assert settings.batch_window_s == 5.0
    assert settings.host is None


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"SESSIONS": "many"}, "SESSIONS"),
        ({"SESSIONS": "0"}, "SESSIONS"),
        ({"EXPECT_FINAL": "maybe"}, "EXPECT_FINAL"),
        ({"RAMP": "-1"}, "RAMP"),
        ({"AUDIO": ","}, "AUDIO"),
        ({"HOST": "ws://calls.example:8000"}, "HOST"),
        ({"HOST": "ws://127.0.0.1.example:8000"}, "HOST"),
        ({"HOST": "ws://10.0.0.1"}, "HOST"),
    ],
)
def test_a_wrong_value_names_its_variable(variables: dict[str, str], field: str) -> None:
    with pytest.raises(EscutaError) as raised:
        LoadSettings.from_environment(variables)
    assert raised.value.field == field


def test_another_machine_only_on_demand() -> None:
    variables = {"HOST": "ws://calls.example:8000", "LOAD_ANYWHERE": "true"}
    assert LoadSettings.from_environment(variables).host == variables["HOST"]


@pytest.mark.parametrize("host", ["ws://127.0.0.1:8000", "ws://localhost", "ws://[::1]:1", "127.9.9.9:8000"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


def test_a_tenant_gets_its_own_token() -> None:
    by_tenant = LoadSettings(token="telecom=t1,banco=b=1")
    assert by_tenant.token_of("telecom") == "t1"
    assert by_tenant.token_of("banco") == "b=1"
    assert by_tenant.token_of("saude") is None
    assert LoadSettings(token="one").token_of("saude") == "one"
    assert LoadSettings().token_of("saude") is None


def test_usage_tells_every_variable() -> None:
    text = usage()
    assert all(name in text for name in ("SESSIONS", "RAMP", "AUDIO", "API_TOKEN", "CHUNK_MS"))
