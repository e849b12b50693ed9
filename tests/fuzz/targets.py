"""The parsers of what comes over the network, each with valid inputs to begin from.

A target takes any bytes and returns, or raises what its caller is ready for and says so here; anything else
is a finding.
"""

import asyncio
import base64
import io
import json
import time
import wave
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cache

import httpx
from pydantic import ValidationError
from starlette.datastructures import Headers

from insights.jobs import JobResult
from insights.pii.scrubber import Scrubber
from insights.records import InsightType, Speaker, Turn
from insights.reply import parse_reply, reply_text
from insights.text.glossary import load_glossary
from insights.text.live import LiveCleaner
from serving.asr import uploads
from serving.asr.api import AsrError
from serving.asr.faults import AsrRefusal
from serving.asr.http import transcription_of
from serving.audio import wav
from serving.audio.batcher import BatcherSettings
from serving.gateway.intake import intake_for, plain
from serving.gateway.media_streams import EXCHANGE_MESSAGES, MediaMessage
from serving.gateway.tracks import TrackMixer
from serving.llm.api import LlmError
from serving.llm.openai import StreamedReply
from serving.protocol import CLIENT_MESSAGES, AudioFormat, Encoding
from serving.security.tokens import bearer_token

Seeds = Callable[[], list[bytes]]


@dataclass(frozen=True)
class Target:
    """`about` is a row's name in the table; `share` how many of the inputs it gets beside the others."""

    about: str
    run: Callable[[bytes], None]
    seeds: Seeds
    share: int = 1


# --- the gateway's WebSocket ----------------------------------------------------------------------------


def _client_message(data: bytes) -> None:
    try:
        CLIENT_MESSAGES.validate_json(_text(data))
    except ValidationError:
        return


def _client_messages() -> list[bytes]:
    said = [
        {"type": "start", "language": "pt", "audio": {"encoding": "mulaw", "sample_rate_hz": 8000}},
        {"type": "start", "audio": {"encoding": "text"}, "session_id": "4f0c2b", "last_seq": 7},
        {"type": "text", "speaker": "customer", "text": "olá, bom dia", "start_s": 1.5, "end_s": 2},
        {"type": "audio", "data": "AAEC"},
        {"type": "feedback", "insight_id": "a", "rev": 1, "usefulness": "useful", "comment": "boa"},
        {"type": "ack", "seq": 3},
        {"type": "stop"},
        {"type": "ping"},
    ]
    return [json.dumps(message).encode() for message in said]


_FORMATS = (
    AudioFormat(),
    AudioFormat(channels=2),
    AudioFormat(encoding=Encoding.MULAW, sample_rate_hz=8000),
    AudioFormat(encoding=Encoding.ALAW, sample_rate_hz=11_025, channels=2),
    AudioFormat(sample_rate_hz=44_100),
)


def _sound(data: bytes) -> None:
    """The first byte says the format, each length byte how long the next message is."""
    audio = _FORMATS[data[0] % len(_FORMATS)] if data else _FORMATS[0]
    intake = intake_for(audio, BatcherSettings(), None, time.monotonic)
    at, sent, batched_s = 1, 0, 0.0
    while at < len(data):
        message = data[at + 1 : at + 1 + data[at]] * 8
        batched_s += sum(batch.duration_s for batch in intake.take(message))
        sent += len(message)
        at += 1 + data[at]
    batched_s += sum(batch.duration_s for batch in intake.finish())
    assert intake.offset == sent
    assert abs(batched_s - intake.received_s) < 0.1, "sound was lost, or made up"


def _sounds() -> list[bytes]:
    loud = bytes(range(256))
    return [bytes([number]) + b"".join(bytes([n]) + loud[:n] for n in (200, 7, 255)) for number in range(5)]


