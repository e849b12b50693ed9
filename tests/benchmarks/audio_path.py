"""What the audio path costs: CPU time, so that other work on the machine counts little.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.audio_path batcher
    OMP_NUM_THREADS=1 python -m tests.benchmarks.audio_path service

`batcher`: decoding of frames and batching of demo calls at each kind of line: milliseconds for a second of
sound, and the sessions at real-time pace that fit on one core.
`service`: the same windows by bare CTranslate2 calls, through the recogniser (which also finds the speech),
through the service in this process, and through HTTP: milliseconds for a window, and times the bare call.
Medians of the rounds; times are those of the process with all its threads, client included.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

import numpy as np

from insights.asr.engine import LocalEngine
from insights.asr.settings import AsrSettings
from insights.audio.decode import Samples, decode_file
from insights.audio.vad import VadSettings, utterances
from insights.resources import data_dir
from serving.asr.recogniser import Recogniser, Request
from serving.asr.settings import RecogniserSettings
from serving.audio import wav
from serving.audio.batcher import Batch, BatcherSettings
from serving.audio.frames import FrameDecoder
from serving.gateway.intake import intake_for
from serving.protocol import AudioFormat, Encoding
from tests.serving.asr.running import opened

SESSIONS_AT_ONCE = 32


def demo_calls(count: int) -> list[Samples]:
    """(2, n) each."""
    files = sorted((data_dir() / "demo" / "audio").glob("*.flac"))
    return [decode_file(path).samples for path in files[:: max(1, len(files) // count)][:count]]


def coded(samples: Samples, audio: AudioFormat) -> bytes:
    """Roughly as a client would send it: every n-th sample, in the line's coding."""
    rows = samples[: audio.channels, :: 16_000 // audio.sample_rate_hz]
    if audio.encoding is Encoding.PCM16:
        return (rows.T * 32767).astype("<i2").tobytes()
    table = FrameDecoder(audio.model_copy(update={"sample_rate_hz": 16_000, "channels": 1}))
    levels = table.push(bytes(range(256)))[0]
    order = np.argsort(levels)
    near = np.clip(np.searchsorted(levels[order], rows.T), 0, 255)
    return order[near].astype(np.uint8).tobytes()


def batched(data: bytes, audio: AudioFormat, message_bytes: int) -> list[Batch]:
    intake = intake_for(audio, BatcherSettings(), None, time.monotonic)
    found: list[Batch] = []
    for at in range(0, len(data), message_bytes):
        found += intake.take(data[at : at + message_bytes])
    return [*found, *intake.finish()]


def batcher(rounds: int) -> None:
    calls = demo_calls(4)
    lines = {
        "16 kHz pcm16, 1 channel": AudioFormat(),
        "16 kHz pcm16, 2 channels": AudioFormat(channels=2),
        "8 kHz mu-law, 1 channel": AudioFormat(encoding=Encoding.MULAW, sample_rate_hz=8_000),
        "8 kHz mu-law, 2 channels": AudioFormat(encoding=Encoding.MULAW, sample_rate_hz=8_000, channels=2),
        "16 kHz silence, 2 channels": AudioFormat(channels=2),
    }
    print(f"{'line':28} {'message':>8} {'ms per s':>9} {'sessions per core':>18}")
    for name, audio in lines.items():
        sounds = [np.zeros_like(call) if "silence" in name else call for call in calls]
        coding = [coded(sound, audio) for sound in sounds]
        seconds = sum(sound.shape[1] for sound in sounds) / 16_000
        width = audio.channels * (2 if audio.encoding is Encoding.PCM16 else 1)
        for message_ms in (20, 100):
            size = width * audio.sample_rate_hz * message_ms // 1000
            batched(coding[0], audio, size)
            costs = []
            for _ in range(rounds):
                began_s = time.process_time()
                for data in coding:
                    batched(data, audio, size)
                costs.append((time.process_time() - began_s) * 1000 / seconds)
            cost = statistics.median(costs)
            print(f"{name:28} {message_ms:>5} ms {cost:>9.2f} {1000 / cost:>18.0f}")


async def cost_ms(work: Callable[[], Awaitable[object]], rounds: int) -> tuple[float, float]:
    """Median CPU and wall time of a round, milliseconds."""
    await work()
    cpu, wall = [], []
    for _ in range(rounds):
        began_cpu_s, began_s = time.process_time(), time.monotonic()
        await work()
        cpu.append((time.process_time() - began_cpu_s) * 1000)
        wall.append((time.monotonic() - began_s) * 1000)
    return statistics.median(cpu), statistics.median(wall)


async def service(rounds: int) -> None:
    settings = AsrSettings(beam_size=5)
    engine = LocalEngine(settings)
    closed = [
        batch
        for call in demo_calls(4)
        for batch in batched(coded(call, AudioFormat(channels=2)), AudioFormat(channels=2), 3200)
        if batch.speech
    ]
    requests = [Request(wav.decode(batch.to_wav()), "pt") for batch in closed]
    windows = [
        row[span.first : span.last]
        for batch in closed
        for row in wav.decode(batch.to_wav())
        for span in utterances(row, VadSettings(), engine.window_s)
    ]
    seconds = sum(batch.duration_s for batch in closed)
    print(f"{len(closed)} batches of two channels, {seconds:.0f} s, {len(windows)} windows")
    bare, bare_wall = await cost_ms(lambda: _now(lambda: engine.transcribe(windows, "pt")), rounds)
    recogniser = Recogniser(engine, VadSettings(), "embedded")
    groups = [requests[at : at + 8] for at in range(0, len(requests), 8)]
    rows = [("bare CTranslate2, 8 together", bare, bare_wall)]
    rows.append(
        (
            "with the search for speech",
            *await cost_ms(lambda: _now(lambda: [recogniser.recognise(group) for group in groups]), rounds),
        )
    )
    for kind in ("in process", "over HTTP"):
        async with opened(kind, lambda _: engine, RecogniserSettings(asr=settings)) as (asr, _):

            async def ask(share: Sequence[Batch], session: str, asr: object = asr) -> None:
                for batch in share:
                    await asr.transcribe(batch.to_wav(), language="pt", session_id=session, timeout_s=120)

            async def all_sessions() -> None:
                shares = [closed[at::SESSIONS_AT_ONCE] for at in range(SESSIONS_AT_ONCE)]
                await asyncio.gather(*(ask(share, f"s{at}") for at, share in enumerate(shares)))

            rows.append((f"{kind}, {SESSIONS_AT_ONCE} sessions", *await cost_ms(all_sessions, rounds)))
    print(f"{'way':30} {'CPU ms per window':>18} {'times bare':>11} {'windows per s (wall)':>21}")
    for name, cpu, wall in rows:
        count = len(windows)
        print(f"{name:30} {cpu / count:>18.1f} {cpu / bare:>11.2f} {count / wall * 1000:>21.1f}")


async def _now(work: Callable[[], object]) -> object:
    return work()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("batcher", "service"))
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    if given.what == "batcher":
        batcher(given.rounds)
    else:
        asyncio.run(service(given.rounds))


if __name__ == "__main__":
    main()
