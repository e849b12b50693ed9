"""Options of the fault suite; light to import."""

from dataclasses import dataclass

from commandline.command import option
from insights.errors import EscutaError
from loadtests.faults.catalogue import FAULTS


@dataclass(frozen=True, kw_only=True)
class FaultConfig:
    """Options of `python -m loadtests.faults`."""

    sessions: int = option(50, help="live calls during each fault (SESSIONS)")
    only: str | tuple[str, ...] = option((), help=f"faults, as only=[redis,gateway]: {', '.join(FAULTS)}")
    seconds: float = option(60.0, help="sound of each call")
    ramp_s: float = option(8.0, help="over which the calls begin")
    fault_s: float = option(22.0, help="after the first call, when the fault begins")
    lasts_s: float = option(10.0, help="how long a part is away, seconds")
    limit_s: float = option(2.0, help="an insight should be shown so soon after its batch was spoken")
    language_model: str = option(
        "fake", help="fake: a server that answers after service_s; embedded: the small model"
    )
    service_s: float = option(0.3, help="of the fake language model, per answer")
    out: str = option("outputs/loadtests/faults.json", help="figures; faults that are not run again stay")
    docs: str | None = option("docs/reliability.md", help="page whose table is written anew; null: none")
    drawing: str | None = option("docs/faults.svg", help="the drawing; null: none")

    def __post_init__(self) -> None:
        for name in ("sessions", "seconds", "lasts_s", "limit_s", "service_s"):
            if getattr(self, name) <= 0:
                raise EscutaError("must be above 0", field=name)
        if self.language_model not in ("fake", "embedded"):
            raise EscutaError("must be fake or embedded", field="language_model")
        if self.fault_s + self.lasts_s >= self.ramp_s + self.seconds:
            raise EscutaError("the calls would be over before the fault", field="seconds")
        for name in self.chosen:
            if name not in FAULTS:
                raise EscutaError(
                    f"no such fault: {name}", field="only", remedy=f"one of {', '.join(FAULTS)}"
                )

    @property
    def chosen(self) -> tuple[str, ...]:
        """Their names, in the order of the catalogue."""
        wanted = (self.only,) if isinstance(self.only, str) else self.only
        return (
            tuple(name for name in FAULTS if name in wanted)
            + tuple(name for name in wanted if name not in FAULTS)
            if wanted
            else tuple(FAULTS)
        )
