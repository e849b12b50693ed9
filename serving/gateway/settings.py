"""Settings of the gateway; light to import. Times are wall-clock seconds."""

from dataclasses import dataclass, field

from insights.errors import EscutaError


@dataclass(frozen=True, kw_only=True)
class ListenSettings:
    """Where the gateway listens, and what it takes from a connection."""

    host: str = field(default="127.0.0.1", metadata={"help": "address to bind; beyond loopback needs tokens"})
    port: int = field(default=8000, metadata={"help": "TCP port; 0: any free one"})
    origins: tuple[str, ...] = field(
        default=(), metadata={"help": "pages of other origins that may connect, such as https://desk.example"}
    )
    max_message_bytes: int = field(default=262_144, metadata={"help": "largest message of a client, bytes"})
    messages_per_s: float = field(
        default=500.0, metadata={"help": "messages of a connection a second; a faster client is slowed"}
    )
    controls_per_s: float = field(
        default=20.0, metadata={"help": "messages other than audio and text a second; more are refused"}
    )
    bad_messages: int = field(default=20, metadata={"help": "bad messages that close a connection"})
    ping_interval_s: float = field(default=20.0, metadata={"help": "between pings of the WebSocket, seconds"})
    ping_timeout_s: float = field(
        default=40.0, metadata={"help": "without a pong a connection counts as lost, seconds"}
    )
    shutdown_wait_s: float = field(
        default=5.0,
        metadata={"help": "after SIGTERM calls may end by themselves, then they are ended, seconds"},
    )
    twilio_url: str | None = field(
        default=None,
        metadata={
            "help": "public wss:// address of the media streams, for the signature; null: as requested"
        },
    )

    def __post_init__(self) -> None:
        for name in ("max_message_bytes", "messages_per_s", "controls_per_s", "bad_messages"):
            if getattr(self, name) <= 0:
                raise EscutaError("must be above 0", field=f"listen.{name}")


@dataclass(frozen=True, kw_only=True)
class StreamSettings:
    """The life of a session."""

    grace_s: float = field(
        default=60.0, metadata={"help": "a session outlives its connection by this, seconds"}
    )
    hand_over: bool = field(
        default=True,
        metadata={
            "help": "at SIGTERM, where gateways share Redis, calls go on at another; false: they are ended"
        },
    )
    start_timeout_s: float = field(default=10.0, metadata={"help": "for the `start` message, seconds"})
    max_call_s: float = field(default=14_400.0, metadata={"help": "longest call, seconds of audio"})
    tenant_sessions: int = field(default=500, metadata={"help": "open sessions of a tenant"})
    process_sessions: int = field(default=1000, metadata={"help": "open sessions of this process"})
    max_events: int = field(
        default=4096, metadata={"help": "events kept for a client that acknowledges none"}
    )
    transcribe_timeout_s: float = field(
        default=30.0, metadata={"help": "for one try to recognise a batch, seconds"}
    )
    transcribe_attempts: int = field(default=3, metadata={"help": "tries to recognise a batch"})
    retry_s: float = field(
        default=0.5,
        metadata={"help": "before another try, doubled each time, seconds; a service may ask for more"},
    )
    language_sure: float = field(
        default=0.9, metadata={"help": "probability from which a batch decides the call's language"}
    )
    language_batches: int = field(
        default=2, metadata={"help": "batches with speech after which the likeliest language is taken"}
    )
    merge_gap_s: float = field(
        default=1.0, metadata={"help": "utterances of one speaker closer than this are one segment, seconds"}
    )
    alert_deadline_s: float = field(
        default=15.0, metadata={"help": "to confirm an alert, from the text, seconds"}
    )
    deadline_s: float = field(default=20.0, metadata={"help": "for other questions, from the text, seconds"})
    flush_timeout_s: float = field(
        default=60.0, metadata={"help": "for pending insights after `stop`, seconds (INSIGHT_FLUSH_TIMEOUT)"}
    )
    store_attempts: int = field(
        default=3, metadata={"help": "tries to store an insight before it is withheld"}
    )

    def __post_init__(self) -> None:
        for name in ("grace_s", "flush_timeout_s", "retry_s"):
            if getattr(self, name) < 0:
                raise EscutaError("must not be negative", field=f"stream.{name}")
        for name in ("transcribe_attempts", "tenant_sessions", "process_sessions", "max_events"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"stream.{name}")
