"""The files of one call → its transcript, and a report on each file.

Every channel is searched for speech and recognised by itself; turns of all channels are then ordered by when
they begin. Neighbouring utterances of one channel, with nobody else in between, become one turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from insights.asr.engine import Engine
from insights.audio.collect import CallFile, CallSource
from insights.audio.decode import (
    SAMPLE_RATE_HZ,
    AudioError,
    AudioFault,
    RawFormat,
    Samples,
    Sound,
    decode_file,
    is_dual_mono,
)
from insights.audio.vad import Utterance, VadSettings, utterances
from insights.fingerprint import file_digest
from insights.records import Audio, Call, Frozen, Speaker, Turn, Word


@dataclass(frozen=True)
class TurnSettings:
    """How utterances become turns."""

    merge_gap_s: float = field(default=1.0, metadata={"help": "longest pause inside a turn, seconds"})
    max_turn_s: float = field(
        default=25.0, metadata={"help": "utterances are not joined beyond this, seconds"}
    )
    min_audio_s: float = field(default=0.2, metadata={"help": "shorter files are not transcribed, seconds"})


@dataclass(frozen=True)
class CallSettings:
    """All that decides a transcript, besides the recogniser."""

    language: str = "auto"
    channels: tuple[Speaker, Speaker] = (Speaker.AGENT, Speaker.CUSTOMER)
    raw: RawFormat | None = None
    word_timestamps: bool = False
    vad: VadSettings = field(default_factory=VadSettings)
    turns: TurnSettings = field(default_factory=TurnSettings)


class FileReport(Frozen):
    """What became of one file: `reason` and `detail` say why it gave no transcript, `layout` who is where."""

    file: str
    status: Literal["transcribed", "failed", "skipped"]
    reason: str | None = None
    detail: str | None = None
    call_id: str | None = None
    duration_s: float | None = None
    speech_s: float | None = None
    sample_rate_hz: int | None = None
    channels: int | None = None
    layout: (
        Literal["mono", "one speaker per channel", "same sound on both channels", "unknown speakers"] | None
    ) = None
    codec: str | None = None
    container: str | None = None
    language: str | None = None
    language_probability: float | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Transcript:
    """The call, or None if no file gave words; a report for each file, in order."""

    call: Call | None
    reports: tuple[FileReport, ...]


@dataclass(frozen=True)
class _Channel:
    """One channel to recognise."""

    number: int
    speaker: Speaker
    samples: Samples
    found: list[Utterance]

    @property
    def windows(self) -> list[Samples]:
        return [self.samples[each.first : each.last] for each in self.found]

    @property
    def speech_s(self) -> float:
        return sum(each.end_s - each.start_s for each in self.found)


@dataclass(frozen=True)
class _Loaded:
    file: CallFile
    sound: Sound
    channels: list[_Channel]
    layout: str


def transcribe_call(source: CallSource, engine: Engine, settings: CallSettings) -> Transcript:
    """Decode, find speech, decide the language over the whole call, recognise, order the turns."""
    loaded: list[_Loaded] = []
    reports: dict[str, FileReport] = {}
    for file in source.files:
        try:
            sound = decode_file(file.path, settings.raw)
            if sound.duration_s < settings.turns.min_audio_s:
                raise AudioError(AudioFault.TOO_SHORT, f"{sound.duration_s} s")
        except AudioError as error:
            reports[file.name] = _failed(file, error.fault, error.detail)
            continue
        speakers, layout = _layout(sound, file, settings)
        rows = sound.samples[:1] if len(speakers) == 1 else sound.samples
        first = sum(len(each.channels) for each in loaded)
        channels = [
            _Channel(first + number, speaker, row, utterances(row, settings.vad, engine.window_s))
            for number, (speaker, row) in enumerate(zip(speakers, rows, strict=True))
        ]
        loaded.append(_Loaded(file, sound, channels, layout))
    channels = [channel for each in loaded for channel in each.channels]
    windows = [window for channel in channels for window in channel.windows]
    turns: list[Turn] = []
    language, probability = settings.language, None
    if windows:
        given = source.facts.language or (settings.language if settings.language != "auto" else None)
        if given is None:
            shares = engine.languages(windows)
            language = max(shares, key=lambda name: shares[name])
            probability = round(shares[language], 4)
        else:
            language = given
        turns = _turns(channels, engine, language, settings)
    for each in loaded:
        reports[each.file.name] = _report(each, source, language, probability, bool(turns))
    ordered = tuple(reports[file.name] for file in source.files)
    if not turns:
        return Transcript(None, ordered)
    call = Call(
        call_id=source.call_id,
        tenant=source.tenant,
        language=language,
        locale=source.facts.locale,
        partition=source.facts.partition,
        duration_s=max(each.sound.duration_s for each in loaded),
        audio=Audio(
            files=tuple(each.file.path.name for each in loaded),
            sha256=tuple(str(reports[each.file.name].sha256) for each in loaded),
            sample_rate_hz=max(each.sound.sample_rate_hz for each in loaded),
            channels=sum(each.sound.channels for each in loaded),
        ),
        turns=tuple(turns),
    )
    return Transcript(call, ordered)


def _layout(sound: Sound, file: CallFile, settings: CallSettings) -> tuple[Sequence[Speaker], str]:
    """Who speaks on each row of samples; of more than two channels nobody can tell, so each is unknown."""
    if file.speaker is not None and (sound.channels == 1 or is_dual_mono(sound.samples)):
        return (file.speaker,), "mono"
    if sound.channels == 1:
        return (Speaker.UNKNOWN,), "mono"
    if is_dual_mono(sound.samples):
        return (Speaker.UNKNOWN,), "same sound on both channels"
    if sound.channels == 2:
        return settings.channels, "one speaker per channel"
    return (Speaker.UNKNOWN,) * sound.channels, "unknown speakers"


@dataclass(frozen=True)
class _Piece:
    channel: int
    speaker: Speaker
    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...] | None


def _turns(channels: list[_Channel], engine: Engine, language: str, settings: CallSettings) -> list[Turn]:
    pieces: list[_Piece] = []
    for channel in channels:
        heard = engine.transcribe(channel.windows, language, word_timestamps=settings.word_timestamps)
        for span, found in zip(channel.found, heard, strict=True):
            if found.text:
                offset_s = span.first / SAMPLE_RATE_HZ
                pieces.append(
                    _Piece(
                        channel.number,
                        channel.speaker,
                        span.start_s,
                        span.end_s,
                        found.text,
                        _shifted(found.words, offset_s),
                    )
                )
    pieces.sort(key=lambda piece: (piece.start_s, piece.channel))
    merged: list[_Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last is not None and _joins(last, piece, settings.turns):
            words = last.words + piece.words if last.words is not None and piece.words is not None else None
            merged[-1] = _Piece(
                last.channel, last.speaker, last.start_s, piece.end_s, f"{last.text} {piece.text}", words
            )
        else:
            merged.append(piece)
    return [
        Turn(
            turn_id=f"t{number:04d}",
            speaker=piece.speaker,
            start_s=piece.start_s,
            end_s=piece.end_s,
            text=piece.text,
            words=piece.words,
        )
        for number, piece in enumerate(merged)
    ]


def _joins(last: _Piece, piece: _Piece, settings: TurnSettings) -> bool:
    return (
        last.channel == piece.channel
        and piece.start_s - last.end_s <= settings.merge_gap_s
        and piece.end_s - last.start_s <= settings.max_turn_s
    )


def _shifted(words: tuple[Word, ...] | None, offset_s: float) -> tuple[Word, ...] | None:
    if words is None:
        return None
    return tuple(
        word.model_copy(
            update={"start_s": round(word.start_s + offset_s, 3), "end_s": round(word.end_s + offset_s, 3)}
        )
        for word in words
    )


def _report(
    loaded: _Loaded, source: CallSource, language: str, probability: float | None, words: bool
) -> FileReport:
    sound = loaded.sound
    speech_s = round(sum(channel.speech_s for channel in loaded.channels), 3)
    fault = AudioFault.SILENCE if not speech_s else None if words else AudioFault.NO_WORDS
    details = {
        AudioFault.SILENCE: "no speech found",
        AudioFault.NO_WORDS: "speech found, but no words recognised",
    }
    return FileReport(
        file=loaded.file.name,
        status="failed" if fault else "transcribed",
        reason=fault.value if fault else None,
        detail=details[fault] if fault else None,
        call_id=source.call_id,
        duration_s=sound.duration_s,
        speech_s=speech_s,
        sample_rate_hz=sound.sample_rate_hz,
        channels=sound.channels,
        layout=loaded.layout,
        codec=sound.codec,
        container=sound.container,
        language=None if fault else language,
        language_probability=None if fault else probability,
        sha256=file_digest(loaded.file.path),
    )


def _failed(file: CallFile, fault: AudioFault, detail: str) -> FileReport:
    return FileReport(file=file.name, status="failed", reason=fault.value, detail=detail)
