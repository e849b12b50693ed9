"""What a request to the service may be."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class HttpSettings:
    """Bounds of a request, checked before anything is made of it."""

    max_bytes: int = field(default=12_000_000, metadata={"help": "larger bodies are refused"})
    timeout_s: float = field(
        default=30.0, metadata={"help": "for requests that do not say how long they wait, seconds"}
    )
    max_timeout_s: float = field(default=120.0, metadata={"help": "no request may wait longer, seconds"})
