"""Nothing in the tests may reach a model hub; every random choice is seeded."""

import os

import pytest
from hypothesis import settings

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
os.environ.setdefault("OMP_NUM_THREADS", "1")

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("repeatable")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: a file of ten seconds or more on a free core")


def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two cores: much of a test's time goes by waiting for a browser, a server, a clock."""
    return max(2, 3 * len(os.sched_getaffinity(0)) // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files go first, or a worker would end alone with one of them."""
    long = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture
def turns():
    """A short clean exchange in Portuguese."""
    from insights.records import Speaker, Turn

    return (
        Turn(turn_id="t1", speaker=Speaker.AGENT, start_s=0, end_s=2, text="bom dia, posso ajudar?"),
        Turn(
            turn_id="t2", speaker=Speaker.CUSTOMER, start_s=2, end_s=5, text="quero cancelar o plano Família"
        ),
    )
