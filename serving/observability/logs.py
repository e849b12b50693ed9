"""Structured logs, JSON, that cannot carry text (requirement O2).

Our loggers write an event's name and the fields of `fields`; other fields, and values of another shape, are
left out and counted. Libraries' messages are free text, so of those only logger, level and place in the code
are written (and the message where it is one of `KNOWN_MESSAGES`). Exceptions become class names and a stack
of places: their own messages may quote values, such as a statement's parameters.
"""

import logging
import re
import sys
import threading
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from opentelemetry import trace

from serving.observability.fields import fits, is_event, plain

UNKNOWN_FIELD: Final = "unknown_field"
UNFIT_VALUE: Final = "unfit_value"
UNNAMED_EVENT: Final = "unnamed_event"
UNWRITABLE: Final = "unwritable"
LEFT_OUT: Final = (UNKNOWN_FIELD, UNFIT_VALUE, UNNAMED_EVENT, UNWRITABLE)
"""Why something was left out of a line; metric labels."""

KNOWN_MESSAGES: Final = frozenset(
    {
        "Started server process [%d]",
        "Finished server process [%d]",
        "Waiting for application startup.",
        "Waiting for application shutdown.",
        "Application startup complete.",
        "Application shutdown complete.",
        "Application startup failed. Exiting.",
        "Shutting down",
        "Waiting for background tasks to complete. (CTRL+C to force quit)",
    }
)
"""Messages of libraries without anything in them: templates, as the library's source has them."""

_QUIET: Final = (
    "alembic",
    "sqlalchemy",
    "aiosqlite",
    "asyncio",
    "httpx",
    "httpcore",
    "urllib3",
    "presidio-analyzer",
)
_MOST_FRAMES: Final = 12

_MODULE: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")

_Event = MutableMapping[str, Any]


class _Drops:
    """Who is told of values that were left out; logging is one for the process, and so is this."""

    def __init__(self) -> None:
        self.listener: Callable[[str], None] | None = None

    def tell(self, reason: str) -> None:
        if self.listener is not None:
            self.listener(reason)


_drops = _Drops()


def logger(name: str) -> Any:
    """`logger(__name__).info("session_started", conversation_id=…)`; fields of the list only.

    Also before `configure_logs`, and in a process that never calls it.
    """
    return structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            checked,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        context_class=dict,
        cache_logger_on_first_use=False,
    )


def configure_logs(
    stream: TextIO | None = None,
    *,
    level: str = "INFO",
    dropped: Callable[[str], None] | None = None,
) -> None:
    """JSON lines to `stream` (standard error by default), for our loggers and the libraries'.

    `dropped` is told the reason whenever something was left out (`Metrics.log_value_dropped`). Uvicorn must
    be run with `log_config=None`, Celery with `worker_hijack_root_logger=False`, or they set their own.
    """
    count_dropped(dropped)
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[_headed, structlog.processors.JSONRenderer()],
            foreign_pre_chain=[_foreign],
            use_get_message=False,
            pass_foreign_args=True,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    _take_over_libraries()
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _take_over_libraries() -> None:
    """Some write to handlers of their own, past ours: uvicorn, Celery, SQLAlchemy once MLflow is imported."""
    for library in logging.root.manager.loggerDict.values():
        if isinstance(library, logging.Logger) and (library.handlers or not library.propagate):
            library.handlers.clear()
            library.setLevel(logging.NOTSET)
            library.propagate = True


def count_dropped(listener: Callable[[str], None] | None) -> None:
    """Who is told the reason whenever something is left out, where that is known later than the stream."""
    _drops.listener = listener


def checked(_logger: Any, _method: str, event: _Event) -> dict[str, Any]:
    """The event with what may be written; how much was left out is written too."""
    error = event.pop("exc_info", None)
    name = event.pop("event", None)
    out: dict[str, Any] = {"event": name if is_event(name) else UNNAMED_EVENT}
    dropped = 0
    if out["event"] is UNNAMED_EVENT:
        dropped += _drop(UNNAMED_EVENT)
    for field, given in event.items():
        value = plain(given)
        fit = fits(field, value)
        if fit:
            out[field] = value
        else:
            dropped += _drop(UNKNOWN_FIELD if fit is None else UNFIT_VALUE)
    out |= described(error)
    if dropped:
        out["dropped"] = dropped
    return out


def described(error: Any) -> dict[str, Any]:
    """An exception without its message: class, cause, and where it went through."""
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if not isinstance(error, BaseException):
        return {}
    out: dict[str, Any] = {"error": type(error).__name__, "stack": _stack(error.__traceback__)}
    cause = error.__cause__ or error.__context__
    if cause is not None:
        out["cause"] = type(cause).__name__
    return {field: value for field, value in out.items() if fits(field, value)}


def _stack(trace_: TracebackType | None) -> list[str]:
    """`file:function:line`, outermost first."""
    frames: list[str] = []
    while trace_ is not None:
        code = trace_.tb_frame.f_code
        frames.append(f"{Path(code.co_filename).name}:{code.co_name}:{trace_.tb_lineno}")
        trace_ = trace_.tb_next
    return frames[-_MOST_FRAMES:]


def _drop(reason: str) -> int:
    _drops.tell(reason)
    return 1


def _foreign(_logger: Any, _method: str, event: _Event) -> dict[str, Any]:
    """A library's record: that it wrote something, and from where."""
    record: logging.LogRecord = event["_record"]
    out: dict[str, Any] = {"event": "library_message"}
    arguments = event.get("positional_args")
    if record.name == "uvicorn.access" and isinstance(arguments, tuple) and len(arguments) == 5:
        # client, method, path with query, HTTP version, status
        out |= {"event": "http_request", "method": arguments[1], "status": arguments[4]}
    elif record.msg in KNOWN_MESSAGES:
        out["message"] = record.msg
    else:
        out["where"] = f"{record.filename}:{record.funcName}:{record.lineno}"
    out = {name: value for name, value in out.items() if name in ("event", "message") or fits(name, value)}
    kept = {name: event[name] for name in ("_record", "_from_structlog")}
    return out | described(event.get("exc_info")) | kept


def _headed(_logger: Any, _method: str, event: _Event) -> dict[str, Any]:
    """Time, level and logger in front; the trace it belongs to at the end."""
    record: logging.LogRecord = event.pop("_record")
    event.pop("_from_structlog")
    head = {
        "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name if _MODULE.fullmatch(record.name) else "library",
        **event,
    }
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        head |= {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}
    return head


class _Handler(logging.StreamHandler[TextIO]):
    """A record that cannot be written is counted; the default prints it, arguments and all."""

    def handleError(self, record: logging.LogRecord) -> None:
        _drops.tell(UNWRITABLE)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace_: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), trace_)
        return
    logger("escuta").critical("uncaught_exception", exc_info=error or kind())
