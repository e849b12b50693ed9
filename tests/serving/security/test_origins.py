from typing import Any

import pytest

from serving.security.origins import Origins


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("https://calls.example", True),
        ("https://calls.example:443", True),
        ("https://CALLS.example", True),
        ("https://desk.example", True),
        ("http://calls.example", False),
        ("https://calls.example:8443", False),
        ("https://calls.example.evil.test", False),
        ("https://evil.test/https://calls.example", False),
        ("https://calls.example@evil.test", False),
        ("null", False),
        ("", False),
        ("https://[", False),
        ("https://x:y", False),
    ],
)
def test_only_the_own_and_named_pages_may_speak(origin: str | None, allowed: bool) -> None:
    origins = Origins(("https://desk.example",))
    assert origins.allows(origin, "calls.example", secure=True) is allowed


@pytest.mark.parametrize(
    ("settings", "origin"), [(("*",), "https://any.test"), ((), "http://localhost:8000")]
)
def test_every_page_if_so_set_and_the_own_page_of_a_plain_server(settings: Any, origin: str) -> None:
    assert Origins(settings).allows(origin, "localhost:8000", secure=False)


def test_a_request_without_host_has_no_own_page() -> None:
    assert not Origins().allows("https://calls.example", None, secure=True)