def _turn_of_text(data: bytes) -> None:
    """Two turns as they are said, cut where the input says; both languages."""
    text = plain(_text(data)[:400]) or "-"
    language = "pt" if len(text) % 2 else "es"
    cleaner = LiveCleaner(language, _scrubber(), load_glossary("telecom", language))
    middle = len(text) // 2
    for number, part in enumerate((text[:middle], text[middle:])):
        cleaner.clean([_said(number, part)])
    cleaner.flush()


def _said(number: int, text: str) -> Turn:
    return Turn(turn_id=f"b{number}", speaker=Speaker.CUSTOMER, start_s=number, end_s=number + 1, text=text)


def _turns_of_text() -> list[bytes]:
    said = (
        "meu cpf é cinco dois nove, nove oito dois, dois quatro sete, vinte e cinco",
        "anota o e-mail, ana ponto lima arroba exemplo ponto com, são mil e duzentos reais",
        "mi correo es ana guion bajo lima arroba ejemplo punto es, vivo en la calle Olmo 12, 3º B",
        "el pasaporte, a de ana be de barcelona uno dos tres, caduca en agosto del veintisiete",
    )
    return [text.encode() for text in said]


# --- the telephone exchange's WebSocket -----------------------------------------------------------------


def _exchange(data: bytes) -> None:
    """One message a line, as `media_streams` takes them."""
    mixer = TrackMixer(("inbound", "outbound"))
    for line in _text(data).splitlines():
        try:
            message = EXCHANGE_MESSAGES.validate_json(line)
            if isinstance(message, MediaMessage):
                sound = base64.b64decode(message.media.payload, validate=True)
                mixer.push(message.media.track, message.media.timestamp, sound)
        except ValueError:
            continue
    mixer.flush()


def _exchanges() -> list[bytes]:
    payload = base64.b64encode(bytes(160)).decode()
    call = [
        {"event": "connected", "protocol": "Call"},
        {"event": "start", "start": {"callSid": "CA1", "tracks": ["inbound", "outbound"]}},
        {"event": "media", "media": {"track": "inbound", "timestamp": "20", "payload": payload}},
        {"event": "media", "media": {"track": "outbound", "timestamp": "900", "payload": payload}},
        {"event": "stop"},
    ]
    return ["\n".join(map(json.dumps, call)).encode(), json.dumps(call[2]).encode()]


# --- uploads and WAV ------------------------------------------------------------------------------------


def _wav(data: bytes) -> None:
    try:
        wav.decode(data)
    except wav.WavError:
        return


def _upload(data: bytes) -> None:
    try:
        samples = uploads.samples(data, 60.0)
    except AsrRefusal:
        return
    assert samples.shape[0] in (1, 2)


def _multipart(data: bytes) -> None:
    """The first line is the header of the request."""
    head, _, body = data.partition(b"\n")
    headers = Headers({"content-type": head.decode("latin-1")})

    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 64):
            yield body[at : at + 64]

    try:
        asyncio.run(uploads.form(headers, chunks(), 2**20))
    except AsrRefusal:
        return


def _wavs() -> list[bytes]:
    made = []
    for channels, width in ((1, 2), (2, 2), (1, 1)):
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as out:
            out.setnchannels(channels)
            out.setsampwidth(width)
            out.setframerate(16_000)
            out.writeframes(bytes(range(240)))
        made.append(buffer.getvalue())
    return made


def _uploads() -> list[bytes]:
    """The same little sound in every container that is taken."""
    import av
    import numpy as np

    made = _wavs()
    for name, codec in (("flac", "flac"), ("ogg", "libopus"), ("mp3", "mp3"), ("mp4", "aac")):
        buffer = io.BytesIO()
        with av.open(buffer, "w", format=name) as container:
            stream = container.add_stream(codec, rate=48_000, layout="mono")
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 2048), "f4"), format="fltp", layout="mono")
            frame.sample_rate = 48_000
            for packet in (*stream.encode(frame), *stream.encode(None)):
                container.mux(packet)
        made.append(buffer.getvalue())
    return made


