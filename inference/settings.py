"""Settings of the embedded engine; light to import."""

from dataclasses import dataclass, field

from insights.errors import EscutaError
from insights.reply import MAX_MESSAGE_CHARS


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """How questions are batched and replies written."""

    gather_ms: float = field(default=5.0, metadata={"help": "wait for more questions before a batch, ms"})
    max_batch: int = field(default=32, metadata={"help": "questions decoded together"})
    max_joining: int = field(
        default=4, metadata={"help": "questions that may join a batch between two of its tokens"}
    )
    max_waiting: int = field(default=512, metadata={"help": "questions waiting; more are refused"})
    max_new_tokens: int = field(default=120, metadata={"help": "longest reply, tokens"})
    max_message_chars: int = field(
        default=MAX_MESSAGE_CHARS, metadata={"help": "longest message the grammar lets through, characters"}
    )
    threads: int = field(default=1, metadata={"help": "CPU threads of the engine; 0: as torch decides"})

    def __post_init__(self) -> None:
        for name in ("max_batch", "max_joining", "max_waiting", "max_new_tokens"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"engine.{name}")
        if self.gather_ms < 0 or self.threads < 0:
            raise EscutaError("must not be negative", field="engine.gather_ms, engine.threads")
