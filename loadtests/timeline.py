"""What happened in one call, and when: pure, so that a call's figures can be tested without a socket.

Times are seconds of one monotonic clock; figures are milliseconds.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

from serving.protocol import EndReason, ErrorCode

ADMISSION = frozenset({ErrorCode.TOO_MANY_SESSIONS, ErrorCode.SHUTTING_DOWN})
"""Errors before a session is open that a full server gives."""

LATE = "client: sound sent late"


@dataclass
class Timeline:
    """Told of what is sent and heard; `problem()` and `figures()` judge it when the call is over."""

    began_s: float
    expect_insight: bool = False
    expect_final: bool = True
    batch_window_s: float | None = None
    ready_s: float | None = None
    sound_ended_s: float | None = None
    ended_s: float | None = None
    held: int = 0
    reconnections: int = 0
    insights: int = 0
    shown: list[tuple[float, float]] = field(default_factory=list)  # (when, milliseconds since the close)
    final: bool = False
    fault: str | None = None
    refused: str | None = None
    _seq: int = 0
    _sent: list[tuple[float, float]] = field(default_factory=list)  # (seconds of sound, when)
    _end: dict[str, Any] | None = None
    _figures: dict[str, list[float]] = field(default_factory=dict)

    def sent(self, sound_s: float, now_s: float, late_s: float | None = 0.0) -> None:
        """Sound up to `sound_s` of the call has been sent for the first time, `late_s` after it would have
        been spoken."""
        self._sent.append((sound_s, now_s))
        self._add(LATE, None if late_s is None else late_s * 1000)

    def heard(self, event: dict[str, Any], now_s: float) -> None:
        """An event of the gateway."""
        if seq := event.get("seq"):  # 0: of the connection, not of the call
            if seq != self._seq + 1:
                self.fault = f"event {seq} after event {self._seq}"
            self._seq = seq
        match event["event"]:
            case "session_started":
                self.ready_s = now_s
                announced = event["batch_window_s"]
                if self.batch_window_s not in (None, announced):
                    self.fault = f"batch window of {announced} s, {self.batch_window_s} s expected"
            case "batch_processed":
                if event.get("failed"):
                    self.fault = "a batch was not recognised"
                self._add("batch: sound sent -> text", self._since_sent(event["end_s"], now_s))
            case "insight":
                self._insight(event, now_s)
            case "final_summary":
                self.final = True
                if self.sound_ended_s is not None:
                    self._add("end of sound -> final summary", (now_s - self.sound_ended_s) * 1000)
            case "session_ended":
                self.ended_s = now_s
                self._end = event
            case "flow" if event["state"] == "hold":
                self.held += 1
            case "error":
                if self.ready_s is None and event["code"] in ADMISSION:
                    self.refused = event["code"]
                else:
                    self.fault = f"error {event['code']}"

    def _insight(self, event: dict[str, Any], now_s: float) -> None:
        insight = event["insight"]
        self.insights += 1
        self.shown.append((now_s, event["latency_ms"]))
        by = "rule" if insight["source"] == "rule" else "model"
        for name in ("", f" ({by})"):
            self._add(f"batch close -> insight{name}", event["latency_ms"])
        sent_ms = self._since_sent(insight["audio_end_s"], now_s)
        self._add("insight: sound sent -> shown", sent_ms)

    def _since_sent(self, sound_s: float, now_s: float) -> float | None:
        at = bisect_left(self._sent, (sound_s - 1e-6, 0.0))
        return (now_s - self._sent[at][1]) * 1000 if at < len(self._sent) else None

    def _add(self, name: str, value_ms: float | None) -> None:
        if value_ms is not None:
            self._figures.setdefault(name, []).append(value_ms)

    def problem(self) -> str | None:
        """Why the call did not end well; None also for one that was clearly refused."""
        if self.refused is not None:
            return None
        if self.fault is not None:
            return self.fault
        if self._end is None:
            return "no session_ended"
        if self._end["reason"] != EndReason.STOPPED:
            return f"ended: {self._end['reason']}"
        if self._end["dropped_jobs"]:
            return "questions were dropped"
        if self.expect_final and not self.final:
            return "no final summary"
        if self.expect_insight and not self.insights:
            return "no insight"
        return None

    def figures(self) -> dict[str, list[float]]:
        """Milliseconds by name."""
        found = {name: list(values) for name, values in self._figures.items()}
        if self.refused is not None:
            return found
        if self.ready_s is not None:
            found["connect -> session started"] = [(self.ready_s - self.began_s) * 1000]
        if self.ended_s is not None:
            found["whole call"] = [(self.ended_s - self.began_s) * 1000]
            if self.sound_ended_s is not None:
                found["end of sound -> session ended"] = [(self.ended_s - self.sound_ended_s) * 1000]
        return found
