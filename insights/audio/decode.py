"""Anything libav reads → float32 samples at 16 kHz, one row per channel.

Telephone audio is resampled here, before anything looks for speech in it. Files without a header are read
when their coding and rate are known, from their name (`call.8k.alaw.raw`) or from the caller.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Literal

import av
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError

from insights.errors import EscutaError

SAMPLE_RATE_HZ = 16_000

Samples = npt.NDArray[np.float32]
Coding = Literal["pcm16", "ulaw", "alaw"]

_DEMUXERS: dict[Coding, str] = {"pcm16": "s16le", "ulaw": "mulaw", "alaw": "alaw"}
_CODING_NAMES: dict[str, Coding] = {
    "alaw": "alaw",
    "al": "alaw",
    "pcma": "alaw",
    "ulaw": "ulaw",
    "mulaw": "ulaw",
    "ul": "ulaw",
    "pcmu": "ulaw",
    "pcm": "pcm16",
    "pcm16": "pcm16",
    "s16": "pcm16",
    "s16le": "pcm16",
    "sw": "pcm16",
}
RAW_SUFFIXES = frozenset({".raw", ".pcm", ".alaw", ".al", ".ulaw", ".mulaw", ".ul", ".sw"})
# How audio files begin, at byte 0 or 4. libav may take bare samples for some obscure format; this tells a wav
# file that lost its header from one that is really something else.
_MAGICS = tuple(b"RIFF RIFX RF64 riff ID3 OggS fLaC FORM .snd ftyp caff #!AM".split())
_SYNC = (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9", b"\x1aE\xdf\xa3")
_RATE = re.compile(r"(\d{1,2})k(?:hz)?|(\d{4,5})(?:hz)?")
_CHANNELS = re.compile(r"([1-8])ch|(mono)|(stereo)")


class AudioFault(StrEnum):
    """Why a file gave no transcript; the values are reasons in manifests."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NO_HEADER = "no_header"
    NO_AUDIO = "no_audio"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    SILENCE = "silence"
    NO_WORDS = "no_words"


