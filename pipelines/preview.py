"""Look at what a training run would see: lengths, loss masks, what is left out, how long it takes.

    python -m pipelines.preview dataset=jsonl dataset.train=outputs/split/train.jsonl
    python -m pipelines.preview dataset=jsonl dataset.train=outputs/split/train.jsonl samples=2

Nothing is written and no weights are loaded. `samples` prints records, the tokens that carry loss in
colour: it shows what callers said, so it is off unless you ask for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from commandline.command import command, option
from pipelines._dataset import DatasetConfig
from pipelines._plan import Forecast, counting_tokenizer, duration, forecast, located
from training.settings import LoraSettings, ModelSettings, OptimSettings, Plan, PrecisionSettings

if TYPE_CHECKING:
    from rich.text import Text

    from training.datasets import Dataset, Example

_PERCENTILES = (0, 5, 25, 50, 75, 95, 99, 100)
_BINS = 12
_BAR_WIDTH = 40
# Enough batches to judge padding by.
_PADDING_BATCHES = 100


@dataclass(frozen=True, kw_only=True)
class PreviewConfig:
    """Options of `preview`."""

    samples: int = option(0, help="records to show with their loss mask: shows text, so only on request")
    seed: int = option(0, help="seed of the choice of samples and of the order of records")
    device_tflops: float | None = option(
        None, help="10^12 operations per second the device sustains, for the estimate of time; null: measure"
    )
    model: ModelSettings
    precision: PrecisionSettings
    lora: LoraSettings
    optim: OptimSettings
    dataset: DatasetConfig


@dataclass(frozen=True)
class Preview:
    """What was counted. `over_context` records are longer than the model's context: training would refuse
    them.
    """

    forecast: Forecast
    over_context: int
    empty_masks: int


def run(config: PreviewConfig) -> Preview:
    """Count. Records beyond the context are counted, not refused: one sees how many there are."""
    plan = Plan(
        model=located(config.model),
        precision=config.precision,
        lora=config.lora,
        optim=config.optim,
        seed=config.seed,
    )
    lenient = replace(config.dataset, too_long="drop")
    counted = forecast(lenient, plan, device_tflops=config.device_tflops)
    train = counted.train
    return Preview(
        forecast=counted,
        over_context=train.dropped.get("too_long", 0),
        empty_masks=sum(not train[index].mask.any() for index in range(len(train))),
    )


def report(preview: Preview, config: PreviewConfig) -> str:
    """Tables and a histogram, as lines to read."""
    counted, context = preview.forecast, config.model.context_tokens
    train, batches = counted.train, counted.batches
    replies = [int(train[index].mask.sum()) for index in range(len(train))]
    dropped = ", ".join(f"{reason} {count:,}" for reason, count in train.dropped.items()) or "none"
    some = range(min(len(batches), _PADDING_BATCHES))
    filled = sum(batches.rows[row].tokens for index in some for row in batches.order[index])
    padding = 1 - filled / sum(batches[index].tokens for index in some)
    a_pass = sum(row.tokens for row in batches.rows)
    lines = [
        f"records       {len(train):,} usable of {train.read:,}; left out: {dropped}",
        f"too long      {preview.over_context:,} beyond {context:,} tokens (nothing is ever truncated)",
        f"empty mask    {preview.empty_masks:,}",
        f"percentile    {'  '.join(f'{percent:>5}' for percent in _PERCENTILES)}",
        f"  record      {_percentiles(train.lengths.tolist())}",
        f"  reply       {_percentiles(replies)}",
        "",
        "tokens of a record",
        *histogram(train.lengths.tolist()),
        "",
        f"tokens        {train.tokens:,} in the records, {train.reply_tokens:,} with loss "
        f"({train.reply_tokens / train.tokens:.1%})",
        f"batches       layout {config.optim.layout}: {a_pass:,} tokens a pass, "
        f"{padding:.1%} of a batch is padding",
        f"steps         {counted.steps:,}, {batches.records / len(train):.1f} passes",
        f"time          {duration(counted.seconds)}",
    ]
    if counted.scale > 1:
        lines.append("Counted on a few generated calls: the data set is not made yet.")
    if not counted.own_tokenizer:
        lines.append("Tokens counted with the embedded tokenizer: the model's own is not on this machine.")
    return "\n".join(lines)


def histogram(lengths: Sequence[int]) -> Iterator[str]:
    """Bars of equal bins."""
    low, high = min(lengths), max(lengths)
    width = max(1, -(-(high - low + 1) // _BINS))
    counts = [0] * -(-(high - low + 1) // width)
    for length in lengths:
        counts[(length - low) // width] += 1
    for number, count in enumerate(counts):
        start = low + number * width
        bar = "█" * round(_BAR_WIDTH * count / max(counts))
        yield f"  {start:>6}–{start + width - 1:<6} {bar} {count:,}"


def shown(example: "Example", tokenizer: Any) -> "Text":
    """A record as the model sees it, control tokens included: what carries loss green, the rest dim."""
    from rich.text import Text

    start = example.prompt_tokens
    text = Text(tokenizer.decode(example.ids[:start]), style="dim")
    return text.append(tokenizer.decode(example.ids[start:]), style="bold green")


def _chosen(train: "Dataset", count: int, seed: int) -> list["Example"]:
    import numpy as np

    order = np.random.default_rng(seed).permutation(len(train))
    return [train[int(index)] for index in order[:count]]


def _percentiles(values: Sequence[int]) -> str:
    import numpy as np

    found = np.percentile(np.asarray(values), _PERCENTILES)
    return "  ".join(f"{value:>5.0f}" for value in found)


@command("preview", PreviewConfig)
def main(config: PreviewConfig) -> None:
    from rich.console import Console

    preview = run(config)
    print(report(preview, config))
    if config.samples:
        console = Console(highlight=False, soft_wrap=True)
        tokenizer, _ = counting_tokenizer(located(config.model))
        for example in _chosen(preview.forecast.train, config.samples, config.seed):
            console.rule(f"{len(example)} tokens, {int(example.mask.sum())} with loss")
            console.print(shown(example, tokenizer))


if __name__ == "__main__":
    main()
