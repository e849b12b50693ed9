"""Settings of an evaluation; light to import, so that `--help` needs no torch."""

from dataclasses import dataclass, field

from insights.errors import EscutaError
from insights.reply import MAX_MESSAGE_CHARS


@dataclass(frozen=True)
class Decoding:
    """How replies are written. Unconstrained decoding shows how much of the format a model knows."""

    constrained: bool = field(default=True, metadata={"help": "hold replies to the grammar of valid ones"})
    batch_size: int = field(default=48, metadata={"help": "prompts decoded together"})
    max_new_tokens: int = field(default=320, metadata={"help": "longest reply, tokens"})
    max_message_chars: int = field(
        default=MAX_MESSAGE_CHARS, metadata={"help": "longest message the grammar lets through, characters"}
    )
    shard_records: int = field(default=192, metadata={"help": "records between two points to resume from"})

    def __post_init__(self) -> None:
        for name in ("batch_size", "max_new_tokens", "shard_records"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"decoding.{name}")


@dataclass(frozen=True)
class Bootstrap:
    """Resampling of calls, for intervals."""

    resamples: int = field(default=1000, metadata={"help": "bootstrap resamples of the calls"})
    seed: int = field(default=7, metadata={"help": "seed of the resampling"})
    level: float = field(default=0.95, metadata={"help": "coverage of the intervals, 0 to 1"})

    def __post_init__(self) -> None:
        if self.resamples < 1:
            raise EscutaError("must be at least 1", field="metrics.bootstrap.resamples")
        if not 0 < self.level < 1:
            raise EscutaError("must be between 0 and 1", field="metrics.bootstrap.level")


@dataclass(frozen=True)
class MetricsSettings:
    """What is computed beside the scores themselves."""

    bootstrap: Bootstrap = field(default_factory=Bootstrap)
    sheet_records: int = field(default=48, metadata={"help": "rows of the manual-evaluation sheet"})
    examples: int = field(default=8, metadata={"help": "examples in the report; they show clean text"})


@dataclass(frozen=True)
class Tracking:
    """Where runs are recorded. `uri` null: nowhere."""

    uri: str | None = field(
        default="sqlite:///outputs/mlflow.db", metadata={"help": "MLflow tracking URI; null: no tracking"}
    )
    experiment: str = field(default="escuta", metadata={"help": "MLflow experiment"})
    artifacts: str = field(
        default="outputs/mlartifacts",
        metadata={"help": "folder or URI for artifacts of a new experiment on a database"},
    )
