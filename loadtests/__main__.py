"""Load test of the live path: calls in real time, percentiles of what operators wait for.

    python -m loadtests                        50 calls
    SESSIONS=100 SECONDS=8 python -m loadtests

Without HOST a gateway with embedded parts is started for the test and stopped after it; the variables of
`python -m serving` (BATCH_WINDOW_SEC, MAX_BATCH_WINDOW_SEC, INSIGHT_WORKER_CONCURRENCY,
INSIGHT_QUEUE_MAXSIZE, INSIGHT_USE_CELERY, …) reach it. Arguments are overrides for that gateway, such as
`trigger=plan`.

REPORT/report.html has the drawings, report.json the figures, locust.html Locust's own page.

More load than one process can send: workers on this or other machines, with the same variables,

    HOST=ws://… SESSIONS=2000 locust -f loadtests/locustfile.py --worker --master-host MASTER

and a master, which shares the calls among them, says which worker did not keep pace, and reports of all:

    HOST=ws://… SESSIONS=2000 LOCUST_MODE_MASTER=true LOCUST_EXPECT_WORKERS=2 python -m loadtests

Exit codes: 0 every call ended well or was refused at once, 1 not every one, 2 a problem the user can mend.

Variables:
"""

import os
import sys
from pathlib import Path

from insights.errors import EscutaError
from loadtests.gateway import StartedGateway, started_gateway
from loadtests.metrics import scrape, summary
from loadtests.running import run
from loadtests.settings import LoadSettings, usage

EXIT_USER_ERROR = 2


def main(arguments: list[str]) -> int:
    """Start what is needed, run Locust in a process of its own, say how it went."""
    if {"-h", "--help"} & set(arguments):
        print((__doc__ or "").rstrip() + "\n" + usage())
        return 0
    try:
        settings = LoadSettings.from_environment(os.environ)
        if settings.host is not None:
            return run(settings, settings.host)
        with started_gateway(arguments, Path(settings.report)) as gateway:
            code = run(settings, gateway.url)
            page = scrape(gateway.url, settings.token)
            if page is not None:
                (Path(settings.report) / "metrics.txt").write_text(page)
                print(summary(page))
            print(_used(gateway))
            return code
    except EscutaError as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        return 130


def _used(gateway: StartedGateway) -> str:
    cpu_s, most_mib = gateway.usage()
    return f"gateway: {cpu_s:.1f} s of processor time, {most_mib:.0f} MiB at most"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
