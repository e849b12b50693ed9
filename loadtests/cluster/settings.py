"""What a cluster is made of; light to import."""

from dataclasses import dataclass

from commandline.command import option
from insights.errors import EscutaError


@dataclass(frozen=True, kw_only=True)
class ClusterConfig:
    """Options of `python -m loadtests.cluster`."""

    gateways: int = option(2, help="gateways")
    recognisers: int = option(2, help="ASR services, of one worker each")
    workers: int = option(1, help="insight workers (Celery)")
    serve_options: str = option("", help="options of gateways and insight workers (SERVE_OPTIONS)")
    asr_options: str = option("on_request=null", help="options of the ASR services (ASR_OPTIONS)")
    port: int = option(0, help="NGINX's port; 0: any free one")
    folder: str | None = option(
        None, help="for databases and logs, kept at the end; null: a temporary one, removed"
    )
    start_timeout_s: float = option(180.0, help="for a part to be ready, seconds")
    stop_timeout_s: float = option(30.0, help="for a part to end by itself, seconds")

    def __post_init__(self) -> None:
        for name in ("gateways", "recognisers", "workers"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=name)

    @property
    def ports(self) -> int:
        """How many free ports it takes, besides NGINX's own."""
        return self.gateways + self.recognisers + self.workers + 3
