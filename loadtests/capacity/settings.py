"""Options of `python -m loadtests.capacity`."""

import os
from dataclasses import dataclass
from pathlib import Path

from commandline.command import option
from insights.errors import EscutaError
from loadtests.capacity.search import Search
from loadtests.settings import LoadSettings


@dataclass(frozen=True, kw_only=True)
class CapacityConfig:
    """The calls themselves come from the variables of `python -m loadtests`."""

    limit_s: float = option(2.0, help="most that 95% of insights may take from their batch's close, seconds")
    seconds: float = option(30.0, help="sound of a call, seconds")
    ramp_s: float = option(10.0, help="over which the calls begin, seconds")
    first: int = option(20, help="sessions to begin with")
    most: int = option(2000, help="sessions to stop at")
    growth: float = option(1.6, help="factor from one number to the next while all is well")
    resolution: float = option(0.05, help="ends when what holds and what does not differ by this share")
    repeats: int = option(3, help="load tests of a number near the limit; the median counts")
    near: float = option(0.25, help="share of the limit that counts as near")
    minutes: float | None = option(None, help="begin nothing that would end later; null: until it is found")
    few: int = option(12, help="calls at low load that times of the parts are taken from")
    units: bool = option(True, help="measure the parts alone, for python -m loadtests.plan")
    serve: tuple[str, ...] = option((), help="options of the gateway, such as [trigger=plan]")
    out: str = option("outputs/capacity", help="folder of the certificate and of what was measured")
    docs: str | None = option(None, help="page that gets the table, between its marks")

    def __post_init__(self) -> None:
        _ = self.search  # its faults are the configuration's
        if self.seconds <= 0:
            raise EscutaError("must be above 0", field="seconds", remedy="seconds=30: several batches a call")
        if self.ramp_s < 0 or self.few < 1:
            raise EscutaError("ramp_s must not be negative, few at least 1", field="ramp_s, few")
        if self.minutes is not None and self.minutes <= 0:
            raise EscutaError("must be above 0", field="minutes", remedy="minutes=6, or null")

    @property
    def search(self) -> Search:
        return Search(
            first=self.first,
            most=self.most,
            growth=self.growth,
            resolution=self.resolution,
            repeats=self.repeats,
            near=self.near,
            limit_s=self.limit_s,
        )

    @property
    def folder(self) -> Path:
        return Path(self.out)

    def calls(self, sessions: int) -> LoadSettings:
        """So many calls, of the environment's sounds and companies."""
        given = {
            "SESSIONS": str(sessions),
            "SECONDS": str(self.seconds),
            "RAMP": str(self.ramp_s),
            "REPORT": str(self.folder / "load"),
        }
        return LoadSettings.from_environment({**os.environ, **given})
