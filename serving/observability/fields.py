"""What a log line or a span may hold: names from this list, each with values of one shape (requirement O2).

Nothing else is written, so what was said cannot get into a log by a careless call: a sentence is no
identifier, no number and no member of an enumeration. Adding a field here is a decision about personal data.
"""

import re
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Final

from insights.insight import Source, Standing, Usefulness
from insights.jobs import Outcome
from insights.records import AlertCategory, InsightType
from insights.reply import Fault
from serving.adapters.api import Arm, Refusal
from serving.adapters.guard import Breach
from serving.asr.api import AsrFault
from serving.llm.api import LlmFault
from serving.protocol import Encoding, EndReason, ErrorCode

Shape = Callable[[Any], bool]

_IDENTIFIER = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_NAME = re.compile(r"[A-Za-z0-9._:/@+-]{1,128}")
_CLASS = re.compile(r"[A-Z][A-Za-z0-9]{2,63}")
_CODE = re.compile(r"[A-Za-z0-9_.<>]{1,100}:[A-Za-z0-9_<>.]{1,100}:\d{1,6}")
_EVENT = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
_MOST: Final = 1e8
"""Beyond any duration in ms or count we log; shorter than a telephone, card or identity number."""
_UNITS: Final = ("_s", "_ms", "_tokens", "_bytes", "_rows", "_jobs", "_sessions", "_hz")


def _matches(pattern: re.Pattern[str]) -> Shape:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _one_of(*kinds: type[Enum], more: Iterable[str] = ()) -> Shape:
    allowed = {str(member.value) for kind in kinds for member in kind} | set(more)
    return lambda value: isinstance(value, str) and value in allowed


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _frames(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(frame, str) and _CODE.fullmatch(frame) for frame in value
    )


_id = _matches(_IDENTIFIER)
_name = _matches(_NAME)
_class = _matches(_CLASS)

SHAPES: Final[dict[str, Shape]] = {
    **dict.fromkeys(
        ("conversation_id", "session_id", "insight_id", "feedback_id", "job_id", "gateway", "tenant"), _id
    ),
    **dict.fromkeys(("trace_id", "span_id", "token_id", "prompt_digest"), _id),
    **dict.fromkeys(("model", "adapter", "breaker", "worker", "version"), _name),
    "insight_type": _one_of(InsightType),
    "outcome": _one_of(Outcome),
    "category": _one_of(AlertCategory),
    "source": _one_of(Source),
    "standing": _one_of(Standing),
    "usefulness": _one_of(Usefulness),
    "fault": _one_of(Fault, AsrFault, LlmFault),
    "code": _one_of(ErrorCode),
    "reason": _one_of(
        EndReason, ErrorCode, more=("unauthorised", "origin", "forbidden", "timeout", "signal")
    ),
    "refusal": _one_of(Refusal),
    "arm": _one_of(Arm),
    "breach": _one_of(Breach),
    "rung": _one_of(more=("llm_fp16", "llm_int4", "embedded", "rules")),
    "component": _one_of(more=("gateway", "asr", "worker", "llm", "storage", "state", "queue", "console")),
    "state": _one_of(more=("open", "closed", "half_open", "hold", "go", "up", "down", "ready", "draining")),
    "encoding": _one_of(Encoding),
    "language": _matches(re.compile(r"[a-z]{2}")),
    "method": _one_of(more=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
    "error": _class,
    "cause": _class,
    "stack": _frames,
    "where": _matches(_CODE),
    **dict.fromkeys(
        ("batch", "rev", "seq", "attempts", "status", "port", "rows", "count", "pid", "channels"), _number
    ),
    **dict.fromkeys(("sessions", "segments", "insights", "dropped_jobs", "dropped"), _number),
    **dict.fromkeys(("degraded", "resumed", "forced", "silent", "critical", "fatal", "ok"), _flag),
}


def is_event(name: Any) -> bool:
    """An event's name is two words of lower case or more, joined: `session_started`."""
    return isinstance(name, str) and len(name) <= 64 and _EVENT.fullmatch(name) is not None


def fits(name: str, value: Any) -> bool | None:
    """May this field hold this value? None: there is no such field."""
    shape = SHAPES.get(name)
    if shape is None:
        if not name.endswith(_UNITS) or not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
            return None
        shape = _number
    return value is None or shape(value)


def plain(value: Any) -> Any:
    """A member of an enumeration as its value."""
    return value.value if isinstance(value, Enum) else value
