"""What a recogniser counts. The metrics themselves are given in, so that this room needs no registry."""

from typing import Protocol


class Meter(Protocol):
    """Told what happened; must be quick and safe from any thread."""

    def finished(self, outcome: str, duration_s: float) -> None:
        """A request ended; `outcome` is ok, silent, or an `AsrFault`."""
        ...

    def queued(self, size: int) -> None:
        """So many requests wait now."""
        ...

    def waited(self, wait_s: float) -> None:
        """A request left the queue to be recognised."""
        ...

    def recognised(self, requests: int, windows: int, audio_s: float, speech_s: float, took_s: float) -> None:
        """One round of the recogniser."""
        ...


class NoMeter:
    """Counts nothing."""

    def finished(self, outcome: str, duration_s: float) -> None: ...

    def queued(self, size: int) -> None: ...

    def waited(self, wait_s: float) -> None: ...

    def recognised(
        self, requests: int, windows: int, audio_s: float, speech_s: float, took_s: float
    ) -> None: ...


NO_METER = NoMeter()
