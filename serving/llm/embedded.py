"""The embedded engine as a language model of the live path."""

from pathlib import Path
from typing import Any

from serving.llm.api import Answer, Question
from serving.llm.settings import EmbeddedSettings


class EmbeddedLlm:
    """Answers in this process; `inference.engine.Engine` runs in a thread of its own."""

    def __init__(
        self, engine: Any, *, name: str = "embedded", adapters: dict[str, str] | None = None
    ) -> None:
        """`adapters` maps names to the digests under which the engine holds them."""
        self._engine = engine
        self._name = name
        self._adapters = dict(adapters or {})

    @property
    def name(self) -> str:
        return self._name

    @property
    def adapters(self) -> dict[str, str]:
        """Names and the content digests behind them; `AdapterMap.renamed` takes this."""
        return dict(self._adapters)

    def load_adapter(self, name: str, folder: Path) -> str:
        """Load LoRA weights (blocking); returns their digest."""
        raise NotImplementedError

    async def answer(self, question: Question) -> Answer:
        raise NotImplementedError

    async def healthy(self) -> bool:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError


def open_embedded(settings: EmbeddedSettings) -> EmbeddedLlm:
    """Load base and adapters (seconds, blocking: call it in a thread) and start the engine."""
    raise NotImplementedError
