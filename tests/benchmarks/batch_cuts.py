"""Where batches of real sound are cut, and what finding the cuts costs.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.batch_cuts [FILE …]

Of the demo calls, or of the files: cuts by force, cuts inside speech (by the detector over the whole sound,
with 0.1 s of tolerance), length of batches, and what finding them costs.
"""

import argparse
import statistics
import time
from pathlib import Path

import numpy as np

from insights.audio.decode import Samples, decode_file
from insights.audio.vad import VadSettings, utterances
from insights.resources import data_dir
from serving.audio.batcher import Batch, Batcher, BatcherSettings
from serving.audio.frames import Pcm

_TOLERANCE_S = 0.1
_JUDGE = VadSettings(threshold=0.5, min_silence_s=0.1)
_MESSAGE = 1600  # samples


def cut(pcm: Pcm, channels: int) -> list[Batch]:
    batcher, step = Batcher(BatcherSettings(), channels), _MESSAGE * 2 * channels
    found = [batch for at in range(0, len(pcm), step) for batch in batcher.push(pcm[at : at + step])]
    last = batcher.flush()
    return [*found, last] if last else found


def report(name: str, calls: list[Samples]) -> None:
    lengths: list[float] = []
    forced = inside = 0
    cost_s = 0.0
    for call in calls:
        pcm = (np.clip(call, -1, 1) * 32767).astype(np.int16).T.tobytes()
        began_s = time.process_time()
        closed = cut(pcm, len(call))[:-1]
        cost_s += time.process_time() - began_s
        spoken = [
            span
            for row in call
            for span in utterances(row, VadSettings(threshold=0.5, min_silence_s=0.1), 30)
        ]
        lengths += [batch.duration_s for batch in closed]
        forced += sum(batch.forced for batch in closed)
        inside += sum(
            any(span.start_s + _TOLERANCE_S < batch.end_s < span.end_s - _TOLERANCE_S for span in spoken)
            for batch in closed
        )
    seconds = sum(call.shape[1] for call in calls) / 16_000
    print(
        f"{name:12} {len(lengths):>5} cuts  forced {forced / len(lengths):.3f}  inside speech "
        f"{inside / len(lengths):.3f}  mean {statistics.mean(lengths):.2f} s  "
        f"{1000 * cost_s / seconds:.2f} ms per s of sound"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args().files or sorted((data_dir() / "demo" / "audio").glob("*.flac"))
    calls = [decode_file(path).samples[:2] for path in files]
    cut(bytes(320_000), 1)
    report("cuts", calls)


if __name__ == "__main__":
    main()
