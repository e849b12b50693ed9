"""A real Celery worker process, as the README starts it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class CeleryWorker:
    """`options` as `python -m serving` takes them. Runs in `folder`, where no demo adapter is."""

    def __init__(self, url: str, folder: Path, options: list[str]) -> None:
        self._environment = os.environ | {
            "REDIS_URL": url,
            "SERVE_OPTIONS": " ".join(options),
            "INSIGHT_WORKER_CONCURRENCY": "1",
            "PYTHONPATH": str(ROOT),
        }
        self._folder = folder
        self.log = folder / "worker.log"
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "serving.worker.celery_app", "worker"],
                env=self._environment,
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )

    def running(self) -> bool:
        return self._process.poll() is None

    def crash(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """As a service manager does; the exit code."""
        if self.running():
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
        return self._process.wait()
