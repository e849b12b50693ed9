"""What a training run would do, worked out before any weights are touched: records, batches, memory, time."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from insights.resources import data_dir
from pipelines._dataset import DatasetConfig, Files, prepare, synthesise, with_feedback
from training.settings import ModelSettings, Plan

# torch and what needs it are imported where they are used: `--help` stays quick.
if TYPE_CHECKING:
    from training.batches import Batches
    from training.datasets import Dataset
    from training.memory import Memory

EMBEDDED = "escuta/language"

# Generated calls looked at in a dry run when the real ones are not there yet.
SAMPLE_CALLS = 40
# With gradient checkpointing the forward pass is done twice: three parts of work instead of two.
_CHECKPOINTING_FACTOR = 1.5


@dataclass(frozen=True)
class Forecast:
    """Sizes, memory in bytes and time in seconds of a run. `scale` is above 1 if a sample of the data was
    counted.
    """

    train: "Dataset"
    batches: "Batches"
    scale: float
    parameters: int
    trainable: int
    memory: "Memory"
    steps: int
    tokens: float
    seconds: float | None
    own_tokenizer: bool


def located(model: ModelSettings) -> ModelSettings:
    """The embedded model's folder filled in."""
    if model.name == EMBEDDED and model.path is None:
        return replace(model, path=data_dir() / "models" / "language")
    return model


def forecast(dataset: DatasetConfig, plan: Plan, *, device_tflops: float | None) -> Forecast:
    """Count tokens and estimate, from the data itself or from a small sample of calls to be generated."""
    from training import datasets
    from training.batches import training_batches
    from training.lora import trainable_parameters
    from training.memory import estimate, parameters
    from training.model import architecture_of, pad_id_of
    from training.pace import seconds_per_batch

    tokenizer, own = counting_tokenizer(plan.model)
    with TemporaryDirectory() as folder:
        files, scale = sample(dataset, Path(folder))
        train = datasets.load(
            files.train,
            tokenizer,
            context_tokens=plan.model.context_tokens,
            too_long=dataset.too_long,
            alert_share=dataset.alert_share,
        )
    batches = training_batches(train, plan.optim, pad_id_of(tokenizer), plan.seed)
    architecture = architecture_of(plan.model)
    widest = max((batches[index] for index in range(min(len(batches), 50))), key=lambda batch: batch.tokens)
    pace = seconds_per_batch(architecture, plan, widest, device_tflops=device_tflops)
    if pace is not None and device_tflops is not None and plan.optim.gradient_checkpointing:
        pace *= _CHECKPOINTING_FACTOR
    # A budget in steps stays what it is; one in passes grows with the data.
    growth = 1.0 if plan.optim.steps else scale
    count = len(batches) * growth
    return Forecast(
        train=train,
        batches=batches,
        scale=scale,
        parameters=parameters(architecture),
        trainable=trainable_parameters(architecture, plan.lora),
        memory=estimate(architecture, plan, row_tokens=widest.tokens, reply_tokens=len(widest.targets)),
        steps=round(count / plan.optim.accumulation),
        tokens=batches.row_tokens * growth,
        seconds=None if pace is None else pace * count,
        own_tokenizer=own,
    )


def report(forecast: Forecast, plan: Plan, out: Path) -> str:
    """The forecast as lines to read."""
    train, memory, optim = forecast.train, forecast.memory, plan.optim
    about = "about " if forecast.scale > 1 else ""
    dropped = ", ".join(f"{reason} {count}" for reason, count in train.dropped.items()) or "none"
    each, replied = train.tokens / len(train), train.reply_tokens / len(train)
    lines = [
        f"model       {plan.model.name}: {forecast.parameters:,} parameters, "
        f"{plan.precision.weights} weights, {plan.precision.compute} products",
        f"LoRA        {forecast.trainable:,} trainable ({forecast.trainable / forecast.parameters:.2%}), "
        f"rank {plan.lora.rank} on {', '.join(plan.lora.targets)}",
        f"records     {about}{len(train) * forecast.scale:,.0f}, {each:.0f} tokens each, {replied:.0f} of "
        f"them with loss; left out: {dropped}",
        f"batches     {optim.batch_tokens:,} tokens × {optim.accumulation}, layout {optim.layout}",
        f"steps       {about}{forecast.steps:,}, {forecast.tokens:,.0f} tokens",
        f"memory      {_gib(memory.total)} estimated: weights {_gib(memory.weights)}, "
        f"LoRA and optimiser {_gib(memory.trained)}, activations {_gib(memory.activations)}, "
        f"logits {_gib(memory.logits)}",
        f"time        {duration(forecast.seconds)}",
        f"output      {out}",
    ]
    if forecast.scale > 1:
        lines.append(
            f"Counted on {SAMPLE_CALLS} generated calls and scaled up: the data set is not made yet."
        )
    if not forecast.own_tokenizer:
        lines.append("Tokens counted with the embedded tokenizer: the model's own is not on this machine.")
    return "\n".join(lines)


def sample(dataset: DatasetConfig, scratch: Path) -> tuple[Files, float]:
    """The records, or those of a few generated calls in `scratch` and how many times more the whole set
    holds.
    """
    whole = replace(dataset, out=str(scratch))  # a dry run leaves no mixed files behind
    if dataset.source == "jsonl":
        return prepare(whole), 1.0
    made = Path(dataset.out) / f"synthetic-{dataset.calls}-{dataset.seed}" / "split" / "train.jsonl"
    if made.is_file():
        files = Files(made, made.with_name("val.jsonl"), made.with_name("test.jsonl"))
        return with_feedback(files, whole, scratch), 1.0
    calls = min(SAMPLE_CALLS, dataset.calls)
    return synthesise(calls, dataset.seed, scratch), dataset.calls / calls


def counting_tokenizer(model: ModelSettings) -> tuple[Any, bool]:
    """The model's tokenizer if it is on this machine, else the embedded one: a dry run fetches nothing."""
    from training.model import load_tokenizer

    if model.path is not None:
        return load_tokenizer(model), True
    embedded = located(ModelSettings(name=EMBEDDED, context_tokens=model.context_tokens))
    return load_tokenizer(embedded), False


def _gib(amount: float) -> str:
    return f"{amount / 2**30:.1f} GiB" if amount >= 2**30 else f"{amount / 2**20:.0f} MiB"


def duration(seconds: float | None) -> str:
    """Seconds in words; None says what is missing."""
    if seconds is None:
        return "unknown: give device_tflops=… (what your GPU sustains, 10^12 operations per second)"
    if seconds < 120:
        return f"about {seconds:.0f} s"
    return f"about {seconds / 60:.0f} min" if seconds < 7200 else f"about {seconds / 3600:.1f} h"