def _multiparts() -> list[bytes]:
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n'
        b'--x\r\nContent-Disposition: form-data; name="language"\r\n\r\npt\r\n--x--\r\n'
    )
    return [b"multipart/form-data; boundary=x\n" + parts]


# --- what our own servers answer ------------------------------------------------------------------------


def _recognised(data: bytes) -> None:
    try:
        transcription_of(httpx.Response(200, content=data))
    except AsrError:
        return


def _recogniser_refused(data: bytes) -> None:
    try:
        transcription_of(httpx.Response(503, content=data))
    except AsrError:
        return
    raise AssertionError("a refusal was taken for an answer")


def _streamed(data: bytes) -> None:
    try:
        asyncio.run(StreamedReply().read(httpx.Response(200, content=data), 0.0))
    except LlmError:
        return


def _reply(data: bytes) -> None:
    for insight_type in InsightType:
        parse_reply(_text(data), insight_type, "pt", min_confidence=0.3)


def _job_result(data: bytes) -> None:
    try:
        JobResult.model_validate_json(_text(data))
    except ValidationError:
        return


def _recognitions() -> list[bytes]:
    piece = {"channel": 0, "start_s": 0.5, "end_s": 2.25, "text": "bom dia"}
    answer = {"v": 1, "model": "small", "language": "pt", "language_probability": 0.9, "pieces": [piece]}
    return [json.dumps(answer).encode()]


def _refusals() -> list[bytes]:
    error = {"code": "queue_full", "message": "too much waits", "retry_after_s": 1.5}
    return [json.dumps({"error": error}).encode()]


def _streams() -> list[bytes]:
    token = {"token": "olá", "logprob": -0.5, "bytes": [111, 108]}
    chunks = [
        {"choices": [{"delta": {"content": "olá"}, "logprobs": {"content": [token]}}]},
        {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2}},
    ]
    lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return ["".join([*lines, "data: [DONE]\n\n"]).encode()]


def _replies() -> list[bytes]:
    return [reply_text(insight_type, "Cliente pede desconto.", 0.8).encode() for insight_type in InsightType]


def _job_results() -> list[bytes]:
    result = {
        "job_id": "j1", "insight_id": "i1", "rev": 1, "gateway": "g", "session_id": "s", "tenant": "t",
        "insight_type": "next_step", "outcome": "failed", "attempts": 1,
    }  # fmt: skip
    return [json.dumps(result).encode()]


# --- headers --------------------------------------------------------------------------------------------


def _credentials(data: bytes) -> None:
    text = data.decode("latin-1")
    bearer_token(text)
    bearer_token(None, text.split(","))


def _credential_lines() -> list[bytes]:
    return [b"Bearer abc.def", b"escuta.v1,bearer.abc"]


TARGETS = {
    "client_messages": Target("gateway: JSON messages", _client_message, _client_messages, 2),
    "sound": Target("gateway: frames of sound", _sound, _sounds),
    "text": Target("gateway: turns of text, cleaned", _turn_of_text, _turns_of_text),
    "exchange": Target("gateway: telephone media messages", _exchange, _exchanges, 2),
    "credentials": Target("gateway: credentials", _credentials, _credential_lines),
    "wav": Target("recogniser: WAV", _wav, _wavs, 2),
    "uploads": Target("recogniser: sound files", _upload, _uploads),
    "multipart": Target("recogniser: multipart bodies", _multipart, _multiparts),
    "recognised": Target("answers of the recogniser", _recognised, _recognitions),
    "refused": Target("refusals of the recogniser", _recogniser_refused, _refusals),
    "streamed": Target("streams of the model's server", _streamed, _streams),
    "replies": Target("the model's replies", _reply, _replies),
    "results": Target("results in Redis", _job_result, _job_results),
}


@cache
def _scrubber() -> Scrubber:
    return Scrubber()


def _text(data: bytes) -> str:
    """As a WebSocket gives it: UTF-8, or the connection is closed before we see it."""
    return data.decode("utf-8", errors="replace")
