"""Every way a request can fail: its code, its HTTP status, and what a caller of `Asr` sees of it."""

from enum import StrEnum

from serving.asr.api import AsrError, AsrFault


class Code(StrEnum):
    """`error.code` in the service's answers. The audio codes are those of `WavFault` and `AudioFault`."""

    EMPTY_BODY = "empty_body"
    NOT_WAV = "not_wav"
    TRUNCATED_WAV = "truncated_wav"
    UNSUPPORTED_CODING = "unsupported_coding"
    UNSUPPORTED_RATE = "unsupported_rate"
    UNSUPPORTED_CHANNELS = "unsupported_channels"
    UNREADABLE_AUDIO = "unreadable_audio"
    BAD_MULTIPART = "bad_multipart"
    BAD_PARAMETER = "bad_parameter"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNAUTHORIZED = "unauthorized"
    UNKNOWN_MODEL = "unknown_model"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    SESSION_BUSY = "session_busy"
    QUEUE_FULL = "queue_full"
    TOO_LATE = "too_late"
    MODEL_UNAVAILABLE = "model_unavailable"
    SHUTTING_DOWN = "shutting_down"
    DEADLINE = "deadline"
    GONE = "gone"
    FAILED = "failed"


STATUS: dict[Code, int] = {
    Code.UNAUTHORIZED: 401,
    Code.UNKNOWN_MODEL: 404,
    Code.TOO_LARGE: 413,
    Code.TOO_LONG: 413,
    Code.SESSION_BUSY: 429,
    Code.GONE: 499,
    Code.FAILED: 500,
    Code.QUEUE_FULL: 503,
    Code.TOO_LATE: 503,
    Code.MODEL_UNAVAILABLE: 503,
    Code.SHUTTING_DOWN: 503,
    Code.DEADLINE: 504,
}
"""All others are 400."""

_FAULTS: dict[Code, AsrFault] = {
    Code.SESSION_BUSY: AsrFault.OVERLOADED,
    Code.QUEUE_FULL: AsrFault.OVERLOADED,
    Code.TOO_LATE: AsrFault.OVERLOADED,
    Code.MODEL_UNAVAILABLE: AsrFault.UNAVAILABLE,
    Code.SHUTTING_DOWN: AsrFault.UNAVAILABLE,
    Code.FAILED: AsrFault.UNAVAILABLE,
    Code.DEADLINE: AsrFault.TIMEOUT,
    Code.GONE: AsrFault.TIMEOUT,
}


class AsrRefusal(AsrError):
    """An `AsrError` that says exactly why."""

    def __init__(self, code: Code, detail: str, retry_after_s: float | None = None) -> None:
        super().__init__(_FAULTS.get(code, AsrFault.REFUSED), detail, retry_after_s)
        self.code = code
        self.detail = detail

    @property
    def status(self) -> int:
        return STATUS.get(self.code, 400)
