"""How the client shows events: lines on a terminal, or JSON."""

import sys
from typing import Protocol

from rich.console import Console
from rich.text import Text

from insights.insight import Insight, Standing
from insights.records import InsightType, Speaker
from serving.protocol import (
    BatchProcessed,
    ErrorEvent,
    Event,
    FinalSummary,
    InsightEvent,
    SessionEnded,
    SessionStarted,
)

_SPEAKERS = {Speaker.AGENT: "agent", Speaker.CUSTOMER: "customer", Speaker.UNKNOWN: "voice"}
_COLOURS = {Speaker.AGENT: "cyan", Speaker.CUSTOMER: "green", Speaker.UNKNOWN: "white"}
_TITLES = {
    InsightType.PARTIAL_SUMMARY: ("SUMMARY", "blue"),
    InsightType.NEXT_STEPS: ("NEXT STEP", "magenta"),
    InsightType.RISK_ALERT: ("ALERT", "bold red"),
    InsightType.UPSELL: ("OPPORTUNITY", "yellow"),
}


class Screen(Protocol):
    """Shows what happens."""

    def show(self, event: Event) -> None: ...

    def reconnecting(self, times: int) -> None: ...


class JsonLines:
    """Each event as it came."""

    def show(self, event: Event) -> None:
        print(event.model_dump_json(), flush=True)

    def reconnecting(self, times: int) -> None:
        print(f"connection lost, trying again ({times})", file=sys.stderr)


class Terminal:
    """Colours on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)

    def reconnecting(self, times: int) -> None:
        self._line("··", f"connection lost, trying again ({times})", "dim")

    def show(self, event: Event) -> None:
        if isinstance(event, SessionStarted):
            verb = "goes on" if event.resumed else "started"
            self._line("··", f"session {event.session_id} {verb}", "dim")
        elif isinstance(event, BatchProcessed):
            for segment in event.segments:
                name = f"{_SPEAKERS[segment.speaker]:>8}"
                self._line(_clock(segment.start_s), f"{name}  {segment.text}", _COLOURS[segment.speaker])
        elif isinstance(event, InsightEvent):
            self._insight(event.insight, f"{event.latency_ms / 1000:.1f} s after the batch")
        elif isinstance(event, FinalSummary):
            self._summary(event)
        elif isinstance(event, ErrorEvent):
            remedy = f" ({event.remedy})" if event.remedy else ""
            self._line("!!", f"{event.message}{remedy}", "yellow")
        elif isinstance(event, SessionEnded):
            dropped = f", {event.dropped_jobs} questions unanswered" if event.dropped_jobs else ""
            self._line("··", f"session ended: {event.reason.value}{dropped}", "dim")

    def _insight(self, insight: Insight, when: str) -> None:
        title, style = _TITLES[insight.type]
        notes = [f"confidence {insight.confidence:.2f}", when]
        if insight.standing is not Standing.CONFIRMED or insight.rev > 1:
            notes.insert(0, insight.standing.value)
        if insight.degraded:
            notes.append("degraded")
        evidence = f" [{', '.join(insight.segments)}]" if insight.segments else ""
        self._line(">>", f"{title}  {insight.message}", style)
        self._line("", f"{'; '.join(notes)}{evidence}", "dim")

    def _summary(self, event: FinalSummary) -> None:
        message = event.summary.message if event.summary is not None else "not enough to say"
        self._line("==", f"FINAL SUMMARY  {message}", "bold")
        counts = ", ".join(f"{kind.value} {count}" for kind, count in event.insights.items() if count)
        figures = f"{event.duration_s:.1f} s, {event.batches} batches, {event.segments} segments"
        self._line("", f"{figures}; {counts or 'no insights'}", "dim")

    def _line(self, mark: str, text: str, style: str) -> None:
        self._console.print(Text(f"{mark:>5}  {text}", style=style))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
