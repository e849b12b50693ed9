"""Build the voice detector: Silero's network from faster-whisper, written anew so that it runs faster.

The weights and the answers stay the same. Needs the `build` extra; running the result does not. Writes
`voice.onnx` and `SHA256SUMS`.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from commandline.command import command, option


@dataclass(frozen=True)
class BuildDetectorConfig:
    """Options of the build."""

    out: str = option(help="folder to write into")


@command("build_detector", BuildDetectorConfig)
def main(config: BuildDetectorConfig) -> None:
    # Imported here: `--help` should not wait for it.
    from training.speech.detector import repack, source

    out = Path(config.out) / "voice.onnx"
    repack(source(), out)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    (out.parent / "SHA256SUMS").write_text(f"{digest}  {out.name}\n", encoding="utf-8")
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
