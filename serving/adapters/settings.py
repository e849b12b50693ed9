"""Settings of adapters on the live path; light to import."""

from dataclasses import dataclass, field

from insights.errors import EscutaError


@dataclass(frozen=True, kw_only=True)
class AdapterSettings:
    """Where adapters lie, how often the ledger is read, what a new one must show. Times in seconds."""

    shelf: str = field(
        default="outputs/adapters",
        metadata={"help": "folder of adapters by digest; vLLM servers must see it too"},
    )
    poll_s: float = field(default=1.0, metadata={"help": "between two looks at the ledger, seconds"})
    present_s: float = field(
        default=15.0, metadata={"help": "a process without a sign of life for so long is gone, seconds"}
    )
    min_agreement: float = field(
        default=0.75,
        metadata={"help": "share of probes a new adapter must answer as its trainer did, 0 to 1"},
    )
    probe_timeout_s: float = field(default=30.0, metadata={"help": "for one probe's answer, seconds"})
    retry_s: float = field(
        default=30.0, metadata={"help": "before an adapter a server could not take is tried again, seconds"}
    )

    def __post_init__(self) -> None:
        for name in ("poll_s", "present_s", "probe_timeout_s", "retry_s"):
            if not getattr(self, name) > 0:
                raise EscutaError("must be above 0", field=f"adapters.{name}")
        if self.present_s < 3 * self.poll_s:
            raise EscutaError(
                "must be at least three times poll_s, or a slow turn looks like an end",
                field="adapters.present_s",
            )
        if not 0 <= self.min_agreement <= 1:
            raise EscutaError("must be from 0 to 1", field="adapters.min_agreement")
