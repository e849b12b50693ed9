"""Servers that the tests of the live path share."""

from collections.abc import Iterator

import pytest

from tests.services import Postgres, postgres_binaries


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL; a test may stop it, if it starts it again."""
    binaries = postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    server = Postgres(binaries)
    yield server
    server.remove()
