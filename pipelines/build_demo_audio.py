"""Build the demo's calls: synthetic conversations of unheard phrasings, spoken on two channels, with their
gold.

Needs espeak-ng (apt-get install espeak-ng); playing and transcribing the calls does not. Writes
`audio/*.flac` (8 kHz, channel 0 the agent, channel 1 the customer), `gold.jsonl` whose times are those of
the sound, `card.md` and `SHA256SUMS`.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from commandline.command import command, option
from insights.errors import EscutaError
from insights.jsonl import write
from insights.records import GoldCall


@dataclass(frozen=True)
class BuildDemoAudioConfig:
    """Options of the build."""

    out: str = option(help="folder to write into")
    calls_per_language: int = option(help="calls of each language")
    shortest_s: float = option(help="no call is shorter")
    longest_s: float = option(help="no call is longer")
    maximum_mb: float = option(help="refuse to write more megabytes of audio than this")
    seed: int = option(help="seed of calls, voices and noise")

    def __post_init__(self) -> None:
        if self.calls_per_language < 1:
            raise EscutaError("must be positive", field="calls_per_language")


@command("build_demo_audio", BuildDemoAudioConfig)
def main(config: BuildDemoAudioConfig) -> None:
    # Imported here: `--help` should not wait for them.
    import soundfile

    from training.speech.calls import as_pcm
    from training.speech.channel import TELEPHONE_RATE_HZ
    from training.speech.demo import DemoPlan, demo_calls
    from training.speech.voice import Synthesiser

    plan = DemoPlan(
        calls_per_language=config.calls_per_language,
        shortest_s=config.shortest_s,
        longest_s=config.longest_s,
        seed=config.seed,
    )
    synthesiser = Synthesiser()
    audio = Path(config.out) / "audio"
    audio.mkdir(parents=True, exist_ok=True)
    for old in audio.glob("*.flac"):
        old.unlink()
    golds: list[GoldCall] = []
    seconds = 0.0
    for spoken in demo_calls(plan, synthesiser):
        gold = spoken.gold
        soundfile.write(
            audio / f"{gold.call_id}.flac", as_pcm(spoken.samples), TELEPHONE_RATE_HZ, subtype="PCM_16"
        )
        seconds += spoken.duration_s
        golds.append(gold)
        print(f"{gold.call_id}  {gold.locale}  {gold.tenant:<8} {spoken.duration_s:5.1f} s")
    files = sorted(audio.glob("*.flac"))
    size = sum(file.stat().st_size for file in files)
    if size > config.maximum_mb * 1e6:
        raise EscutaError(
            f"the audio takes {size / 1e6:.1f} MB",
            file=audio,
            remedy="fewer or shorter calls, or a larger maximum_mb",
        )
    out = Path(config.out)
    write(golds, out / "gold.jsonl")
    (out / "card.md").write_text(card(golds, seconds, size), encoding="utf-8")
    names = [*(f"audio/{file.name}" for file in files), "gold.jsonl"]
    sums = (f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (out / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    print(f"{len(files)} calls, {seconds / 60:.1f} minutes, {size / 1e6:.1f} MB in {out}")


def card(golds: list[GoldCall], seconds: float, size: int) -> str:
    """What the demo's calls are, for a reader."""
    rows = "\n".join(
        f"| {gold.call_id} | {gold.locale} | {gold.tenant} | {len(gold.turns)} | "
        f"{', '.join(event.kind for event in gold.events) or '–'} |"
        for gold in golds
    )
    return _CARD.format(count=len(golds), minutes=seconds / 60, megabytes=size / 1e6, rows=rows)


_CARD = """# Demo calls

{count} synthetic calls, {minutes:.1f} minutes, {megabytes:.1f} MB. Nobody's voice and nobody's data: the
texts come from the project's corpus generator, the voices from espeak-ng. Built by `python -m
pipelines.build_demo_audio`.

- `audio/*.flac`: 8 kHz, two channels, 0 the agent and 1 the customer; each call has two voices of its own,
  light noise, and on most channels the band and codec of a telephone. 12 of 16 bits are used, about what
  such a line carries.
- `gold.jsonl`: one `GoldCall` a line: what is said, personal data, events. Times are those of the sound.
- `SHA256SUMS`: `sha256sum --check SHA256SUMS`.
- Phrasings are those of the test partition: neither the speech model nor any adapter trained on the corpus
  has seen them. One call in four uses voices that the speech model never heard. One call in four has no
  event.

Robot voices are far from human ones: error rates on these calls say that the pipeline works, not how a
deployment will do.

| call | locale | tenant | turns | events |
| --- | --- | --- | --- | --- |
{rows}
"""


if __name__ == "__main__":
    main()
