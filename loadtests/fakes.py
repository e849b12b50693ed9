"""A recogniser and a model that do nothing but take their time, for measuring what is around them."""

import asyncio

from insights.prompts import CATEGORY_LABELS
from insights.records import AlertCategory
from insights.reply import reply_text
from serving.asr.api import Piece, Transcription
from serving.llm.api import Answer, Question

QUESTION = "olá, eu queria entender a cobrança da minha fatura, veio mais cara do que o combinado"
CANCELLATION = "olá, eu quero cancelar o meu contrato, a fatura veio mais cara do que o combinado"
"""Gives reason for an alert, and for a question to the model."""


class FakeAsr:
    """Hears the same sentence of the customer in every batch, after `service_s`."""

    def __init__(self, service_s: float, said: str = QUESTION) -> None:
        self._service_s = service_s
        self._said = said

    async def transcribe(
        self,
        wav: bytes,
        *,
        language: str | None,
        session_id: str,
        tenant: str = "",
        model: str | None = None,
        timeout_s: float,
    ) -> Transcription:
        await asyncio.sleep(self._service_s)
        return Transcription("pt", 1.0, (Piece(1, 0.5, 4.5, self._said),), "fake")

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
        label = CATEGORY_LABELS["pt"][AlertCategory.CHURN]
        text = reply_text(question.insight_type, f"{label}: cliente questiona o valor da fatura.", 0.9)
        return Answer(text, (), "fake", None, 300, 30, self._service_s / 2, self._service_s)

    async def healthy(self) -> bool:
        return True

    async def close(self) -> None: ...
