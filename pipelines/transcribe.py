"""Audio of calls → transcripts with speaker turns.

    python -m pipelines.transcribe audio=FOLDER out=outputs/transcribe

Takes a file, a folder (to any depth) or a quoted glob of whatever libav reads, 8–48 kHz. Two channels are
agent and customer; two files that differ only in `agent` and `caller`/`customer`/`cliente` are one call; a
mono file, or one with more than two channels, has unknown speakers. Files without a header are read when
their name says how (`x.8k.alaw.raw`) or with "raw='alaw,8000'". Languages: Portuguese and Spanish, decided
for each call from its speech, or given.

Writes `calls.jsonl`, `files.jsonl` (each file: how it was read, or why it was not) and `manifest.json`.
Exit code 0 if at least one file was transcribed; the others are listed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from commandline.command import command, option
from commandline.progress import track
from insights import jsonl
from insights.asr.call import CallSettings, FileReport, TurnSettings, transcribe_call
from insights.asr.engine import load_engine
from insights.asr.score import word_errors
from insights.asr.settings import AsrSettings
from insights.audio.collect import CallSource, collect, read_facts
from insights.audio.decode import RawFormat
from insights.audio.vad import VadSettings
from insights.errors import EscutaError
from insights.fingerprint import data_digest, file_digest, tree_digest
from insights.labelling import GoldFile
from insights.manifest import Manifest
from insights.records import GoldCall, Speaker
from pipelines.runner import Job, Outcome, StageConfig, execute, summary

CALLS = "calls.jsonl"
FILES = "files.jsonl"


@dataclass(frozen=True, kw_only=True)
class TranscribeConfig(StageConfig):
    """Options of `transcribe`."""

    audio: str = option(help="file, folder or quoted glob")
    language: Literal["auto", "pt", "es"] = option("auto", help="auto = decided for each call")
    tenant: str = option("default", help="tenant of all calls; folder = name of the first folder below audio")
    sidecar: str | None = option(None, help="CSV or JSON: file, call_id, tenant, language, locale, partition")
    reference: str | None = option(
        None, help="gold.jsonl of these calls: word error rates, and tenant and partition"
    )
    channels: str = option("agent,customer", help="who speaks on the first and the second channel")
    raw: str | None = option(None, help="'CODING,RATE[,CHANNELS]' of files without header: pcm16, ulaw, alaw")
    word_timestamps: bool = option(False, help="times of words too (slower)")
    asr: AsrSettings = field(default_factory=AsrSettings)
    vad: VadSettings = field(default_factory=VadSettings)
    turns: TurnSettings = field(default_factory=TurnSettings)


@dataclass(frozen=True)
class TranscribeStage:
    """Files of a call → transcript and reports."""

    asr: AsrSettings
    settings: CallSettings
    reference: Path | None

    def setup(self) -> Callable[[CallSource], Outcome]:
        engine = load_engine(self.asr)
        gold = GoldFile(self.reference) if self.reference else None

        def apply(source: CallSource) -> Outcome:
            truth = gold.get(source.call_id) if gold else None
            transcript = transcribe_call(_informed(source, truth), engine, self.settings)
            rows = [(FILES, jsonl.dumps(report)) for report in transcript.reports]
            tally: dict[str, float] = {"files_failed": 0, "files": len(transcript.reports)}
            if transcript.call is not None:
                rows.append((CALLS, jsonl.dumps(transcript.call)))
                if truth is not None:
                    errors = word_errors(truth.turns, transcript.call.turns)
                    tally[f"edits.{truth.language}"] = errors.edits
                    tally[f"words.{truth.language}"] = errors.words
                    tally[f"calls.{truth.language}"] = 1
                    tally[f"language_right.{truth.language}"] = transcript.call.language == truth.language
            failed = [report for report in transcript.reports if report.status == "failed"]
            tally["files_failed"] = len(failed)
            tally["audio_s"] = max((report.duration_s or 0.0 for report in transcript.reports), default=0.0)
            dropped = (str(failed[0].reason),) if transcript.call is None and failed else ()
            return Outcome(rows=tuple(rows), dropped=dropped, tally=tally)

        return apply


def run(config: TranscribeConfig) -> Manifest:
    """Transcribe; returns the manifest. Raises `EscutaError` if not one file gave words."""
    facts = read_facts(Path(config.sidecar)) if config.sidecar else {}
    collection = collect(config.audio, tenant=config.tenant, facts=facts)
    settings = CallSettings(
        language=config.language,
        channels=_speakers(config.channels),
        raw=RawFormat.parse(config.raw) if config.raw else None,
        word_timestamps=config.word_timestamps,
        vad=config.vad,
        turns=config.turns,
    )
    reference = Path(config.reference) if config.reference else None
    others = [
        FileReport(file=name, status="skipped", reason="not_audio", detail="not a name of an audio file")
        for name in collection.others
    ]
    job = Job(
        command="transcribe",
        stage=TranscribeStage(config.asr, settings, reference),
        items=lambda: collection.calls,
        count=len(collection.calls),
        inputs=_inputs(config, collection.calls, reference),
        settings={"asr": config.asr, "call": settings, "others": data_digest(collection.others)},
        outputs=(CALLS, FILES),
        shard_items=1,
        select={FILES: lambda lines: _with_others(lines, others)},
        notes=_notes,
    )
    return execute(job, config)


def _informed(source: CallSource, truth: GoldCall | None) -> CallSource:
    """The reference knows the tenant, locale and partition of its calls; a sidecar goes before it."""
    if truth is None:
        return source
    facts = source.facts
    known = facts.model_copy(
        update={"locale": facts.locale or truth.locale, "partition": facts.partition or truth.partition}
    )
    return replace(source, facts=known, tenant=facts.tenant or truth.tenant)


def _inputs(
    config: TranscribeConfig, calls: tuple[CallSource, ...], reference: Path | None
) -> dict[str, str]:
    files = [file for call in calls for file in call.files]
    digests = {
        file.name: file_digest(file.path)
        for file in track(files, total=len(files), label="transcribe: checking files", unit="file")
    }
    identities = [
        (call.call_id, call.tenant, call.facts, [file.name for file in call.files]) for call in calls
    ]
    inputs = {"audio": data_digest(digests), "calls": data_digest(identities)}
    if (path := config.asr.model_path) is not None and path.is_dir():
        inputs["model"] = tree_digest(path)
    if reference is not None:
        inputs["reference"] = file_digest(reference) if reference.is_file() else ""
    return inputs


def _with_others(
    lines: Callable[[], Iterator[str]], others: list[FileReport]
) -> Iterator[tuple[str, str | None]]:
    for line in lines():
        yield line, None
    for report in others:
        yield jsonl.dumps(report), None


def _notes(tally: Mapping[str, float]) -> dict[str, Any]:
    notes: dict[str, Any] = {
        "files": int(tally.get("files", 0)),
        "files_failed": int(tally.get("files_failed", 0)),
        "audio_s": round(tally.get("audio_s", 0.0), 3),
    }
    languages = [name.partition(".")[2] for name in tally if name.startswith("words.")]
    for language in sorted(languages):
        words = tally[f"words.{language}"]
        notes.setdefault("wer", {})[language] = (
            round(tally.get(f"edits.{language}", 0) / words, 4) if words else None
        )
        notes.setdefault("language_accuracy", {})[language] = round(
            tally.get(f"language_right.{language}", 0) / tally[f"calls.{language}"], 4
        )
    return notes


def _speakers(text: str) -> tuple[Speaker, Speaker]:
    try:
        first, second = (Speaker(part.strip()) for part in text.split(","))
    except ValueError:
        raise EscutaError(
            "not two of agent, customer, unknown", field="channels", remedy="channels='customer,agent'"
        ) from None
    return first, second


@command("transcribe", TranscribeConfig)
def main(config: TranscribeConfig) -> None:
    manifest = run(config)
    print(summary(manifest, config.out))
    if config.dry_run:
        return
    for report in jsonl.read(FileReport, Path(config.out) / FILES):
        if report.status == "failed":
            print(f"  not transcribed: {report.file}: {report.reason} ({report.detail})")
    for language, rate in manifest.notes.get("wer", {}).items():
        print(f"  word error rate {language}: {rate}")


if __name__ == "__main__":
    main()
