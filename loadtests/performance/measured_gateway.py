"""The real gateway with a fake recogniser and a fake model, as `loadtests.performance.gateway` measures it.

Everything of ours runs: sockets, decoding, voice activity, cutting, cleaning, session logic, queue, storage
(SQLite), metrics. Only the two models answer after a fixed time.
"""

import argparse
import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import uvloop

from insights.audio.silero import FRAME
from insights.pii.scrubber import Scrubber
from loadtests.fakes import CANCELLATION, QUESTION, FakeAsr, FakeLlm
from serving.adapters.routes import LiveRoutes, Table
from serving.assembly import cleaners
from serving.audio.batcher import BatcherSettings
from serving.audio.detector import Probabilities, Sound
from serving.gateway.app import create_app
from serving.gateway.parts import Parts, Settings
from serving.gateway.settings import ListenSettings, StreamSettings
from serving.observability.logs import configure_logs
from serving.observability.metrics import Metrics
from serving.observability.traces import open_traces
from serving.security.origins import Origins
from serving.security.tokens import open_tokens
from serving.server import server
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from serving.storage.store import open_store
from serving.warming import settle, warm
from serving.worker.answering import Answerer
from serving.worker.local import LocalQueue
from serving.worker.settings import AnswererSettings, QueueSettings

_MOST = 1_000_000


class AlwaysSpeech:
    """In the place of voice-activity detection, to see what it costs."""

    def probabilities(self, sound: Sound) -> Probabilities:
        return np.ones(len(sound) // FRAME, dtype=np.float32)


async def run(port: int, *, detect: bool, asr_s: float, llm_s: float, alerts: bool) -> None:
    """Until SIGTERM."""
    stream = StreamSettings(grace_s=0.5, tenant_sessions=_MOST, process_sessions=_MOST)
    longest_s = BatcherSettings().max_batch_window_s
    settings = Settings(
        listen=ListenSettings(port=port, shutdown_wait_s=0.0),
        stream=stream,
        # Without detection batches are cut by the clock: nothing is asked for a pause.
        batcher=BatcherSettings() if detect else BatcherSettings(batch_window_s=longest_s),
    )
    with tempfile.TemporaryDirectory(prefix="escuta-bench-") as folder:
        store = await open_store(
            f"sqlite:///{Path(folder) / 'bench.db'}", clean_comment=lambda comment, language: ""
        )
        scrubber = Scrubber()
        warm(scrubber, ("telecom",), settings.session)
        state, metrics, llm = MemoryState(StateSettings()), Metrics(), FakeLlm(llm_s)
        traces = open_traces("measured-gateway")
        answerer = Answerer(
            critical=llm,
            fast=llm,
            state=state,
            routes=LiveRoutes(Table(aliases={})),
            settings=AnswererSettings(tenant_at_once=_MOST),
            observer=metrics,
            tracer=traces,
        )
        queue = LocalQueue(answerer, QueueSettings(concurrency=10_000, max_jobs=_MOST))
        parts = Parts(
            recogniser=FakeAsr(asr_s, CANCELLATION if alerts else QUESTION),
            queue=queue,
            store=store,
            state=state,
            tokens=await open_tokens(None, store),
            metrics=metrics,
            traces=traces,
            cleaner_for=cleaners(scrubber),
            executor=ThreadPoolExecutor(2),
            detector=None if detect else AlwaysSpeech,
            origins=Origins(()),
        )
        settle()
        await server(create_app(settings, parts), settings.listen).serve()
        await queue.close()
        await store.close()
        traces.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--no-detection", action="store_true", help="every frame counts as speech")
    parser.add_argument("--asr-s", type=float, default=0.1)
    parser.add_argument("--llm-s", type=float, default=0.5)
    parser.add_argument("--alerts", action="store_true", help="every call gives reason for an alert")
    asked = parser.parse_args()
    configure_logs(level="WARNING")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(
            run(
                asked.port,
                detect=not asked.no_detection,
                asr_s=asked.asr_s,
                llm_s=asked.llm_s,
                alerts=asked.alerts,
            )
        )


if __name__ == "__main__":
    main()
