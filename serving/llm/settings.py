"""Settings of the language models; light to import."""

from dataclasses import dataclass, field
from typing import Literal

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
    capacity: int = field(
        default=8, metadata={"help": "adapters held at once, each a copy of the layers it changes"}
    )
    engine: EngineSettings = field(default_factory=EngineSettings)

    def __post_init__(self) -> None:
        if self.capacity <= len(self.adapters):
            raise EscutaError(
                "must be more than the adapters named, or none could be tried beside them",
                field="llm.embedded.capacity",
            )


@dataclass(frozen=True, kw_only=True)
class HostedSettings:
    """Adapters that are loaded into vLLM servers while they answer."""

    capacity: int = field(
        default=8, metadata={"help": "adapters a server holds: its max_cpu_loras, not more"}
    )
    base: str | None = field(
        default=None,
        metadata={
            "help": "what the adapters were trained on: a folder, or the base_digest of their escuta.json; "
            "null: the model that ships"
        },
    )
    shelf: str | None = field(
        default=None,
        metadata={"help": "folder of the shelf as the servers see it; null: as this process does"},
    )
    load_timeout_s: float = field(default=60.0, metadata={"help": "to load or unload an adapter, seconds"})

    def __post_init__(self) -> None:
        if self.capacity < 1:
            raise EscutaError("must be at least 1", field="llm.….hosted.capacity")


@dataclass(frozen=True, kw_only=True)
class OpenAiSettings:
    """Servers that speak the OpenAI chat protocol: one, or replicas of it. Their key is read from
    `LLM_API_KEY` when they are asked."""

    name: str = field(metadata={"help": "rung name, a metric label: llm_fp16, llm_int4"})
    url: str | None = field(default=None, metadata={"help": "base URL, up to and with /v1"})
    urls: tuple[str, ...] = field(
        default=(), metadata={"help": "base URLs of replicas with the same model, instead of url"}
    )
    model: str = field(metadata={"help": "the server's name for the base model"})
    connect_timeout_s: float = field(default=1.0, metadata={"help": "to open a connection, seconds"})
    connections: int = field(
        default=64, metadata={"help": "most connections to a server kept and open at once"}
    )
    temperature: float = field(default=0.0, metadata={"help": "0 = the likeliest reply"})
    logprobs: bool = field(default=True, metadata={"help": "ask for log-probabilities, for the confidence"})
    priorities: bool = field(
        default=False, metadata={"help": "send priorities (vLLM with --scheduling-policy priority)"}
    )
    constraint: Literal["json_schema", "regex"] = field(
        default="json_schema",
        metadata={"help": "how replies are held to their form: regex (vLLM, as in training), json_schema"},
    )
    hosted: HostedSettings | None = field(
        default=None, metadata={"help": "vLLM servers that take adapters while they answer; null: none do"}
    )

    def __post_init__(self) -> None:
        if not self.addresses or not self.model:
            raise EscutaError(
                "a language model server needs an address and a model",
                field=f"llm.{self.name}",
                remedy="give url=http://HOST:PORT/v1 and model=NAME",
            )
        if len(set(self.addresses)) < len(self.addresses):
            raise EscutaError("the same address twice", field=f"llm.{self.name}.urls")

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every replica's."""
        return self.urls or ((self.url,) if self.url else ())
