"""What became of a door: how many inputs, how long, how much memory, and what was found."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

_MIB = 2**20
_FLAT_MIB = 64.0


@dataclass(frozen=True)
class Outcome:
    """`before_mib` after the valid inputs, `after_mib` at the end; `fault` None: nothing was found."""

    about: str
    inputs: int
    seconds: float
    before_mib: float
    after_mib: float
    fault: str | None

    @property
    def grown(self) -> bool:
        return self.after_mib - self.before_mib > _FLAT_MIB

    @property
    def ok(self) -> bool:
        return self.fault is None and not self.grown and self.inputs > 0

    @property
    def verdict(self) -> str:
        if self.fault is not None:
            return self.fault
        if self.grown:
            return "memory grew"
        return "nothing" if self.inputs else "nothing was run"

    def keep(self, path: Path, asked: dict[str, int]) -> None:
        """With what it was asked for, so that doors of several goes can share a table."""
        path.write_text(json.dumps({"asked": asked, "outcome": asdict(self)}))


def kept(path: Path, asked: dict[str, int]) -> Outcome | None:
    """Of an earlier go that was asked for the same."""
    if not path.is_file():
        return None
    found = json.loads(path.read_text())
    return Outcome(**found["outcome"]) if found["asked"] == asked else None


def rss_mib(process_id: int) -> float:
    return float(psutil.Process(process_id).memory_info().rss) / _MIB


def table(outcomes: list[Outcome]) -> str:
    """Markdown."""
    lines = ["| door | inputs | a second | memory, MiB | found |", "| --- | ---: | ---: | ---: | --- |"]
    for each in outcomes:
        memory = f"{each.before_mib:.0f} → {each.after_mib:.0f}"
        rate = each.inputs / each.seconds if each.seconds else 0.0
        lines.append(f"| {each.about} | {each.inputs:,} | {rate:,.0f} | {memory} | {each.verdict} |")
    lines.append(f"| **all** | **{sum(each.inputs for each in outcomes):,}** | | | |")
    return "\n".join(lines)
