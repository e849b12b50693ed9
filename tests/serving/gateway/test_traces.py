"""One trace from a batch to the model's answer."""

import asyncio
from pathlib import Path

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from serving.adapters.routes import LiveRoutes
from serving.observability.traces import open_traces
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from serving.worker.answering import Answerer
from serving.worker.local import LocalQueue
from serving.worker.settings import AnswererSettings, QueueSettings
from tests.serving.gateway.kit import RecordingLlm, coded_sound, running, whole_call
from tests.serving.gateway.script import DURATION_S, TURNS


def test_a_question_belongs_to_the_trace_of_its_batch(tmp_path: Path) -> None:
    exporter = InMemorySpanExporter()

    async def scenario() -> None:
        traces = open_traces("test", exporter)
        state, llm = MemoryState(StateSettings()), RecordingLlm()
        answerer = Answerer(
            critical=llm,
            fast=llm,
            state=state,
            routes=LiveRoutes(),
            settings=AnswererSettings(),
            tracer=traces,
        )
        async with running(
            tmp_path, TURNS, queue=LocalQueue(answerer, QueueSettings()), state=state, traces=traces
        ) as gateway:
            await whole_call(gateway, coded_sound(TURNS, DURATION_S))

    asyncio.run(scenario())
    spans = exporter.get_finished_spans()
    by_trace: dict[int, set[str]] = {}
    for span in spans:
        assert span.context is not None
        by_trace.setdefault(span.context.trace_id, set()).add(span.name)
    asked = [names for names in by_trace.values() if len(names - {"batch", "recognise", "finish"}) > 0]
    assert asked, {span.name for span in spans}
    assert all(names & {"batch", "finish"} for names in asked), "no question stands alone"
    assert any({"batch", "recognise"} <= names for names in asked)
    assert all(span.attributes.get("conversation_id") == "c1" for span in spans if span.name == "batch")  # type: ignore[union-attr]
