"""Everything `python -m serving` can be told; composed from `conf/serve.yaml`.

Secrets have no field: they are read from the environment where they are used (API_TOKEN, DATABASE_URL,
REDIS_URL, LLM_API_KEY, ASR_TOKEN, METRICS_TOKEN, TWILIO_AUTH_TOKEN).
"""

from dataclasses import dataclass, field
from pathlib import Path

from insights.asr.settings import AsrSettings
from insights.audio.vad import VadSettings
from insights.errors import EscutaError
from insights.pii.settings import PiiSettings
from insights.resources import data_dir
from insights.session.settings import (
    LimitSettings,
    RuleSettings,
    SessionSettings,
    TopicSettings,
    TriggerSettings,
)
from serving.adapters.settings import AdapterSettings
from serving.adapters.trial_settings import TrialSettings
from serving.asr.settings import RecogniserSettings, SchedulerSettings
from serving.audio.batcher import BatcherSettings
from serving.gateway import parts
from serving.gateway.settings import ListenSettings, StreamSettings
from serving.llm.adapters import AdapterMap
from serving.llm.settings import EmbeddedSettings, HostedSettings, OpenAiSettings
from serving.state.settings import StateSettings
from serving.worker.settings import AnswererSettings, QueueSettings

DEMO_ADAPTER = Path("outputs/demo/train/adapter")


@dataclass(frozen=True, kw_only=True)
class RecognitionSettings:
    """Where batches are recognised: in this process with the settings of `asr`, or by a service."""

    url: str | None = field(
        default=None, metadata={"help": "address of `python -m serving.asr`; null: in this process"}
    )
    connections: int = field(default=64, metadata={"help": "connections to the service"})
    vad: VadSettings = field(default_factory=VadSettings)
    scheduler: SchedulerSettings = field(default_factory=SchedulerSettings)


@dataclass(frozen=True, kw_only=True)
class LlmSettings:
    """Rungs of the ladder: `critical` (llm_fp16), `fast` (llm_int4); the embedded model stands in."""

    critical: OpenAiSettings | None = None
    fast: OpenAiSettings | None = None
    embedded: EmbeddedSettings | None = None
    adapters: AdapterMap = field(default_factory=AdapterMap)

    @property
    def hosted(self) -> tuple[HostedSettings, ...]:
        """Of the servers that take adapters while they answer."""
        servers = (self.critical, self.fast)
        return tuple(server.hosted for server in servers if server is not None and server.hosted is not None)


@dataclass(frozen=True, kw_only=True)
class StorageSettings:
    """The database. An address with a password belongs in the environment: DATABASE_URL goes first."""

    url: str = field(
        default="sqlite:///outputs/serve/escuta.db",
        metadata={"help": "sqlite:///PATH or postgresql://HOST/NAME; DATABASE_URL goes first"},
    )
    buffer_rows: int = field(
        default=20_000, metadata={"help": "writes kept while the database is away; more are refused"}
    )
    retry_s: float = field(default=1.0, metadata={"help": "between tries to reach it again, seconds"})
    write_timeout_s: float = field(
        default=10.0, metadata={"help": "a slower write counts as the database being away, seconds"}
    )


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """Structured logs on standard error."""

    level: str = field(default="INFO", metadata={"help": "DEBUG, INFO, WARNING or ERROR"})
    tenants: tuple[str, ...] = field(
        default=(), metadata={"help": "tenants with a label in metrics; empty: those with a glossary"}
    )


@dataclass(frozen=True, kw_only=True)
class ServeSettings:
    """Options of `python -m serving`."""

    listen: ListenSettings = field(default_factory=ListenSettings)
    stream: StreamSettings = field(default_factory=StreamSettings)
    batcher: BatcherSettings = field(default_factory=BatcherSettings)
    pii: PiiSettings = field(default_factory=PiiSettings)
    trigger: TriggerSettings = field(default_factory=TriggerSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    topics: TopicSettings = field(default_factory=TopicSettings)
    rules: RuleSettings = field(default_factory=RuleSettings)
    asr: AsrSettings = field(default_factory=AsrSettings)
    recognition: RecognitionSettings = field(default_factory=RecognitionSettings)
    llm: LlmSettings = field(default_factory=LlmSettings)
    answering: AnswererSettings = field(default_factory=AnswererSettings)
    worker: QueueSettings = field(default_factory=QueueSettings)
    adapters: AdapterSettings = field(default_factory=AdapterSettings)
    trials: TrialSettings = field(default_factory=TrialSettings)
    state: StateSettings = field(default_factory=StateSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)
    logs: LogSettings = field(default_factory=LogSettings)

    def __post_init__(self) -> None:
        if self.llm.fast is not None and self.llm.fast == self.llm.critical:
            raise EscutaError(
                "both rungs are the same server and model",
                field="llm",
                remedy="leave one out: llm.fast=null",
            )

    @property
    def gateway(self) -> parts.Settings:
        """The gateway's own part."""
        return parts.Settings(
            listen=self.listen,
            stream=self.stream,
            batcher=self.batcher,
            session=SessionSettings(
                trigger=self.trigger, limits=self.limits, topics=self.topics, rules=self.rules
            ),
        )

    @property
    def recogniser(self) -> RecogniserSettings:
        """The part of a recogniser in this process."""
        return RecogniserSettings(
            asr=self.asr, vad=self.recognition.vad, scheduler=self.recognition.scheduler
        )


def known_tenants(settings: ServeSettings) -> tuple[str, ...]:
    """Tenants that get a label in metrics."""
    if settings.logs.tenants:
        return settings.logs.tenants
    return tuple(sorted(path.stem for path in (data_dir() / "glossaries").glob("*.yaml")))
