"""An uploaded file → samples. Everything stays in memory, and only kinds of file that hold nothing but sound
are opened: some of libav's others name further files to be read.
"""

import io
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

import numpy as np
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from insights.audio.decode import AudioError, AudioFault, Samples
from insights.audio.decode import decode as decode_any
from serving.asr.faults import AsrRefusal, Code
from serving.audio import wav
from serving.audio.frames import FrameDecoder

_MAX_FIELDS = 20
_MAX_FIELD_BYTES = 64 * 1024


@dataclass(frozen=True, repr=False)
class Form:
    """The file of a multipart body, and its fields."""

    file: bytes
    fields: dict[str, str]


async def bounded(stream: AsyncIterator[bytes], max_bytes: int) -> AsyncGenerator[bytes, None]:
    """The same chunks, until there are too many."""
    received = 0
    async for chunk in stream:
        received += len(chunk)
        if received > max_bytes:
            raise AsrRefusal(Code.TOO_LARGE, f"more than {max_bytes} bytes")
        yield chunk


async def form(headers: Headers, stream: AsyncIterator[bytes], max_bytes: int) -> Form:
    """A multipart body with one `file`; raises `AsrRefusal`."""
    if not headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise AsrRefusal(Code.BAD_MULTIPART, "the body must be multipart/form-data with a part named file")
    parser = MultiPartParser(
        headers,
        bounded(stream, max_bytes),
        max_files=1,
        max_fields=_MAX_FIELDS,
        max_part_size=_MAX_FIELD_BYTES,
    )
    parser.spool_max_size = max_bytes + 1  # larger parts would go to a file on disk
    try:
        parsed = await parser.parse()
    except AsrRefusal:
        raise
    except MultiPartException as error:
        raise AsrRefusal(Code.BAD_MULTIPART, error.message) from None
    except Exception as error:  # the parser's own kinds: no boundary, broken header, bad charset
        raise AsrRefusal(Code.BAD_MULTIPART, f"cannot be parsed: {type(error).__name__}") from None
    part = parsed.get("file")
    if not isinstance(part, UploadFile):
        raise AsrRefusal(Code.BAD_MULTIPART, "it has no file part named file")
    data = await part.read()
    await parsed.close()
    return Form(data, {name: value for name, value in parsed.items() if isinstance(value, str)})


def samples(data: bytes, max_s: float) -> Samples:
    """(channels, n) float32 at 16 kHz of WAV, FLAC, Ogg, MP3, MP4 or WebM; raises `AsrRefusal`. Blocks."""
    if data[:4] == b"RIFF" or not data:
        try:
            found = wav.parse(data)
        except wav.WavError as error:
            if error.fault is not wav.WavFault.CODING:
                raise AsrRefusal(Code(error.fault.value), error.detail) from None
            # Of 8, 24 or 32 bits, or floating point: libav's.
        else:
            if found.duration_s > max_s:
                raise AsrRefusal(Code.TOO_LONG, f"{found.duration_s:.1f} s of sound; {max_s:g} s are taken")
            decoder = FrameDecoder(found.audio)
            return np.concatenate([decoder.push(found.data), decoder.flush()], axis=1)
    container = _container(data)
    if container is None:
        raise AsrRefusal(Code.UNREADABLE_AUDIO, "not WAV, FLAC, Ogg, MP3, MP4 or WebM")
    try:
        sound = decode_any(io.BytesIO(data), container_format=container, max_s=max_s)
    except AudioError as error:
        code = Code.TOO_LONG if error.fault is AudioFault.TOO_LONG else Code.UNREADABLE_AUDIO
        raise AsrRefusal(code, f"{error.fault.value}: {error.detail}".split(";")[0]) from None
    if sound.channels > 2:
        raise AsrRefusal(Code.UNSUPPORTED_CHANNELS, f"{sound.channels} channels; 1 or 2 are taken")
    return sound.samples


def _container(data: bytes) -> str | None:
    """libav's name of the container, by how it begins."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[:4] == b"fLaC":
        return "flac"
    if data[:4] == b"OggS":
        return "ogg"
    if data[:3] == b"ID3" or (data[:1] == b"\xff" and data[1:2] in b"\xfb\xfa\xf3\xf2" and len(data) > 1):
        return "mp3"
    if data[4:8] == b"ftyp":
        return "mp4"
    if data[:4] == b"\x1aE\xdf\xa3":
        return "matroska"
    return None
