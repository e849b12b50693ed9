"""A scrubber with weights and one without."""

import pytest

from insights.pii import Scrubber
from insights.pii.findings import Recogniser


class RulesOnly(Scrubber):
    """What is found without the weights."""

    def weighers(self, language: str) -> tuple[Recogniser, ...]:
        return ()


@pytest.fixture(scope="session")
def scrubber() -> Scrubber:
    return Scrubber()


@pytest.fixture(scope="session")
def rules() -> Scrubber:
    return RulesOnly()


def scrubbed(scrubber: Scrubber, language: str, *turns: str) -> str:
    return " / ".join(scrubber.scrub_texts(turns, language)[0])
