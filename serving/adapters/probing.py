"""Is an adapter that a server has just loaded the one that was trained? Ask, before any caller depends on it.

Its sheet has what the training side's own generation replied to fixed questions. Replies agree when both
abstain, or when neither does and the category of a risk alert and the message are the same; a message that
shares most of its words counts as the same, because batches and 16 or 4 bits move a word here and there.
"""

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

from insights.jobs import Priority
from insights.probes import Probe, ProbeSheet
from insights.prompts import prompt_for
from insights.records import PROMPT_LANGUAGES, InsightType, Message, Speaker, Turn
from insights.reply import Reply, alert_category, is_abstention, parse_reply
from serving.adapters.agreement import overlap
from serving.adapters.api import Refusal
from serving.llm.api import Answer, LlmError, LlmFault, Question

_AT_ONCE: Final = 4
_MIN_OVERLAP: Final = 0.6

# Said by nobody: what an adapter without a sheet is asked about.
_PLAIN: Final = {
    "pt": ("bom dia, em que posso ajudar?", "a minha fatura veio mais cara do que o combinado"),
    "es": ("buenos días, ¿en qué puedo ayudar?", "mi factura llegó más cara de lo acordado"),
}


class Asked(Protocol):
    """One server, asked by itself."""

    async def answer(self, question: Question) -> Answer:
        """Raises `LlmError`."""
        ...


@dataclass(frozen=True)
class Probed:
    """`agreement` is a share from 0 to 1, None without a sheet; `reason` says why it may not answer."""

    agreement: float | None
    reason: Refusal | None = None


async def probe(
    server: Asked, digest: str, sheet: ProbeSheet | None, *, min_agreement: float, timeout_s: float
) -> Probed:
    """Ask a server the sheet's questions (without one: a fixed few, whose replies must only be valid).

    Raises `ConnectionError` if it does not answer for reasons that lie not with the adapter.
    """
    limit = asyncio.Semaphore(_AT_ONCE)

    async def ask(language: str, insight_type: InsightType, prompt: tuple[Message, ...]) -> Reply | None:
        question = Question(
            messages=prompt,
            insight_type=insight_type,
            language=language,
            adapter=digest,
            timeout_s=timeout_s,
            priority=int(Priority.NORMAL),
        )
        async with limit:
            return await _reply(server, question)

    if sheet is None:
        replies = await asyncio.gather(*(ask(*question) for question in _plain_questions()))
        return Probed(None, None if all(replies) else Refusal.INVALID)
    replies = await asyncio.gather(
        *(ask(each.language, each.insight_type, each.prompt) for each in sheet.probes)
    )
    expected = [_expected(each) for each in sheet.probes]
    agreement = sum(map(_agrees, sheet.probes, replies, expected)) / len(sheet.probes)
    if any(reply is None and wanted is not None for reply, wanted in zip(replies, expected, strict=True)):
        return Probed(agreement, Refusal.INVALID)
    return Probed(agreement, None if agreement >= min_agreement else Refusal.DISAGREES)


async def _reply(server: Asked, question: Question) -> Reply | None:
    """None: not a valid reply."""
    try:
        answer = await server.answer(question)
    except LlmError as error:
        if error.fault is LlmFault.REFUSED:
            return None
        raise ConnectionError(error.fault.value) from None
    verdict = parse_reply(answer.text, question.insight_type, question.language)
    return verdict.reply if verdict.valid else None


def _expected(each: Probe) -> Reply | None:
    """None: not even the trainer's own reply was valid."""
    verdict = parse_reply(each.reply, each.insight_type, each.language)
    return verdict.reply if verdict.valid else None


def _agrees(each: Probe, reply: Reply | None, expected: Reply | None) -> bool:
    if reply is None or expected is None:
        return reply is expected
    return agree(reply, expected, each.insight_type, each.language)


def agree(one: Reply, other: Reply, insight_type: InsightType, language: str) -> bool:
    """Do two valid replies say the same?"""
    silent = [is_abstention(reply.message, language) for reply in (one, other)]
    if any(silent):
        return all(silent)
    if insight_type is InsightType.RISK_ALERT and (
        alert_category(one.message, language) is not alert_category(other.message, language)
    ):
        return False
    return overlap(one.message, other.message) >= _MIN_OVERLAP


def _plain_questions() -> list[tuple[str, InsightType, tuple[Message, ...]]]:
    asked = []
    for language in PROMPT_LANGUAGES:
        turns = [
            Turn(turn_id=f"s{number}", speaker=speaker, start_s=number, end_s=number + 1, text=text)
            for number, (speaker, text) in enumerate(
                zip((Speaker.AGENT, Speaker.CUSTOMER), _PLAIN[language], strict=True)
            )
        ]
        asked += [(language, kind, prompt_for(kind, language).messages(turns)) for kind in InsightType]
    return asked
