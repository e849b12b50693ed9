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
    model: str = field(
        default="escuta-insights", metadata={"help": "registered model whose versions are the adapters"}
    )
    artifacts: str = field(
        default="outputs/mlartifacts",
        metadata={"help": "folder or URI for artifacts of a new experiment on a database"},
    )


@dataclass(frozen=True)
class Evidence:
    """The least a verdict may rest on, in each language."""

    records: int = field(default=100, metadata={"help": "records that both answered"})
    calls: int = field(default=20, metadata={"help": "calls they come from"})
    alerts: int = field(default=10, metadata={"help": "records with a risk, where alerts are asked for"})


@dataclass(frozen=True)
class LatencyBudget:
    """How much slower a challenger may be. Both are asked the same questions in turn, one at a time."""

    records: int = field(default=16, metadata={"help": "questions that are timed; 0: none"})
    repeats: int = field(default=2, metadata={"help": "times each is asked; the quickest counts"})
    ratio: float = field(
        default=1.25, metadata={"help": "highest p95 of a reply's seconds, over the champion's"}
    )
    tokens_ratio: float = field(
        default=1.25, metadata={"help": "highest mean length of replies in tokens, over the champion's"}
    )
    max_s: float | None = field(
        default=None, metadata={"help": "highest p95 of a reply's seconds on this machine; null: no bound"}
    )

    def __post_init__(self) -> None:
        if self.records < 0 or self.repeats < 1:
            raise EscutaError(
                "records must not be negative, repeats at least 1",
                field="gate.latency",
                remedy="gate.latency.records=16 gate.latency.repeats=2",
            )


@dataclass(frozen=True)
class GateSettings:
    """What a challenger must show before it answers callers. Metrics are those of `eval.scoring`."""

    languages: tuple[str, ...] = field(
        default=("pt", "es"), metadata={"help": "each is judged by itself; all of them must pass"}
    )
    margins: dict[str, float] = field(
        default_factory=lambda: {"rouge_l_nonempty": 0.05, "alert_recall": 0.10},
        metadata={"help": "metric → how much below the champion the interval of the difference may reach"},
    )
    floors: dict[str, float] = field(
        default_factory=lambda: {"alert_precision": 0.6, "abstention_f1": 0.7, "format_valid": 0.99},
        metadata={"help": "metric → lowest value, whatever the champion's"},
    )
    evidence: Evidence = field(default_factory=Evidence)
    recent: Evidence = field(default_factory=lambda: Evidence(records=40, calls=10, alerts=5))
    latency: LatencyBudget = field(default_factory=LatencyBudget)
    bootstrap: Bootstrap = field(default_factory=lambda: Bootstrap(resamples=2000, level=0.9))

    def __post_init__(self) -> None:
        if not self.languages:
            raise EscutaError(
                "at least one is needed", field="gate.languages", remedy="gate.languages=[pt,es]"
            )
        for name, margin in self.margins.items():
            if margin < 0:
                raise EscutaError(
                    "a margin is not negative", field=f"gate.margins.{name}", remedy="0 lets nothing through"
                )
