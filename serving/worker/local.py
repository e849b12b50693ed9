"""Jobs answered in this process."""

from serving.worker.answering import Answerer
from serving.worker.settings import QueueSettings


class LocalQueue:
    """An `InsightQueue` of asyncio tasks over a bounded queue by priority."""

    def __init__(self, answerer: Answerer, settings: QueueSettings) -> None:
        self._answerer = answerer
        self._settings = settings
