"""Structured logs that cannot carry text (requirement O2)."""

from collections.abc import Callable
from typing import Any, TextIO


def configure_logs(
    stream: TextIO | None = None,
    *,
    level: str = "INFO",
    dropped: Callable[[str], None] | None = None,
) -> None:
    """JSON lines to `stream` (standard error by default), for our loggers and the libraries'.

    `dropped` is told the reason whenever a field was left out (`Metrics.log_value_dropped`).
    """
    raise NotImplementedError


def logger(name: str) -> Any:
    """`logger(__name__).info("session_started", conversation_id=…)`; fields of the list only."""
    import structlog

    return structlog.get_logger(name)
