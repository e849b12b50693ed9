"""Jobs answered by Celery workers; results come back through Redis."""

from serving.worker.settings import QueueSettings


class CeleryQueue:
    """An `InsightQueue` whose jobs go to Celery; `gateway` is this process's name in `InsightJob.gateway`."""

    def __init__(self, url: str, settings: QueueSettings, *, gateway: str) -> None:
        self._url = url
        self._settings = settings
        self._gateway = gateway
