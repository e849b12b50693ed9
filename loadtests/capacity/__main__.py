"""How many sessions this machine holds: 95% of insights within the limit, and no session that fails.

    python -m loadtests.capacity
    python -m loadtests.capacity minutes=6             as long as there is time; the same command goes on
    python -m loadtests.capacity serve=[trigger=plan]  another gateway, another certificate

Load tests of calls in real time (`python -m loadtests`), more and more sessions until it is too many, then in
between. Near the limit a number is tried several times and the median counts. Each load test is kept in
`out`/steps.jsonl as soon as it is over; what was measured of the same code, models, settings and machine is
not measured again. Writes `out`/certificate.json and certificate.html. Before, a few calls and the models by
themselves show what parts cost alone: `python -m loadtests.plan` predicts from that, and from nothing else.

HOST measures a gateway that is there instead of starting one (then with units=false). Keep the machine quiet:
what else runs on it is in the figures.

Exit codes: 0 found, 1 not yet found, 2 a problem the user can mend.
"""

import json
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commandline.command import command, load
from commandline.marked import rewrite, write
from insights.errors import EscutaError
from insights.fingerprint import data_digest
from loadtests.capacity.certificate import MARKS, certificate, page, table
from loadtests.capacity.machine import hardware, models, versions
from loadtests.capacity.search import next_step
from loadtests.capacity.settings import CapacityConfig
from loadtests.capacity.steps import Kept, runs, step
from loadtests.code import code_in_use
from loadtests.gateway import StartedGateway, started_gateway
from loadtests.running import found
from serving.settings import ServeSettings

_OVERHEAD_S = 15.0
_WARM_S = 10.0


def measured(config: CapacityConfig) -> dict[str, Any]:
    """Search as far as the time allows; the certificate, written."""
    began_s = time.monotonic()
    overrides = list(config.serve)
    serve = load("serve", ServeSettings, overrides)
    calls = config.calls(config.first)
    if calls.host is not None and config.units:
        raise EscutaError(
            "the parts of another gateway cannot be measured alone", field="units", remedy="units=false"
        )
    about: dict[str, Any] = {
        "hardware": hardware(),
        "versions": versions(),
        "models": models(serve) if calls.host is None else {},
        "code": code_in_use("loadtests.locustfile"),
        "settings": {
            **{name: getattr(calls, name) for name in ("seconds", "ramp_s", "chunk_ms", "tenants", "audio")},
            "language": calls.language or "found out",
            "gateway": calls.host or overrides or "as it ships",
        },
    }
    kind = data_digest(about)
    kept = Kept(config.folder / "steps.jsonl", kind)
    steps = kept.steps()
    if steps:
        _say(f"{sum(map(len, steps.values()))} load tests are kept from before")
    units = _units(config, serve, kind) if config.units else {}
    finished = _search(config, kept, began_s)
    made = certificate(config.search, kept.steps(), finished=finished, about=about | units | _made(config))
    write(config.folder / "certificate.json", json.dumps(made, indent=2, ensure_ascii=False) + "\n")
    write(config.folder / "certificate.html", page(made))
    if config.docs is not None:
        rewrite(Path(config.docs), *MARKS, table(made))
    return made


def _search(config: CapacityConfig, kept: Kept, began_s: float) -> bool:
    """Has it found its end?"""
    with ExitStack() as stack:
        gateway: StartedGateway | None = None
        while (sessions := next_step(config.search, runs(kept.steps()))) is not None:
            settings = config.calls(sessions)
            takes_s = settings.ramp_s + settings.seconds + _OVERHEAD_S
            if config.minutes is not None and time.monotonic() - began_s + takes_s > config.minutes * 60:
                return False
            if settings.host is None and gateway is None:
                _say("starting a gateway …")
                gateway = stack.enter_context(started_gateway(list(config.serve), Path(settings.report)))
                warm = replace(settings, sessions=len(settings.audio), ramp_s=1.0, seconds=_WARM_S)
                found(warm, gateway.url)
            host = settings.host or (gateway.url if gateway is not None else "")
            _say(f"{sessions} sessions of {settings.seconds:g} s, about {takes_s:.0f} s …")
            made = step(settings, host, gateway)
            kept.add(made)
            print(_line(made), flush=True)
    return True


def _units(config: CapacityConfig, serve: ServeSettings, kind: str) -> dict[str, Any]:
    """Measured once for each kind."""
    path = config.folder / "units.json"
    if path.is_file():
        before = json.loads(path.read_text(encoding="utf-8"))
        if before["kind"] == kind:
            return {key: before[key] for key in ("units", "low_load")}
    _say(f"{config.few} sessions and twice as many, then recogniser and model alone, three minutes …")
    from loadtests.capacity.calibration import calibrated

    calibration = calibrated(config.calls(config.few), serve, list(config.serve))
    made = {"units": asdict(calibration.units), "low_load": calibration.about}
    write(path, json.dumps({"kind": kind, **made}, indent=2) + "\n")
    return made


def _made(config: CapacityConfig) -> dict[str, Any]:
    words = " ".join(sys.argv[1:])
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": f"python -m loadtests.capacity {words}".strip(),
        "search": asdict(config.search),
    }


def _line(made: dict[str, Any]) -> str:
    p95 = "no insight" if made["p95_s"] is None else f"p95 {made['p95_s']:.2f} s"
    late_ms = 1000 * max(made["client_lag_p99_s"] or 0.0, made["client_late_p99_s"] or 0.0)
    pace = "" if made["kept_pace"] else "; THE CLIENT DID NOT KEEP PACE"
    return (
        f"{made['sessions']:>6} sessions  {p95}, {made['well']}/{made['sessions']} ended well, "
        f"client {late_ms:.0f} ms late{pace}"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@command("capacity", CapacityConfig)
def main(config: CapacityConfig) -> None:
    made = measured(config)
    over = f", {made['over']} are too many" if made["over"] else ""
    print(f"\n{made['sessions']} sessions hold{over} (limit {made['limit_s']:g} s)")
    print(f"certificate: {config.folder / 'certificate.html'}")
    if not made["finished"]:
        print("not finished: the same command goes on")
        sys.exit(1)


if __name__ == "__main__":
    main()
