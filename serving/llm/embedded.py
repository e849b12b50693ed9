"""The embedded engine as a language model of the live path."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from insights.base import origin_base_digest
from insights.errors import EscutaError
from insights.resources import data_dir
from serving.adapters.api import Refusal, Unloadable
from serving.llm.api import Answer, LlmError, LlmFault, Question
from serving.llm.settings import EmbeddedSettings

if TYPE_CHECKING:
    from inference.engine import Engine

_SECOND_TEMPERATURE = 0.7


class EmbeddedLlm:
    """Answers in this process, and a `Host` of adapters; the engine runs in a thread of its own."""

    def __init__(
        self,
        engine: "Engine",
        *,
        name: str = "embedded",
        adapters: Mapping[str, str] | None = None,
        base_digest: str | None = None,
        capacity: int = 8,
    ) -> None:
        """`engine` is started. `adapters` maps names to the digests under which the engine holds them.

        Of adapters it holds at most `capacity`, each as a copy of the layers that it changes.
        """
        self._engine = engine
        self._name = name
        self._adapters = dict(adapters or {})
        self._base_digest = base_digest
        self._capacity = capacity

    @property
    def name(self) -> str:
        return self._name

    @property
    def adapters(self) -> dict[str, str]:
        """Names and the content digests behind them; `AdapterMap.renamed` takes this."""
        return dict(self._adapters)

    @property
    def base_digest(self) -> str | None:
        return self._base_digest

    @property
    def capacity(self) -> int:
        return self._capacity

    async def loaded(self) -> frozenset[str]:
        """Raises `ConnectionError` if the engine has stopped."""
        if not self._engine.running:
            raise ConnectionError("the engine has stopped")
        return self._engine.adapters

    async def load(self, digest: str, folder: Path) -> None:
        """Load LoRA weights between two tokens. Raises `Unloadable`, or `ConnectionError` if the engine has
        stopped."""
        from inference.engine import EngineClosed

        try:
            found = await asyncio.wrap_future(self._engine.load(folder))
        except EngineClosed:
            raise ConnectionError("the engine has stopped") from None
        except EscutaError:
            raise Unloadable(Refusal.MISFIT) from None
        if found != digest:
            await self.unload(found)
            raise Unloadable(Refusal.MISFIT)

    async def unload(self, digest: str) -> None:
        """Raises `Unloadable` while an answer is being written with it."""
        from inference.engine import EngineClosed

        try:
            await asyncio.wrap_future(self._engine.unload(digest))
        except EngineClosed:
            raise ConnectionError("the engine has stopped") from None
        except EscutaError:
            raise Unloadable(Refusal.IN_USE) from None

    async def answer(self, question: Question) -> Answer:
        """Raises `LlmError`. `question.adapter` is a name or a digest."""
        from inference.engine import EngineClosed, EngineFull, PromptTooLong, Request, UnknownAdapter

        adapter = question.adapter
        if adapter is not None:
            adapter = self._adapters.get(adapter, adapter)
        request = Request(
            messages=question.messages,
            insight_type=question.insight_type,
            language=question.language,
            adapter=adapter,
            priority=question.priority,
            max_new_tokens=question.max_new_tokens,
            temperature=_SECOND_TEMPERATURE if question.attempt else 0.0,
            seed=question.attempt,
        )
        try:
            async with asyncio.timeout(question.timeout_s):
                reply = await asyncio.wrap_future(self._engine.ask(request))
        except TimeoutError:
            raise LlmError(LlmFault.TIMEOUT) from None
        except EngineFull:
            raise LlmError(LlmFault.OVERLOADED) from None
        except EngineClosed:
            raise LlmError(LlmFault.UNAVAILABLE) from None
        except UnknownAdapter:
            raise LlmError(LlmFault.UNKNOWN_ADAPTER) from None
        except PromptTooLong as error:
            raise LlmError(LlmFault.REFUSED, str(error)) from None
        except RuntimeError as error:  # torch: out of memory and its like
            raise LlmError(LlmFault.UNAVAILABLE, type(error).__name__) from None
        return Answer(
            text=reply.text,
            message_logprobs=reply.message_logprobs,
            model=self._name,
            adapter=reply.adapter,
            prompt_tokens=reply.prompt_tokens,
            reply_tokens=len(reply.logprobs),
            first_token_s=reply.first_token_s,
            total_s=reply.total_s,
            queue_s=reply.queue_s,
        )

    async def healthy(self) -> bool:
        return self._engine.running

    async def close(self) -> None:
        await asyncio.to_thread(self._engine.close)


def open_embedded(settings: EmbeddedSettings) -> EmbeddedLlm:
    """Load base and adapters and start the engine. Takes seconds and blocks: call it in a thread.

    Raises `EscutaError` for a folder that is no model or no adapter of it.
    """
    from inference.engine import Engine
    from inference.model import open_base

    folder = Path(settings.base) if settings.base else data_dir() / "models" / "language"
    engine = Engine(open_base(folder, bfloat16=settings.bfloat16), settings.engine)
    engine.start()
    try:
        adapters = {name: engine.load(Path(path)).result() for name, path in settings.adapters.items()}
    except Exception:
        engine.close()
        raise
    return EmbeddedLlm(
        engine,
        name=settings.name,
        adapters=adapters,
        base_digest=origin_base_digest(folder),
        capacity=settings.capacity,
    )
