"""One target under Atheris, in a process that libFuzzer ends: `python -m tests.fuzz.worker TARGET [-runs=N]`.

Atheris mutates what reaches new code. A hang (`-timeout`) or memory that grows without end (`-rss_limit_mb`)
is a finding, as any exception is that the target does not expect.
"""

import sys
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Never returns: libFuzzer ends the process, with 0 when nothing was found."""
    import atheris

    # Atheris 3.0 never lets go of what a traced comparison of arrays gives: as much as a leak of ours.
    arrays = ["serving.audio.detector", "insights.audio.vad", "insights.audio.voice"]
    with atheris.instrument_imports(["serving", "insights"], arrays, enable_loader_override=False):
        from tests.fuzz.mutation import mutated
        from tests.fuzz.targets import TARGETS

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        found = mutated(data, max_size, seed) if seed % 2 else None
        return found if found is not None else atheris.Mutate(data, max_size)

    target = TARGETS[arguments[0]]
    with tempfile.TemporaryDirectory(prefix="escuta-fuzz-") as folder:
        for number, seed in enumerate(target.seeds()):
            (Path(folder) / f"{number}").write_bytes(seed)
        atheris.Setup(["fuzz", *arguments[1:], folder], target.run, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
