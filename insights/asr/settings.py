"""Which recogniser, and how it decodes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from insights.resources import data_dir

EMBEDDED = "embedded"


@dataclass(frozen=True)
class AsrSettings:
    """A recogniser. The longest window it takes is the model's own: it is read from the model's files."""

    engine: Literal["local", "remote"] = field(
        default="local", metadata={"help": "local = faster-whisper in this process; remote = a server"}
    )
    model: str = field(
        default=EMBEDDED,
        metadata={"help": "embedded, a Whisper size, a folder with a CTranslate2 model; remote: its name"},
    )
    device: Literal["auto", "cpu", "cuda"] = field(
        default="cpu", metadata={"help": "where a local model runs"}
    )
    compute_type: str = field(
        default="int8", metadata={"help": "CTranslate2 type: int8, float16, int8_float16, …"}
    )
    threads: int = field(default=1, metadata={"help": "CPU threads for each worker"})
    beam_size: int = field(default=1, metadata={"help": "1 = greedy"})
    batch_windows: int = field(
        default=8, metadata={"help": "windows decoded together by a short-window model"}
    )
    url: str | None = field(default=None, metadata={"help": "remote: base URL, up to and with /v1"})
    timeout_s: float = field(default=120.0, metadata={"help": "remote: for one window, seconds"})
    attempts: int = field(
        default=4, metadata={"help": "remote: tries when the server is busy or unreachable"}
    )

    @property
    def model_path(self) -> Path | None:
        """The folder of a local model, or None for a size that faster-whisper finds in its own cache."""
        if self.engine == "remote":
            return None
        if self.model == EMBEDDED:
            return data_dir() / "models" / "speech"
        path = Path(self.model).expanduser()
        return path if path.is_dir() else None
