"""The interface of a language model that answers insight prompts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from insights.jobs import Priority
from insights.records import InsightType, Message


@dataclass(frozen=True, repr=False)
class Question:
    """One prompt. `adapter` names LoRA weights; None asks the base. `timeout_s` bounds the whole call.

    Lower `priority` goes first where the model has a queue. `attempt` counts from 0; a later one is asked for
    another reply than the likeliest, which has been refused.
    """

    messages: tuple[Message, ...]
    insight_type: InsightType
    language: str
    adapter: str | None
    timeout_s: float
    max_new_tokens: int = 120
    priority: int = Priority.NORMAL
    attempt: int = 0


@dataclass(frozen=True, repr=False)
class Answer:
    """A model's reply as text, with the log-probabilities of the message's tokens (empty if there are none).

    `first_token_s` and `total_s` are seconds from asking; `queue_s` of them passed before the model began,
    where that is known.
    """

    text: str
    message_logprobs: tuple[float, ...]
    model: str
    adapter: str | None
    prompt_tokens: int
    reply_tokens: int
    first_token_s: float
    total_s: float
    queue_s: float = 0.0


class LlmFault(StrEnum):
    """Why there is no answer; metric labels."""

    TIMEOUT = "timeout"
    OVERLOADED = "overloaded"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    UNKNOWN_ADAPTER = "unknown_adapter"


class LlmError(Exception):
    """No answer. Carries no prompt text."""

    def __init__(self, fault: LlmFault, detail: str = "") -> None:
        self.fault = fault
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)


class Llm(Protocol):
    """Cancelling the task that awaits `answer` stops the generation."""

    @property
    def name(self) -> str:
        """The rung's name: `llm_fp16`, `llm_int4`, `embedded`."""
        ...

    async def answer(self, question: Question) -> Answer:
        """Raises `LlmError`."""
        ...

    async def healthy(self) -> bool: ...

    async def close(self) -> None: ...
