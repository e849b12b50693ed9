"""The bare limit of recognition: CTranslate2 and faster-whisper's features on whole windows, no server.

A child of `loadtests.performance.recogniser`: each line it reads asks for one round, whose seconds it prints.
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim

from insights.asr.settings import AsrSettings
from insights.audio.decode import Samples
from loadtests.performance.windows import SECONDS, windows

_MAX_TOKENS = 224


class Bare:
    """One model with as many one-thread workers as there are callers."""

    def __init__(self, workers: int, beam: int) -> None:
        path = AsrSettings().model_path
        self._whisper = WhisperModel(
            str(path), device="cpu", compute_type="int8", cpu_threads=1, num_workers=workers
        )
        self._frames = min(SECONDS * 100, self._whisper.feature_extractor.nb_max_frames)
        self._beam = beam

    def transcribe(self, batch: list[Samples]) -> list[str]:
        extract, token_id = self._whisper.feature_extractor, self._whisper.hf_tokenizer.token_to_id
        features: Any = np.stack([pad_or_trim(extract(each)[:, :-1], self._frames) for each in batch])
        prompt = [
            token_id(token)
            for token in ("<|startoftranscript|>", "<|pt|>", "<|transcribe|>", "<|notimestamps|>")
        ]
        results = self._whisper.model.generate(
            ctranslate2.StorageView.from_array(np.ascontiguousarray(features)),
            [prompt] * len(batch),
            beam_size=self._beam,
            max_length=_MAX_TOKENS,
        )
        return [self._whisper.hf_tokenizer.decode(each.sequences_ids[0]).strip() for each in results]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("workers", "beam", "batch", "windows"):
        parser.add_argument(f"--{name}", type=int, required=True)
    asked = parser.parse_args()
    bare, sounds = Bare(asked.workers, asked.beam), windows(asked.windows)
    batches = [sounds[at : at + asked.batch] for at in range(0, len(sounds), asked.batch)]
    with ThreadPoolExecutor(asked.workers) as pool:
        list(pool.map(bare.transcribe, batches[: asked.workers]))
        print("ready", flush=True)
        for _ in sys.stdin:
            began_s = time.perf_counter()
            list(pool.map(bare.transcribe, batches))
            print(time.perf_counter() - began_s, flush=True)


if __name__ == "__main__":
    main()
