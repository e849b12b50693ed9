"""Faults under load: live calls in real time on the whole topology, while its parts die one after the other.

    python -m loadtests.faults
    python -m loadtests.faults only=[redis,gateway]
    SESSIONS=10 python -m loadtests.faults only=asr

NGINX, PostgreSQL, Redis, two gateways, two recognisers and an insight worker run as processes on
127.0.0.1. Calls begin, a part is killed, frozen, filled up or slowed, after `lasts_s` it is started or let
go, and the calls go on to their end. Each fault has new calls with the same sounds, so that what they show
can be compared with the run without a fault; that one is made first where `out` has none of the same kind.
What was measured before with the same code and settings stays in `out`, so faults can be run one by one. A
minute and a half each.

The language model is a fake of load tests, a server with a fixed time for every answer: so that two cores
have room for everything else. `language_model=embedded` takes the small real one. The fault `disk` mounts a
small disk in memory, which takes root.

Exit codes: 0 measured, 1 a call did not end well or an insight was lost, 2 a problem the user can mend.

Needs the Debian packages nginx, postgresql and redis-server.
"""

import asyncio
import signal
import sys
import time
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

from commandline.command import command
from commandline.marked import rewrite, write
from loadtests.drawing import panels
from loadtests.faults.catalogue import FAULTS, UNDISTURBED
from loadtests.faults.outcome import figures
from loadtests.faults.record import Record
from loadtests.faults.settings import FaultConfig
from loadtests.faults.site import opened
from loadtests.faults.suite import suffered
from loadtests.faults.table import lines, lost, table

START, END = "<!-- faults: written by the command -->", "<!-- /faults -->"


@command("faults", FaultConfig)
def main(config: FaultConfig) -> None:
    signal.signal(signal.SIGTERM, _interrupted)
    record = Record(config)
    if record.set_aside:
        _tell(record.set_aside)
    names = [name for name in config.chosen if name != UNDISTURBED]
    if UNDISTURBED in config.chosen or UNDISTURBED not in record.faults:
        names.insert(0, UNDISTURBED)
    well = True
    for small_disk, group in groupby(names, key=lambda name: FAULTS[name].small_disk):
        with opened(config, small_disk=small_disk, tell=_tell) as site:
            for name in group:
                if FAULTS[name].fake_llm and config.language_model != "fake":
                    _tell(f"{name}: left out, it needs language_model=fake")
                    continue
                course = asyncio.run(suffered(site, name, config, _tell))
                undisturbed = None if name == UNDISTURBED else record.faults[UNDISTURBED]
                result = figures(course, undisturbed, config.limit_s)
                record.add(name, result)
                print(lines(name, result), flush=True)
                well = well and _well(result)
    _publish(config, record.found)
    if not well:
        raise SystemExit(1)


def _publish(config: FaultConfig, found: dict[str, Any]) -> None:
    if config.docs is not None:
        rewrite(Path(config.docs), START, END, table(found))
    if config.drawing is not None:
        write(Path(config.drawing), _drawing(found))


def _drawing(found: dict[str, Any]) -> str:
    results = {name: found["faults"][name] for name in FAULTS if name in found["faults"]}
    return panels(
        {
            name: (result["shown"], result["fault_begun_s"], result["fault_ended_s"])
            for name, result in results.items()
        },
        found["kind"]["limit_s"],
    )


def _well(result: dict[str, Any]) -> bool:
    return result["well"] == result["sessions"] and not lost(result)


def _interrupted(number: int, frame: FrameType | None) -> None:
    """As Ctrl-C: no part outlives the command."""
    raise KeyboardInterrupt


def _tell(text: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
