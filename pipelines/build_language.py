"""Build the embedded language model: a small Qwen2, pre-trained on questions about synthetic calls.

    python -m pipelines.build_language out=outputs/language

This is the command that made `data/models/language`. It never sees an insight: see data/cards/language.md.
Interrupted, it goes on from its last checkpoint when run again. Works on a CPU; `device=cuda` is faster.
"""

import dataclasses
import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commandline.command import command, option
from commandline.progress import track
from training.language.cleaning import clean_gold_call
from training.language.export import Build, export, parameter_count
from training.language.mix import Mix
from training.language.pretrainer import CHECKPOINT, Pretrainer, Progress, Schedule, Size, new_model
from training.language.tokenizer import load_tokenizer, train_tokenizer

RECENT_STEPS = 50


@dataclass(frozen=True, kw_only=True)
class BuildLanguageConfig:
    """Options of `build_language`."""

    out: str = option(help="folder of the finished model")
    work: str = option(help="folder of the tokenizer and the checkpoint while training")
    seed: int = option(7, help="for the weights and the order of examples")
    corpus_seed: int = option(2_100, help="for the synthetic calls")
    vocabulary: int = option(3072, help="pieces of the tokenizer, specials included")
    tokenizer_pools: int = option(4, help="pools of conversations the tokenizer learns from")
    threads: int = option(1, help="CPU threads")
    device: str = option("cpu", help="cpu or cuda")
    size: Size = field(default_factory=Size)
    schedule: Schedule = field(default_factory=Schedule)


def build(config: BuildLanguageConfig) -> Path:
    """Train and export; returns the folder of the model."""
    import torch

    torch.set_num_threads(config.threads)
    out, work = Path(config.out), Path(config.work)
    mix = Mix(config.corpus_seed, clean_gold_call)
    if (work / "tokenizer.json").is_file() and (work / CHECKPOINT).is_file():
        tokenizer = load_tokenizer(work)
    else:
        tokenizer = train_tokenizer(mix.texts(config.tokenizer_pools), config.vocabulary)
        tokenizer.save_pretrained(work)
    settings = _determining(config)
    model = new_model(config.size, tokenizer, config.seed)
    trainer = Pretrainer(
        model,
        tokenizer,
        mix.pool,
        config.schedule,
        seed=config.seed,
        settings={name: value for name, value in settings.items() if name != "schedule"},
        device=config.device,
    )
    if trainer.resume(work):
        print(f"resuming at step {trainer.step} of {config.schedule.total_steps}")
    recent: deque[Progress] = deque(maxlen=RECENT_STEPS)
    steps = track(
        trainer.run(work), total=config.schedule.total_steps - trainer.step, label="pre-training", unit="step"
    )
    for progress in steps:
        recent.append(progress)
        if progress.step % RECENT_STEPS == 0:
            print(
                f"step {progress.step}/{config.schedule.total_steps} "
                f"answers {_mean(recent, 'answer_loss'):.3f} all {_mean(recent, 'loss'):.3f} "
                f"{progress.tokens / progress.seconds:,.0f} tokens/s",
                flush=True,
            )
    export(
        model,
        tokenizer,
        Build(
            settings=settings,
            corpus_seed=config.corpus_seed,
            parameters=parameter_count(model),
            vocabulary=len(tokenizer),
            steps=trainer.step,
            tokens=trainer.tokens,
            seconds=round(trainer.seconds, 1),
            loss=round(_mean(recent, "loss"), 4),
            answer_loss=round(_mean(recent, "answer_loss"), 4),
        ),
        out,
    )
    return out


def _determining(config: BuildLanguageConfig) -> dict[str, Any]:
    """The settings that decide what is learnt."""
    settings = dataclasses.asdict(config)
    for name in ("out", "work", "threads", "device"):
        del settings[name]
    del settings["schedule"]["checkpoint_every"]
    return settings


def _mean(recent: deque[Progress], name: str) -> float:
    values = [getattr(progress, name) for progress in recent]
    return sum(values) / len(values) if values else 0.0


@command("build_language", BuildLanguageConfig)
def main(config: BuildLanguageConfig) -> None:
    # Set before torch is imported: its thread pools are sized then.
    os.environ["OMP_NUM_THREADS"] = str(config.threads)
    print(f"model: {build(config)}")


if __name__ == "__main__":
    main()
