"""The sound a call streams."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from insights.errors import EscutaError

SAMPLE_RATE_HZ = 16_000


@dataclass(frozen=True)
class Sound:
    """Interleaved PCM16 at 16 kHz."""

    name: str
    data: bytes
    channels: Literal[1, 2]

    @property
    def bytes_per_s(self) -> int:
        return SAMPLE_RATE_HZ * self.channels * 2

    @property
    def duration_s(self) -> float:
        return len(self.data) / self.bytes_per_s

    def chunks(self, chunk_ms: int) -> list[bytes]:
        """Pieces of so many milliseconds; the last may be shorter."""
        size = SAMPLE_RATE_HZ * chunk_ms // 1000 * self.channels * 2
        return [self.data[at : at + size] for at in range(0, len(self.data), size)]


def load(spec: str, seconds: float) -> Sound:
    """`FILE` or `FILE@START_SECOND`, `seconds` of it (0: all). Raises `EscutaError`."""
    from insights.audio.decode import AudioError, decode_file

    path, _, start = spec.partition("@")
    try:
        start_s = float(start or 0)
        sound = decode_file(Path(path))
    except ValueError:
        raise EscutaError("not FILE@START_SECOND", field="AUDIO") from None
    except AudioError as error:
        raise EscutaError(f"{error.fault.value}: {error.detail}", file=Path(path).name) from None
    samples = sound.samples[:2, int(start_s * SAMPLE_RATE_HZ) :]
    if seconds:
        samples = samples[:, : int(seconds * SAMPLE_RATE_HZ)]
    if not samples.shape[1]:
        raise EscutaError("nothing is left after the start", file=Path(path).name, field="AUDIO")
    data = (np.clip(samples.T, -1, 1) * 32767).astype("<i2").tobytes()
    return Sound(Path(path).name, data, 1 if samples.shape[0] == 1 else 2)
