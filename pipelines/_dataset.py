"""Where training and preview get their records: files of the user's, or synthetic calls taken through the
stages; and, with either, what people labelled from live calls.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from commandline.command import load, option
from insights.errors import EscutaError
from insights.manifest import Manifest
from pipelines._mixture import Recipe, mix


@dataclass(frozen=True, kw_only=True)
class DatasetConfig:
    """Records to train on, to validate on and to be judged by."""

    source: Literal["synthetic", "jsonl"] = option(
        help="synthetic: made here from generated calls; jsonl: your files"
    )
    train: str | None = option(None, help="records to train on (jsonl)")
    val: str | None = option(None, help="records for the validation loss (jsonl); null: none")
    test: str | None = option(None, help="records to be judged by (jsonl); null: none")
    calls: int = option(0, help="calls to generate (synthetic)")
    seed: int = option(0, help="seed of the generator (synthetic); not the seed of the training")
    out: str = option("outputs/data", help="folder for generated and mixed data")
    feedback: tuple[str, ...] = option(
        (), help="records of live calls that people labelled, to be learnt too"
    )
    feedback_weight: int = option(1, help="how often each of them comes in a pass over the data")
    recent: str | None = option(
        None, help="labelled records of live calls that were kept to judge by; null: none"
    )
    leaks: Literal["error", "drop"] = option(
        "error", help="a live call that is learnt and judged by: error, or drop and count its records"
    )
    alert_share: float | None = option(
        None,
        help="thin the training records that ask for an alert and have none, to this share of alerts; "
        "null: leave them as they are",
    )
    too_long: Literal["error", "drop"] = option(
        "error", help="a record beyond the context: error, or drop and count it"
    )

    def __post_init__(self) -> None:
        if self.feedback_weight < 1:
            raise EscutaError(
                "must be at least 1", field="dataset.feedback_weight", remedy="dataset.feedback_weight=1"
            )


@dataclass(frozen=True)
class Files:
    """What to learn, to validate and to judge by; all but `train` may be missing. `sources` are digests of
    what was mixed into them, `mixed` how many records of each kind."""

    train: Path
    val: Path | None
    test: Path | None
    recent: Path | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    mixed: Mapping[str, int] = field(default_factory=dict)

    def all(self) -> dict[str, Path]:
        named = {"train": self.train, "val": self.val, "test": self.test, "recent": self.recent}
        return {name: path for name, path in named.items() if path is not None}


def prepare(config: DatasetConfig) -> Files:
    """The files of a data set; what is made or mixed is reused if nothing has changed."""
    return with_feedback(_prepared(config), config, Path(config.out))


def with_feedback(files: Files, config: DatasetConfig, root: Path) -> Files:
    """The files with what people labelled from live calls; mixed ones are written below `root`."""
    if not config.feedback and config.recent is None:
        return files
    recipe = Recipe(
        train=files.train,
        judged=tuple(path for path in (files.val, files.test) if path is not None),
        feedback=tuple(map(Path, config.feedback)),
        recent=_optional(config.recent),
        weight=config.feedback_weight,
        leaks=config.leaks,
    )
    mixed = mix(recipe, root)
    return replace(files, train=mixed.train, recent=mixed.recent, sources=mixed.sources, mixed=mixed.records)


def _prepared(config: DatasetConfig) -> Files:
    if config.source == "synthetic":
        if config.calls < 1:
            raise EscutaError("must be at least 1", field="dataset.calls", remedy="dataset.calls=1000")
        return synthesise(
            config.calls, config.seed, Path(config.out) / f"synthetic-{config.calls}-{config.seed}"
        )
    if config.train is None:
        raise EscutaError(
            "no records to train on", field="dataset.train", remedy="dataset=jsonl dataset.train=PATH"
        )
    files = Files(Path(config.train), _optional(config.val), _optional(config.test))
    for name, path in files.all().items():
        if not path.is_file():
            raise EscutaError(
                "no such file",
                file=path,
                field=f"dataset.{name}",
                remedy="run pipelines.split, or check the path",
            )
    return files


def synthesise(calls: int, seed: int, folder: Path) -> Files:
    """corpus → scrub → segment → label → split, each reused where its inputs are unchanged."""
    from pipelines import corpus, label, scrub, segment, split

    stages: list[tuple[str, Callable[[Any], Manifest], Any, dict[str, Any]]] = [
        ("corpus", corpus.run, corpus.CorpusConfig, {"calls": calls, "seed": seed}),
        ("scrub", scrub.run, scrub.ScrubConfig, {"calls": folder / "corpus/calls.jsonl"}),
        ("segment", segment.run, segment.SegmentConfig, {"calls": folder / "scrub/calls.jsonl"}),
        (
            "label",
            label.run,
            label.LabelConfig,
            {"excerpts": folder / "segment/excerpts.jsonl", "gold": folder / "corpus/gold.jsonl"},
        ),
        ("split", split.run, split.SplitConfig, {"records": folder / "label/records.jsonl"}),
    ]
    for name, run, schema, settings in stages:
        settings = {**settings, "out": folder / name, "overwrite": True}
        run(load(name, schema, [override(key, value) for key, value in settings.items()]))
    done = folder / "split"
    return Files(done / "train.jsonl", done / "val.jsonl", done / "test.jsonl")


def override(key: str, value: Any) -> str:
    """`key=value` for Hydra, the value quoted so that no character in a path means anything."""
    if isinstance(value, str | Path):
        return f"{key}={json.dumps(str(value), ensure_ascii=False)}"
    return f"{key}={json.dumps(value)}"


def _optional(path: str | None) -> Path | None:
    return Path(path) if path is not None else None