class AudioError(Exception):
    """A file that gives no sound: the fault, and what libav says or what helps."""

    def __init__(self, fault: AudioFault, detail: str) -> None:
        super().__init__(f"{fault.value}: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True)
class RawFormat:
    """How a file without a header is coded."""

    coding: Coding
    rate_hz: int
    channels: int = 1

    @classmethod
    def parse(cls, text: str) -> "RawFormat":
        """`alaw,8000` or `pcm16,16000,2`."""
        parts = [part.strip().lower() for part in str(text).split(",")]
        try:
            coding, rate = _CODING_NAMES[parts[0]], int(parts[1])
            channels = int(parts[2]) if len(parts) > 2 else 1
        except (KeyError, IndexError, ValueError):
            coding, rate, channels = "pcm16", 0, 0
        if len(parts) > 3 or not 4_000 <= rate <= 192_000 or not 1 <= channels <= 8:
            raise EscutaError(
                "not CODING,RATE or CODING,RATE,CHANNELS",
                field="raw",
                remedy="""for example "raw='alaw,8000'" or "raw='pcm16,16000,2'", all quotes included""",
            )
        return cls(coding, rate, channels)

    @classmethod
    def from_name(cls, name: str) -> "RawFormat | None":
        """What a name like `x.8k.alaw.raw` or `x_16000_2ch.pcm` says; None if it does not say enough.

        Telephone codings without a rate are 8 kHz; linear PCM must name its rate.
        """
        words = re.split(r"[._\-\s]+", name.lower())[1:]
        coding: Coding | None = None
        rate: int | None = None
        channels = 1
        for word in words:
            coding = _CODING_NAMES.get(word, coding)
            if (found := _RATE.fullmatch(word)) is not None:
                named = int(found[1]) * 1000 if found[1] else int(found[2])
                rate = named if 4_000 <= named <= 192_000 else rate
            if (found := _CHANNELS.fullmatch(word)) is not None:
                channels = int(found[1]) if found[1] else 2 if found[3] else 1
        if coding is None and rate is not None and words[-1] == "raw":
            coding = "pcm16"
        if coding in ("alaw", "ulaw"):
            rate = rate or 8_000
        return cls(coding, rate, channels) if coding is not None and rate is not None else None


@dataclass(frozen=True)
class Sound:
    """Decoded audio. `samples`: (channels, n) float32 in [-1, 1] at 16 kHz; the rest describes the source."""

    samples: Samples
    duration_s: float
    sample_rate_hz: int
    codec: str
    container: str

    @property
    def channels(self) -> int:
        return int(self.samples.shape[0])


def decode_file(path: Path, raw: RawFormat | None = None) -> Sound:
    """Decode a file; raises `AudioError`. `raw`: for headerless files whose name does not say how."""
    try:
        size_bytes = path.stat().st_size
    except OSError as error:
        raise AudioError(AudioFault.UNREADABLE, error.strerror or "cannot be opened") from None
    if size_bytes == 0:
        raise AudioError(AudioFault.EMPTY, "0 bytes")
    if path.suffix.lower() in RAW_SUFFIXES or _lost_header(path):
        known = RawFormat.from_name(path.name) or raw
        if known is None:
            raise AudioError(
                AudioFault.NO_HEADER,
                "no header, and no coding and rate in the name: use raw=CODING,RATE",
            )
        return decode(str(path), known)
    try:
        return decode(str(path))
    except AudioError as error:
        if error.fault is AudioFault.UNREADABLE and raw is not None:
            return decode(str(path), raw)
        raise


def _lost_header(path: Path) -> bool:
    if path.suffix.lower() not in (".wav", ".wave"):
        return False
    with path.open("rb") as stream:
        start = stream.read(8)
    return not start.startswith((*_MAGICS, *_SYNC)) and not start[4:].startswith(_MAGICS)


def decode(
    source: str | BinaryIO,
    raw: RawFormat | None = None,
    *,
    container_format: str | None = None,
    max_s: float | None = None,
) -> Sound:
    """Decode a path or an open binary stream; raises `AudioError`. Damaged packets are skipped.

    For what strangers send, name the container (as libav does), since libav reads formats that point at other
    files; and `max_s`, since little data can hold much sound.
    """
    try:
        with _open(source, raw, container_format) as container:
            return _decoded(container, max_s)
    except FFmpegError as error:
        raise AudioError(
            AudioFault.UNREADABLE,
            f"{error.strerror or type(error).__name__}; if it has no header, use raw=CODING,RATE",
        ) from None


def is_dual_mono(samples: Samples) -> bool:
    """Do two channels hold one recording? Correlation above 0.99, as after lossy joint stereo."""
    if samples.shape[0] != 2:
        return False
    left, right = (row - row.mean() for row in samples)
    power = float(np.sqrt(np.dot(left, left) * np.dot(right, right)))
    return power > 0 and float(np.dot(left, right)) / power > 0.99


def _open(source: str | BinaryIO, raw: RawFormat | None, container_format: str | None) -> Any:
    if raw is None:
        return av.open(source, mode="r", format=container_format, metadata_errors="ignore")
    layouts = {1: "mono", 2: "stereo"}
    options = {"sample_rate": str(raw.rate_hz), "ch_layout": layouts.get(raw.channels, f"{raw.channels}C")}
    return av.open(source, mode="r", format=_DEMUXERS[raw.coding], options=options, metadata_errors="ignore")


def _decoded(container: Any, max_s: float | None) -> Sound:
    if not container.streams.audio:
        raise AudioError(AudioFault.NO_AUDIO, "no audio stream")
    stream = container.streams.audio[0]
    stream.thread_type = "NONE"
    resampler = av.AudioResampler(format="flt", rate=SAMPLE_RATE_HZ)
    parts: list[Samples] = []
    source_samples, rate_hz, damaged = 0, 0, False
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except FFmpegError:
            damaged = True
            continue
        for frame in frames:
            frame.pts = None  # broken clocks must not stretch the sound
            source_samples, rate_hz = source_samples + frame.samples, frame.sample_rate
            if max_s is not None and source_samples > max_s * rate_hz:
                raise AudioError(AudioFault.TOO_LONG, f"more than {max_s:g} s")
            parts += [_rows(resampled) for resampled in resampler.resample(frame)]
    if not source_samples and (damaged or not getattr(stream.codec_context, "sample_rate", 0)):
        name = stream.codec_context.name if stream.codec_context is not None else "known"
        raise AudioError(AudioFault.UNREADABLE, f"no {name} sound could be decoded")
    if not source_samples:
        raise AudioError(AudioFault.EMPTY, "no sound in the file")
    parts += [_rows(resampled) for resampled in resampler.resample(None)]
    if not parts:
        raise AudioError(AudioFault.EMPTY, "less sound than one sample at 16 kHz")
    return Sound(
        samples=np.ascontiguousarray(np.concatenate(parts, axis=1)),
        duration_s=round(source_samples / rate_hz, 3),
        sample_rate_hz=rate_hz,
        codec=stream.codec_context.name,
        container=container.format.name,
    )


def _rows(frame: Any) -> Samples:
    """(channels, n) of an interleaved frame: PyAV crashes on planar frames of eight channels."""
    interleaved: Samples = frame.to_ndarray().reshape(-1, frame.layout.nb_channels)
    return interleaved.T
