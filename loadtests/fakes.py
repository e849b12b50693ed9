"""A recogniser and a model that do nothing but take their time, for measuring what is around them."""

import asyncio

from insights.reply import reply_text
from serving.asr.api import Piece, Transcription
from serving.llm.api import Answer, Question

_SAID = "olá, eu queria entender a cobrança da minha fatura, veio mais cara do que o combinado"


class FakeAsr:
    """Hears the same sentence in every batch, after `service_s`."""

    def __init__(self, service_s: float) -> None:
        self._service_s = service_s

    async def transcribe(
        self, wav: bytes, *, language: str | None, session_id: str, model: str | None = None, timeout_s: float
    ) -> Transcription:
        await asyncio.sleep(self._service_s)
        return Transcription("pt", 1.0, (Piece(0, 0.5, 4.5, _SAID),), "fake")

    async def healthy(self) -> bool:
        return True

    async def close(self) -> None: ...


class FakeLlm:
    """Says the same of everything, after `service_s`."""

    name = "embedded"

    def __init__(self, service_s: float) -> None:
        self._service_s = service_s

    async def answer(self, question: Question) -> Answer:
        await asyncio.sleep(self._service_s)
        text = reply_text(question.insight_type, "Cliente questiona o valor da fatura.", 0.9)
        return Answer(text, (), "fake", None, 300, 30, self._service_s / 2, self._service_s)

    async def healthy(self) -> bool:
        return True

    async def close(self) -> None: ...
