"""A small random model, an adapter for it, and the embedded engine with both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inference.engine import Engine
from inference.model import open_base
from inference.settings import EngineSettings
from tests.eval.tiny import save_model
from tests.inference.conftest import save_adapter


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("llm")
    model = save_model(root / "model")
    return model, save_adapter(model, root / "adapter", 1)


@pytest.fixture(scope="module")
def engine(folders: tuple[Path, Path]) -> Iterator[Engine]:
    running = Engine(open_base(folders[0]), EngineSettings(max_message_chars=40, gather_ms=1))
    running.start()
    yield running
    running.close()


@pytest.fixture(autouse=True)
def short_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's schema has no shorter message than ours; a random model fills it."""
    monkeypatch.setattr("insights.reply.MAX_MESSAGE_CHARS", 40)
