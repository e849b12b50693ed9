"""An OpenAI-compatible server as a language model of the live path."""

from serving.llm.api import Answer, Question
from serving.llm.settings import OpenAiSettings


class OpenAiLlm:
    """Streams a chat completion held to the reply schema; pooled connections."""

    def __init__(self, settings: OpenAiSettings) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        return self._settings.name

    async def answer(self, question: Question) -> Answer:
        raise NotImplementedError

    async def healthy(self) -> bool:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError
