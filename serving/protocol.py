"""Every message of the WebSocket, both ways. `docs/protocol.md` explains them; `docs/asyncapi.json` is
generated from here.

The client speaks JSON in text frames and sends audio in binary frames (or base64 in an `audio` message);
where the words are known already it sends them in `text` messages instead. The server's events carry `event`,
`v`, `seq`, `session_id`, `conversation_id`, `ts`; `seq` counts from 1 without gaps, so a client knows what it
has seen and can ask for the rest. What concerns one connection only, and not the session, has `seq` 0.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, TypeAdapter, model_validator

from insights.insight import MAX_COMMENT_CHARS, Identifier, Insight, Usefulness
from insights.records import Frozen, InsightType, Language, Seconds, Speaker

VERSION = 1
SUBPROTOCOL = "escuta.v1"

MAX_TEXT_CHARS = 2000
"""Longest turn of a call in text; two minutes of speech."""

NO_SESSION = "none"
"""`session_id` of an error before there is a session."""


class Encoding(StrEnum):
    """How samples are coded in binary frames."""

    PCM16 = "pcm16"
    MULAW = "mulaw"
    ALAW = "alaw"


class AudioFormat(Frozen):
    """What binary frames hold: little-endian PCM16, or one byte a sample; channels interleaved."""

    encoding: Encoding = Encoding.PCM16
    sample_rate_hz: int = Field(default=16_000, ge=8_000, le=48_000)
    channels: Literal[1, 2] = 1


class TextFormat(Frozen):
    """No sound: what is said comes as `text` messages, from a chat or from a recogniser elsewhere."""

    encoding: Literal["text"] = "text"


def _kind(value: Any) -> str:
    encoding = value.get("encoding") if isinstance(value, dict) else getattr(value, "encoding", None)
    return "text" if encoding == "text" else "sound"


Format = Annotated[
    Annotated[AudioFormat, Tag("sound")] | Annotated[TextFormat, Tag("text")], Discriminator(_kind)
]


# --- what the client says -------------------------------------------------------------------------------


class Start(Frozen):
    """Opens a session, or goes on with one: then `session_id`, `last_seq` are those of the lost connection.

    `speakers` names the channels in order; one channel of both voices is `unknown`. A call in text says its
    language, and no speakers: each message has its own.
    """

    type: Literal["start"] = "start"
    v: Literal[1] = 1
    audio: Format = AudioFormat()
    language: Language | None = None
    speakers: tuple[Speaker, ...] | None = None
    asr_model: str | None = None
    session_id: Identifier | None = None
    last_seq: int = Field(default=0, ge=0)


class AudioMessage(Frozen):
    """Audio for clients that cannot send binary frames; `data` is base64 of the same bytes."""

    type: Literal["audio"] = "audio"
    data: str


class TextMessage(Frozen):
    """A turn of a call in text, as it was said: it is cleaned here. Seconds from the start of the call;
    without them it is said when it comes."""

    type: Literal["text"] = "text"
    speaker: Speaker
    text: str = Field(min_length=1, max_length=MAX_TEXT_CHARS, repr=False)
    start_s: Seconds | None = None
    end_s: Seconds | None = None

    @model_validator(mode="after")
    def _ordered(self) -> "TextMessage":
        if self.start_s is not None and self.end_s is not None and self.end_s < self.start_s:
            raise ValueError("end_s is before start_s")
        return self


class Stop(Frozen):
    """No more audio follows: finish what is pending, then end."""

    type: Literal["stop"] = "stop"


class Ack(Frozen):
    """Everything up to `seq` has been seen and need not be kept."""

    type: Literal["ack"] = "ack"
    seq: int = Field(ge=0)


class FeedbackMessage(Frozen):
    """The operator's judgement of an insight."""

    type: Literal["feedback"] = "feedback"
    insight_id: Identifier
    rev: int = Field(default=1, ge=1)
    usefulness: Usefulness
    comment: str = Field(default="", max_length=MAX_COMMENT_CHARS)


class Ping(Frozen):
    """Answered with `pong` at once, whatever else is going on."""

    type: Literal["ping"] = "ping"


ClientMessage = Annotated[
    Start | AudioMessage | TextMessage | Stop | Ack | FeedbackMessage | Ping, Field(discriminator="type")
]
CLIENT_MESSAGES: TypeAdapter[Any] = TypeAdapter(ClientMessage)


# --- what the server says -------------------------------------------------------------------------------


class Event(Frozen):
    """Base of all events."""

    v: Literal[1] = 1
    seq: int = Field(ge=1)
    session_id: Identifier
    conversation_id: Identifier
    ts: datetime


class SessionStarted(Event):
    """The session is open; the first event of every connection, always with `seq` 1.

    After a reconnection `resumed` is true and the client sends audio again from `audio_offset_bytes` of its
    stream on, or text from message number `text_offset` on, counted from 0; the events after `last_seq`
    follow in order.
    """

    event: Literal["session_started"] = "session_started"
    resumed: bool = False
    audio_offset_bytes: int = Field(default=0, ge=0)
    text_offset: int = Field(default=0, ge=0)
    grace_s: float
    batch_window_s: float
    max_batch_window_s: float
    max_message_bytes: int


class Segment(Frozen):
    """A piece of clean transcript; insights refer to `segment_id`."""

    segment_id: str
    speaker: Speaker
    start_s: Seconds
    end_s: Seconds
    text: str


class BatchProcessed(Event):
    """A batch of audio became text. `silent` batches cost no recognition and have no segments. In a call in
    text each turn is a batch.

    The end of a turn that may be an unfinished number or address comes with a later batch, as a segment of
    its own with the turn's times. What has not come at the end of the call is one more batch, of text alone.

    `failed`: it could not be recognised; an `error` before this event says why. `keep_from`: what is
    before it (bytes of sound, or `text` messages) will not be asked for again, whatever happens.
    """

    event: Literal["batch_processed"] = "batch_processed"
    batch: int = Field(ge=1)
    start_s: Seconds
    end_s: Seconds
    silent: bool
    failed: bool = False
    language: Language | None
    segments: tuple[Segment, ...]
    asr_ms: float = Field(ge=0)
    keep_from: int = Field(default=0, ge=0)


class InsightEvent(Event):
    """An insight, or a later revision of one. `latency_ms` runs from the closing of the batch."""

    event: Literal["insight"] = "insight"
    insight: Insight
    latency_ms: float = Field(ge=0)


class FinalSummary(Event):
    """The call in one sentence (None where there is not enough to say), and its figures."""

    event: Literal["final_summary"] = "final_summary"
    summary: Insight | None
    duration_s: Seconds
    speech_s: Seconds
    batches: int
    segments: int
    insights: dict[InsightType, int]


class EndReason(StrEnum):
    """Why a session ended."""

    STOPPED = "stopped"
    SHUTDOWN = "shutdown"
    ABANDONED = "abandoned"
    LIMIT = "limit"


class SessionEnded(Event):
    """The last event. `dropped_jobs`: questions that were not answered within the time for draining."""

    event: Literal["session_ended"] = "session_ended"
    reason: EndReason
    dropped_jobs: int = 0


class ErrorCode(StrEnum):
    """What can go wrong; `fatal` errors close the connection."""

    BAD_MESSAGE = "bad_message"
    BAD_AUDIO = "bad_audio"
    BAD_TEXT = "bad_text"
    NOT_STARTED = "not_started"
    ALREADY_STARTED = "already_started"
    UNKNOWN_SESSION = "unknown_session"
    RESUME_LATER = "resume_later"
    TAKEN_OVER = "taken_over"
    TOO_LARGE = "too_large"
    TOO_FAST = "too_fast"
    BUFFER_FULL = "buffer_full"
    ASR_UNAVAILABLE = "asr_unavailable"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    UNKNOWN_INSIGHT = "unknown_insight"
    TOO_MANY_SESSIONS = "too_many_sessions"
    SHUTTING_DOWN = "shutting_down"


class ErrorEvent(Event):
    """What is wrong and what to do; never anything that was said.

    `seq` 0: it concerns this connection only and is not sent again.
    """

    event: Literal["error"] = "error"
    seq: int = Field(ge=0)
    code: ErrorCode
    message: str
    remedy: str | None = None
    fatal: bool = False


class FeedbackSaved(Event):
    """The judgement is stored."""

    event: Literal["feedback_saved"] = "feedback_saved"
    insight_id: Identifier
    rev: int = Field(ge=1)
    usefulness: Usefulness


class Flow(Event):
    """`hold` asks the client to stop sending until `go`: the buffer is full. Nothing sent is lost."""

    event: Literal["flow"] = "flow"
    state: Literal["hold", "go"]
    buffered_s: Seconds


ServerEvent = Annotated[
    SessionStarted
    | BatchProcessed
    | InsightEvent
    | FinalSummary
    | SessionEnded
    | ErrorEvent
    | FeedbackSaved
    | Flow,
    Field(discriminator="event"),
]
SERVER_EVENTS: TypeAdapter[Any] = TypeAdapter(ServerEvent)


class Pong(Frozen):
    """Answer to `ping`; outside the numbered stream."""

    event: Literal["pong"] = "pong"
    v: Literal[1] = 1
