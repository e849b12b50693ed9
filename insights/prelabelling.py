"""Pre-labels from an OpenAI-compatible server, constrained to the reply schema, for people to review."""

from dataclasses import dataclass, field

from insights.errors import EscutaError
from insights.prompts import prompt_for
from insights.records import Excerpt, InsightType
from insights.reply import Verdict, parse_reply, reply_schema, reply_text
from insights.server import Server


@dataclass(frozen=True)
class EndpointSettings:
    """Where the pre-labeller is and how it is asked."""

    url: str | None = field(default=None, metadata={"help": "base URL, up to and with /v1"})
    model: str | None = field(default=None, metadata={"help": "model name the server knows"})
    timeout_s: float = field(default=60.0, metadata={"help": "for one reply, seconds"})
    attempts: int = field(default=4, metadata={"help": "tries when the server is busy or unreachable"})
    backoff_s: float = field(default=1.0, metadata={"help": "wait before the second try; doubles each time"})
    max_tokens: int = field(default=200, metadata={"help": "longest reply, tokens"})
    temperature: float = field(default=0.0, metadata={"help": "0 = the likeliest reply"})
    seed: int = field(default=0, metadata={"help": "passed to the server"})
    review: bool = field(
        default=True, metadata={"help": "replies wait for review; false = use them as they are"}
    )

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise EscutaError("must be at least 1", field="endpoint.attempts", remedy="endpoint.attempts=4")


class Prelabeller:
    """Asks a server for replies. Not picklable: one for each process."""

    def __init__(self, settings: EndpointSettings) -> None:
        if not settings.url or not settings.model:
            raise EscutaError(
                "the pre-labeller needs an address and a model",
                field="endpoint.url, endpoint.model",
                remedy="endpoint.url=http://HOST:PORT/v1 endpoint.model=NAME",
            )
        self._settings = settings
        self._server = Server(
            settings.url,
            "/chat/completions",
            group="endpoint",
            timeout_s=settings.timeout_s,
            attempts=settings.attempts,
            backoff_s=settings.backoff_s,
        )

    def reply(self, excerpt: Excerpt, kind: InsightType) -> tuple[Verdict, str]:
        """The verdict on the reply and, if valid, its canonical spelling. A bad reply is asked once more."""
        verdict = self._ask(excerpt, kind, self._settings.seed)
        if not verdict.valid:
            verdict = self._ask(excerpt, kind, self._settings.seed + 1)
        if verdict.reply is None or not verdict.valid:
            return verdict, ""
        return verdict, reply_text(kind, verdict.reply.message, verdict.reply.confidence)

    def _ask(self, excerpt: Excerpt, kind: InsightType, seed: int) -> Verdict:
        messages = prompt_for(kind, excerpt.language).messages(excerpt.turns)
        body: dict[str, object] = {
            "model": self._settings.model,
            "messages": [message.model_dump() for message in messages],
            "temperature": self._settings.temperature,
            "max_tokens": self._settings.max_tokens,
            "seed": seed,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "insight", "strict": True, "schema": reply_schema(kind)},
            },
        }
        answer = self._server.post(json=body)
        try:
            text = answer.json()["choices"][0]["message"]["content"] or ""
        except (ValueError, LookupError, TypeError):
            raise self._server.not_the_api("chat completion") from None
        return parse_reply(text, kind, excerpt.language)
