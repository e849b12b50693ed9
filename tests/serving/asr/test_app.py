"""The service over HTTP: what goes wrong is said as JSON, and nothing of what was said."""

import asyncio
import io
import struct
import tempfile
import wave

import av
import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from insights.asr.remote import RemoteEngine
from insights.asr.settings import AsrSettings
from serving.asr.http import HttpAsr
from serving.asr.limits import HttpSettings
from serving.audio import wav
from serving.observability.traces import open_traces
from tests.serving.asr import running
from tests.serving.asr.running import FakeEngine, Server, eventually, real_engine, served
from tests.serving.audio import voices

SPOKEN = wav.encode(voices.call()[:1, : 16_000 * 4])
MAX_BYTES = 3_000_000


@pytest.fixture(scope="module")
def server():
    """With the real model."""
    with served(lambda _: real_engine(), http=HttpSettings(max_bytes=MAX_BYTES)) as running_server:
        yield running_server


@pytest.fixture(scope="module")
def client(server: Server):
    with httpx.Client(base_url=server.url, timeout=30) as opened:
        yield opened


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a failure, which must be well-formed and hold no trace."""
    error = answer.json()["error"]
    assert error["message"]
    assert error["type"] in ("invalid_request_error", "server_error")
    for sign in ("Traceback", 'File "', ".py"):
        assert sign not in answer.text
    return answer.status_code, error["code"]


def python_wav(rate_hz=16_000, channels=1, width=2) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setparams((channels, width, rate_hz, 0, "NONE", ""))
        out.writeframes(bytes(1000 * channels * width))
    return buffer.getvalue()


def encoded(container: str, codec: str, seconds: float = 4.0, rate_hz: int = 16_000) -> bytes:
    """Speech as libav writes it."""
    pcm = (voices.call()[0, : round(16_000 * seconds)] * 32767).astype(np.int16)[None]
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate_hz, layout="mono")
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = 16_000
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate_hz)
        fifo = av.AudioFifo()
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            piece.pts = None
            fifo.write(piece)
        size = stream.codec_context.frame_size or 1024
        while (piece := fifo.read(size, partial=True)) is not None:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return buffer.getvalue()


# --- bad input ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "empty_body")),
        (b"hello there, this is text", (400, "not_wav")),
        (SPOKEN[:20], (400, "truncated_wav")),
        (SPOKEN[:-2], (400, "truncated_wav")),
        (python_wav(rate_hz=8_000), (400, "unsupported_rate")),
        (python_wav(channels=3), (400, "unsupported_channels")),
        (python_wav(width=3), (400, "unsupported_coding")),
        (wav.encode(voices.silence(61)), (413, "too_long")),
        (bytes(MAX_BYTES + 1), (413, "too_large")),
    ],
)
def test_a_body_that_cannot_be_taken_is_named(client, body, expected):
    assert refused(client.post("/transcribe", content=body)) == expected


def test_too_much_is_refused_also_when_it_does_not_say_how_much(client):
    endless = (bytes(100_000) for _ in range(1000))
    try:
        answer = client.post("/transcribe", content=endless)
    except httpx.WriteError:
        return  # the server hung up while we were still sending
    assert refused(answer) == (413, "too_large")


@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        ({"model": "whisper/huge"}, {}, (404, "unknown_model")),
        ({"language": "pt-BR"}, {}, (400, "unknown_language")),
        ({}, {"X-Timeout-S": "soon"}, (400, "bad_parameter")),
        ({}, {"X-Timeout-S": "-1"}, (400, "bad_parameter")),
        ({}, {"X-Timeout-S": "nan"}, (400, "bad_parameter")),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(client, query, headers, expected):
    assert refused(client.post("/transcribe", content=SPOKEN, params=query, headers=headers)) == expected


def test_other_paths_and_methods_fail_in_the_same_shape(client):
    assert refused(client.get("/nothing")) == (404, "not_found")
    assert refused(client.get("/transcribe")) == (405, "method_not_allowed")


BOUNDARY = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}),
        (b"abc", {"Content-Type": "application/json"}),
        (b"abc", {"Content-Type": "multipart/form-data"}),
        (b"abc", BOUNDARY),
        (b"--x\r\nContent-Disposition: nonsense\r\n\r\nabc\r\n--x--\r\n", BOUNDARY),
        (b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n--x--\r\n', BOUNDARY),
        (b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc', BOUNDARY),
        (
            b'--x\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\nabc\r\n--x--\r\n',
            BOUNDARY,
        ),
    ],
)
def test_a_bad_form_is_named(client, body, headers):
    answer = client.post("/v1/audio/transcriptions", content=body, headers=headers)
    assert refused(answer) == (400, "bad_multipart")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200),
    st.lists(
        st.sampled_from([b"--x", b"\r\n", b"--", b"Content-Disposition: form-data; ", b'name="file"', b":"])
    ),
)
def test_no_form_makes_it_stumble(client, noise, pieces):
    body = b"".join(pieces) + noise
    answer = client.post("/v1/audio/transcriptions", content=body, headers=BOUNDARY)
    assert refused(answer)[0] == 400


@pytest.mark.parametrize(
    ("data", "fields", "expected"),
    [
        (b"", {}, (400, "empty_body")),
        (b"no sound", {}, (400, "unreadable_audio")),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n", {}, (400, "unreadable_audio")),
        (b"ffconcat version 1.0\nfile /etc/hostname\n", {}, (400, "unreadable_audio")),
        (b"fLaC" + bytes(500), {}, (400, "unreadable_audio")),
        (SPOKEN[:-2], {}, (400, "truncated_wav")),
        (python_wav(channels=3), {}, (400, "unsupported_channels")),
        (python_wav(channels=3, width=3), {}, (400, "unsupported_channels")),
        (SPOKEN, {"model": "whisper/huge"}, (404, "unknown_model")),
        (SPOKEN, {"language": "english"}, (400, "unknown_language")),
        (SPOKEN, {"response_format": "srt"}, (400, "bad_parameter")),
        (SPOKEN, {"stream": "true"}, (400, "bad_parameter")),
        (SPOKEN, {"timestamp_granularities[]": "word"}, (400, "bad_parameter")),
        (bytes(MAX_BYTES), {}, (413, "too_large")),
    ],
)
def test_a_file_that_cannot_be_taken_is_named(client, data, fields, expected):
    answer = client.post("/v1/audio/transcriptions", files={"file": ("a.wav", data)}, data=fields)
    assert refused(answer) == expected


def test_little_data_with_much_sound_is_refused_before_it_is_unpacked(client):
    pcm = np.zeros((1, 16_000 * 600), np.int16)
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="flac") as out:
        stream = out.add_stream("flac", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = 16_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    assert len(buffer.getvalue()) < MAX_BYTES
    answer = client.post("/v1/audio/transcriptions", files={"file": ("a.flac", buffer.getvalue())})
    assert refused(answer) == (413, "too_long")


# --- what it answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("container", "codec", "rate_hz"),
    [
        ("wav", "pcm_s16le", 8_000),
        ("wav", "pcm_s24le", 44_100),
        ("wav", "pcm_mulaw", 8_000),
        ("flac", "flac", 16_000),
        ("ogg", "libopus", 48_000),
        ("mp3", "libmp3lame", 44_100),
        ("webm", "libopus", 48_000),
    ],
)
def test_any_usual_file_is_heard(client, container, codec, rate_hz):
    data = encoded(container, codec, rate_hz=rate_hz)
    answer = client.post("/v1/audio/transcriptions", files={"file": (f"a.{container}", data)})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["text"].split()) >= 4


def test_the_forms_of_an_answer(client):
    def ask(wanted: str) -> httpx.Response:
        files, data = {"file": ("a.wav", SPOKEN)}, {"response_format": wanted, "model": "whisper-1"}
        return client.post("/v1/audio/transcriptions", files=files, data=data)

    text = ask("json").json()["text"]
    assert ask("text").text.strip() == text
    verbose = ask("verbose_json").json()
    assert (verbose["language"], verbose["duration"], verbose["text"]) == ("portuguese", 4.0, text)
    assert verbose["segments"][0]["start"] < verbose["segments"][0]["end"]


def test_the_remote_recogniser_of_the_offline_path_works_with_it(server):
    remote = RemoteEngine(AsrSettings(engine="remote", model="embedded", url=f"{server.url}/v1"))
    window = voices.call()[0, 4_000 : 16_000 * 4]
    assert remote.languages([window])["pt"] > 0.9
    (there,) = remote.transcribe([window], "pt")
    (here,) = real_engine().transcribe([window], "pt")
    assert there.text
    assert len(set(there.text.split()) & set(here.text.split())) >= 0.7 * len(here.text.split())


def test_models_and_health(client):
    assert [model["id"] for model in client.get("/v1/models").json()["data"]] == ["embedded"]
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert answer.json()["models"] == {"embedded": "loaded"}


def test_metrics_count_without_text(client):
    client.post("/transcribe", content=SPOKEN, headers={"X-Session-Id": "somebody"})
    client.post("/transcribe", content=wav.encode(voices.silence(2)))
    client.post("/transcribe", content=SPOKEN, params={"model": "nobody"})
    text = client.get("/metrics").text
    for line in ('asr_requests_total{outcome="ok"}', 'asr_requests_total{outcome="silent"}'):
        assert line in text
    assert 'outcome="unknown_model"' in text
    for name in (
        "asr_queue_size",
        "asr_queue_wait_seconds_count",
        "asr_windows_total",
        "asr_audio_seconds_total",
    ):
        assert f"\n{name} " in text
    assert "somebody" not in text
    assert "nobody" not in text


def test_a_request_is_part_of_its_callers_trace():
    seen = InMemorySpanExporter()
    traces = open_traces("test", seen)

    async def go(url: str) -> None:
        client = HttpAsr(url, context=traces.context)
        with traces.span("gateway.batch"):
            await client.transcribe(SPOKEN, language="pt", session_id="s", timeout_s=20)
        await client.close()

    with served(lambda _: FakeEngine(), traces=traces) as server:
        asyncio.run(go(server.url))
    spans = {span.name: span for span in seen.get_finished_spans()}
    assert spans["asr.request"].parent.span_id == spans["gateway.batch"].context.span_id
    assert not spans["asr.request"].attributes


def test_the_token_is_asked_for_where_there_is_one(client, monkeypatch):
    monkeypatch.setenv("ASR_TOKEN", "secret")
    assert refused(client.post("/transcribe", content=SPOKEN)) == (401, "unauthorized")
    wrong = {"Authorization": "Bearer public"}
    assert refused(client.post("/transcribe", content=SPOKEN, headers=wrong)) == (401, "unauthorized")
    right = {"Authorization": "Bearer secret"}
    assert client.post("/transcribe", content=SPOKEN, headers=right).status_code == 200
    assert client.get("/health").status_code == 200


def test_nothing_that_is_uploaded_touches_the_disk(client, monkeypatch):
    def forbidden(*args, **kwargs):
        raise AssertionError("a file on disk")

    monkeypatch.setattr(tempfile, "TemporaryFile", forbidden)
    data = encoded("wav", "pcm_s24le", seconds=20, rate_hz=44_100)
    assert len(data) > 1024 * 1024
    answer = client.post("/v1/audio/transcriptions", files={"file": ("a.wav", data)})
    assert answer.status_code == 200, answer.text


# --- load -----------------------------------------------------------------------------------------------


def test_refusals_for_load_say_when_to_come_back():
    engine = FakeEngine(waits=True)
    limits = running.settings(batch_requests=1, session_queue_max=1, queue_max=2)

    async def go() -> None:
        with served(lambda _: engine, limits) as server:
            async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:

                def ask(session: str) -> "asyncio.Task[httpx.Response]":
                    headers = {"X-Session-Id": session, "X-Timeout-S": "20"}
                    return asyncio.create_task(client.post("/transcribe", content=SPOKEN, headers=headers))

                tasks = [ask("a")]
                assert await asyncio.to_thread(engine.began.acquire, timeout=10)
                for waiting, session in enumerate(("a", "b"), start=1):
                    tasks.append(ask(session))
                    await eventually(lambda waiting=waiting: server.service.models.waiting == waiting)
                busy, full = await ask("a"), await ask("c")
                assert refused(busy) == (429, "session_busy")
                assert refused(full) == (503, "queue_full")
                for answer in (busy, full):
                    assert int(answer.headers["Retry-After"]) >= 1
                    assert answer.json()["error"]["retry_after_s"] > 0
                engine.go.set()
                assert [(await task).status_code for task in tasks] == [200, 200, 200]

    asyncio.run(go())


def test_past_its_deadline_a_request_gets_504():
    engine = FakeEngine(waits=True)
    with served(lambda _: engine) as server, httpx.Client(base_url=server.url, timeout=30) as client:
        answer = client.post("/transcribe", content=SPOKEN, headers={"X-Timeout-S": "0.1"})
        assert refused(answer) == (504, "deadline")
        engine.go.set()


def test_a_model_on_request_is_loaded_when_it_is_named_and_says_so_meanwhile(tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    recognition = running.RecogniserSettings(on_request=AsrSettings(model=str(other)))

    async def go() -> None:
        with served(lambda _: FakeEngine(), recognition) as server:
            async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
                first = await client.post("/transcribe", content=SPOKEN, params={"model": "other"})
                assert refused(first) == (503, "model_unavailable")
                assert int(first.headers["Retry-After"]) >= 1
                await eventually(lambda: "other" in server.service.models.loaded)
                again = await client.post("/transcribe", content=SPOKEN, params={"model": "other"})
                assert again.json()["model"] == "other"

    asyncio.run(go())


def test_damaged_sizes_in_a_header_do_not_make_it_allocate(client):
    data = bytearray(SPOKEN)
    struct.pack_into("<I", data, data.index(b"data") + 4, 0xFFFFFFF0)
    assert refused(client.post("/transcribe", content=bytes(data))) == (400, "truncated_wav")
