"""The recogniser as a service of its own: one process for each GPU, or for some cores.

    python -m serving.asr
    curl --data-binary @call.wav -H "Content-Type: audio/wav" http://127.0.0.1:8300/transcribe

`POST /transcribe` takes a WAV (PCM16, 16 kHz, one or two channels); `POST /v1/audio/transcriptions` is
compatible with OpenAI's and takes any usual audio file; `GET /health`, `/metrics`, `/v1/models`. Requests of
different sessions (`X-Session-Id`) are recognised together and take turns; what cannot be done in time is
refused with 429 or 503 and `Retry-After`. SIGTERM: requests under way are finished.

The whole service listens on this machine alone unless `host` says otherwise.
"""

import os

# Before numpy and torch size their pools: calls run side by side, and pools of several threads for each small
# product would only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from dataclasses import dataclass, field

from commandline.command import command, option
from insights.asr.settings import AsrSettings
from insights.audio.vad import VadSettings
from serving.asr.limits import HttpSettings
from serving.asr.settings import RecogniserSettings, SchedulerSettings


@dataclass(frozen=True, kw_only=True)
class AsrServiceConfig:
    """Options of the service."""

    host: str = option("127.0.0.1", help="address to listen on; 0.0.0.0 = every one")
    port: int = option(8300, help="port to listen on; 0 = any that is free")
    asr: AsrSettings = field(default_factory=AsrSettings)
    on_request: AsrSettings | None = None
    vad: VadSettings = field(default_factory=VadSettings)
    scheduler: SchedulerSettings = field(default_factory=SchedulerSettings)
    http: HttpSettings = field(default_factory=HttpSettings)
    max_audio_s: float = option(60.0, help="longer sound is refused, seconds")
    drain_s: float = option(10.0, help="on SIGTERM: to finish what was begun, seconds")


@command("asr_service", AsrServiceConfig)
def main(config: AsrServiceConfig) -> None:
    import uvicorn
    from prometheus_client import CollectorRegistry

    from serving.asr.app import create_app
    from serving.asr.metering import PrometheusMeter
    from serving.asr.service import RecognitionService
    from serving.observability.traces import open_traces
    from serving.observability.vitals import process_metrics

    traces = open_traces("asr")
    registry = CollectorRegistry()
    process_metrics(registry)
    settings = RecogniserSettings(
        asr=config.asr,
        on_request=config.on_request,
        vad=config.vad,
        scheduler=config.scheduler,
        max_audio_s=config.max_audio_s,
        drain_s=config.drain_s,
    )
    service = RecognitionService(settings, PrometheusMeter(registry), traces=traces)
    service.load()
    print(f"recogniser: {', '.join(service.models.names)} (default first)", flush=True)
    uvicorn.run(
        create_app(service, registry, config.http, traces),
        host=config.host,
        port=config.port,
        http="httptools",
        access_log=False,
        log_level="info",
        timeout_graceful_shutdown=max(1, round(config.drain_s)),
    )
    traces.close()


if __name__ == "__main__":
    main()
