"""One scrubber for all tests: making it loads Presidio."""

import pytest

from insights.pii import Scrubber


@pytest.fixture(scope="session")
def scrubber() -> Scrubber:
    return Scrubber()
