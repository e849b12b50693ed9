"""Which recognisers a service holds, and how much work it takes on."""

from dataclasses import dataclass, field

from insights.asr.settings import AsrSettings
from insights.audio.vad import VadSettings
from insights.errors import EscutaError


@dataclass(frozen=True)
class SchedulerSettings:
    """The queue in front of a recogniser."""

    workers: int = field(
        default=1, metadata={"help": "threads that recognise, each with its own copy of the model"}
    )
    gather_ms: float = field(
        default=10.0,
        metadata={"help": "wait for more to recognise together, after a round of several, milliseconds"},
    )
    batch_requests: int = field(default=8, metadata={"help": "requests recognised together, at most"})
    round_s: float = field(
        default=0.4,
        metadata={
            "help": "fewer together where they would take longer than this, at the pace of late, seconds"
        },
    )
    queue_max: int = field(
        default=256, metadata={"help": "requests that may wait; more get 503, of tenants above their share"}
    )
    session_queue_max: int = field(
        default=4, metadata={"help": "requests of one session that may wait; more get 429"}
    )

    def __post_init__(self) -> None:
        for name in ("workers", "batch_requests", "queue_max", "session_queue_max"):
            if getattr(self, name) < 1:
                raise EscutaError("must be 1 or more", field=f"scheduler.{name}", remedy=f"{name}=1")
        if not self.round_s > 0:
            raise EscutaError("must be above 0", field="scheduler.round_s", remedy="round_s=0.4")
        if not 0 <= self.gather_ms <= 1000:
            raise EscutaError("must be 0 to 1000", field="scheduler.gather_ms", remedy="gather_ms=10")


@dataclass(frozen=True)
class RecogniserSettings:
    """All of a service's recognition: used by `python -m serving.asr` and in the gateway's process alike.

    `asr` is the default model; `on_request` one that is loaded when a request names it.
    """

    asr: AsrSettings = field(default_factory=AsrSettings)
    on_request: AsrSettings | None = None
    vad: VadSettings = field(default_factory=VadSettings)
    scheduler: SchedulerSettings = field(default_factory=SchedulerSettings)
    max_audio_s: float = field(default=60.0, metadata={"help": "longer sound is refused, seconds"})
    drain_s: float = field(default=10.0, metadata={"help": "to finish what waits when it ends, seconds"})
