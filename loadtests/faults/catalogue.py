"""The faults, by name: how each begins and ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loadtests.faults.site import Site

UNDISTURBED = "undisturbed"

Deed = Callable[["Site"], None]


def _nothing(site: "Site") -> None: ...


@dataclass(frozen=True)
class Fault:
    """`title` as the table has it. `longer` times the usual length. `lost_frames` and `cuts_per_s` are the
    clients' own: a share of their sound, and how often a connection breaks."""

    title: str
    begin: Deed = _nothing
    end: Deed = _nothing
    longer: float = 1.0
    small_disk: bool = False
    fake_llm: bool = False
    lost_frames: float = 0.0
    cuts_per_s: float = 0.0
    flood: bool = False

    @property
    def ends(self) -> bool:
        """Does it begin and end during the calls?"""
        return self.flood or self.end is not _nothing


def _killed(part: str, title: str, *, fake_llm: bool = False) -> Fault:
    return Fault(
        f"{title} killed, started again",
        begin=lambda site: site.kill(part),
        end=lambda site: site.start(part),
        fake_llm=fake_llm,
    )


FAULTS: dict[str, Fault] = {
    UNDISTURBED: Fault("none"),
    "asr": _killed("asr-1", "one of two recognisers"),
    "worker": _killed("worker-1", "the only insight worker"),
    "redis": _killed("redis", "Redis"),
    "postgresql": _killed("postgresql", "PostgreSQL"),
    "llm": _killed("llm", "the language model's server", fake_llm=True),
    "gateway": _killed("gateway-1", "one of two gateways"),
    "hang": Fault(
        "one of two gateways hangs",
        begin=lambda site: site.part("gateway-1").pause(),
        end=lambda site: site.part("gateway-1").resume(),
        longer=2.0,
    ),
    "disk": Fault(
        "the disk of PostgreSQL, Redis and logs is full",
        begin=lambda site: site.fill(),
        end=lambda site: site.free(),
        small_disk=True,
    ),
    "slow": Fault(
        "the language model ten times slower",
        begin=lambda site: site.slow_down(10.0),
        end=lambda site: site.slow_down(1.0),
        fake_llm=True,
    ),
    "frames": Fault("clients lose 5% of their frames, all the time", lost_frames=0.05),
    "cuts": Fault("every connection is cut, on average every 5 s", cuts_per_s=0.2),
    "flood": Fault("another tenant: 60 clients at once, as fast as they can", flood=True),
}
"""In this order in the table."""
