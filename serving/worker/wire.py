"""What gateways and Celery workers agree on: names, keys, Celery's configuration.

Jobs and results are JSON of `insights.jobs`, each with its version. Jobs wait in a Celery queue; a result
comes back in a Redis stream of the gateway that asked, where it stays until it is read.
"""

from dataclasses import dataclass
from typing import Any

from celery import Celery

TASK = "escuta.insight"

RESULT_FIELD = "result"
MAX_RESULTS = 10_000
RESULT_TTL_S = 3600
CANCEL_TTL_S = 300

_VISIBILITY_S = 300


@dataclass(frozen=True)
class Names:
    """Redis keys and the Celery queue under one prefix."""

    prefix: str

    @property
    def queue(self) -> str:
        return f"{self.prefix}.insights"

    def results(self, gateway: str) -> str:
        """Stream of a gateway's results."""
        return f"{self.prefix}:results:{gateway}"

    @property
    def cancel(self) -> str:
        """Channel with the gateway's name and the ids of jobs that are given up."""
        return f"{self.prefix}:cancel"

    def cancelled(self, gateway: str, job_id: str) -> str:
        """Set for a while when a job is given up before it began."""
        return f"{self.prefix}:cancelled:{gateway}:{job_id}"

    def known(self, gateway: str) -> str:
        """Set while Redis remembers anything of a gateway."""
        return f"{self.prefix}:known:{gateway}"

    def held(self, worker: str, gateway: str) -> str:
        """Set of the jobs of a gateway that a worker has in hand."""
        return f"{self.prefix}:held:{worker}:{gateway}"

    @property
    def workers(self) -> str:
        """Sorted set of workers by the time until which they count as alive, milliseconds."""
        return f"{self.prefix}:workers"


def configuration(url: str, prefix: str, concurrency: int) -> dict[str, Any]:
    """Celery's settings. Tasks run in threads of one process, so that the embedded model can answer them
    together; Redis knows three priorities, 0 first."""
    return {
        "broker_url": url.replace("unix://", "redis+socket://", 1),
        "broker_connection_retry_on_startup": True,
        # A Redis that refuses writes, such as with a full disk, is an outage too: else the worker ends.
        "broker_channel_error_retry": True,
        "broker_transport_options": {
            "priority_steps": [0, 1, 2],
            "queue_order_strategy": "priority",
            "sep": ":",
            "visibility_timeout": _VISIBILITY_S,
        },
        "task_default_queue": Names(prefix).queue,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,  # with the multiplier: a worker takes no more than it can run
        "worker_prefetch_multiplier": 1,
        "worker_pool": "threads",
        "worker_concurrency": concurrency,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
    }


def gateway_app(url: str, prefix: str) -> Celery:
    """A Celery application that only sends."""
    app = Celery("escuta", set_as_current=False)
    app.conf.update(configuration(url, prefix, 1))
    return app
