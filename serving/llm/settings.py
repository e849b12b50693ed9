"""Settings of the language models; light to import."""

from dataclasses import dataclass, field

from inference.settings import EngineSettings
from insights.errors import EscutaError


@dataclass(frozen=True, kw_only=True)
class EmbeddedSettings:
    """The model in this process."""

    name: str = field(default="embedded", metadata={"help": "rung name, a metric label"})
    base: str | None = field(
        default=None, metadata={"help": "folder of the base model; null: the one that ships"}
    )
    adapters: dict[str, str] = field(
        default_factory=dict, metadata={"help": "adapter name → folder; loaded at start"}
    )
    bfloat16: bool = field(
        default=False, metadata={"help": "hold weights in 16 bits: faster, replies differ a little"}
    )
    engine: EngineSettings = field(default_factory=EngineSettings)


@dataclass(frozen=True, kw_only=True)
class OpenAiSettings:
    """A server that speaks the OpenAI chat protocol. Its key is read from `LLM_API_KEY` when asked."""

    name: str = field(metadata={"help": "rung name, a metric label: llm_fp16, llm_int4"})
    url: str = field(metadata={"help": "base URL, up to and with /v1"})
    model: str = field(metadata={"help": "the server's name for the base model"})
    connect_timeout_s: float = field(default=1.0, metadata={"help": "to open a connection, seconds"})
    connections: int = field(default=64, metadata={"help": "most connections kept and open at once"})
    temperature: float = field(default=0.0, metadata={"help": "0 = the likeliest reply"})
    logprobs: bool = field(default=True, metadata={"help": "ask for log-probabilities, for the confidence"})
    priorities: bool = field(
        default=False, metadata={"help": "send priorities (vLLM with --scheduling-policy priority)"}
    )

    def __post_init__(self) -> None:
        if not self.url or not self.model:
            raise EscutaError(
                "a language model server needs an address and a model",
                field=f"llm.{self.name}",
                remedy="give url=http://HOST:PORT/v1 and model=NAME",
            )
