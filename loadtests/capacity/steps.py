"""Load tests of a search: made, kept in a file, and found there when the same command is given again."""

import json
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from insights.errors import EscutaError
from loadtests.capacity.pace import watched
from loadtests.capacity.search import Run
from loadtests.gateway import StartedGateway
from loadtests.report import LAG
from loadtests.running import found
from loadtests.settings import LoadSettings
from loadtests.timeline import LATE

INSIGHT = "batch close -> insight (model)"
TEXT = "batch: sound sent -> text"


@dataclass(frozen=True)
class Kept:
    """A file with a line for each load test. Lines of another `kind`, other code or another machine, stay and
    are passed over."""

    path: Path
    kind: str

    def steps(self) -> dict[int, list[dict[str, Any]]]:
        """Load tests by number of sessions, as they were made."""
        made: dict[int, list[dict[str, Any]]] = defaultdict(list)
        if not self.path.is_file():
            return made
        for number, line in enumerate(self.path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                read = json.loads(line)
                if read["kind"] == self.kind:
                    made[int(read["sessions"])].append(read)
            except (ValueError, KeyError, TypeError):
                raise EscutaError(
                    "is no load test", file=self.path, line=number, remedy="remove the line"
                ) from None
        return made

    def add(self, step: Mapping[str, Any]) -> None:
        """One line, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({**step, "kind": self.kind}) + "\n")


def runs(steps: Mapping[int, list[dict[str, Any]]]) -> dict[int, list[Run]]:
    """What a search needs of them."""
    return {
        sessions: [Run(each["p95_s"], each["sessions"] - each["well"]) for each in made]
        for sessions, made in steps.items()
    }


def step(settings: LoadSettings, host: str, gateway: StartedGateway | None) -> dict[str, Any]:
    """One load test. Seconds, unless the name says otherwise; the gateway's own costs where it is ours."""
    before = gateway.usage() if gateway is not None else None
    began_s = time.monotonic()
    with watched() as watch:
        report = found(settings, host)
    figures = report["figures_ms"]
    made = {
        "sessions": settings.sessions,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "well": report["well"],
        "refused": report["refused"],
        "problems": report["problems"],
        "insights": figures.get(INSIGHT, {}).get("n", 0),
        **{f"{name}_s": _seconds(figures, INSIGHT, name) for name in ("p50", "p95", "p99")},
        "text_p95_s": _seconds(figures, TEXT, "p95"),
        "kept_pace": report["kept_pace"],
        "client_lag_p99_s": _seconds(figures, LAG, "p99"),
        "client_late_p99_s": _seconds(figures, LATE, "p99"),
        "client_cpu_s": report["client_cpu_s"],
        "load_average": report["load_average"],
        "pace": asdict(watch.pace),
        "others": asdict(watch.others),
    }
    if gateway is not None and before is not None:
        cpu_s, memory_mib = gateway.usage()
        made |= {"gateway_cpu_s": round(cpu_s - before[0], 2), "gateway_memory_mib": round(memory_mib)}
    return {**made, "took_s": round(time.monotonic() - began_s, 1)}


def _seconds(figures: Mapping[str, Any], name: str, quantile: str) -> float | None:
    return round(figures[name][quantile] / 1000, 4) if name in figures else None
