"""Two adapters on the same questions: what each says, and how long it takes.

Answers are kept by what they depend on (adapter, base, prompts, records, decoding), and those of an earlier
evaluation that MLflow has are fetched instead of asking again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline.command import load
from eval import results
from eval.predictions import Prediction
from eval.registry import Version
from eval.settings import Decoding, GateSettings, MetricsSettings, Tracking
from insights import jsonl
from insights.fingerprint import data_digest, file_digest, short
from insights.manifest import Manifest
from insights.prompts import prompt_digest
from insights.records import Record
from pipelines._dataset import override
from serving.adapters.api import ANY
from training.settings import ModelSettings, PrecisionSettings

if TYPE_CHECKING:
    from eval.latency import Latency
    from insights.probes import ProbeSheet


@dataclass(frozen=True)
class Contender:
    """One of the two. `folder` is None for the base by itself, `version` for what no registry knows."""

    name: str
    digest: str | None
    folder: Path | None
    version: Version | None = None

    @property
    def short(self) -> str:
        return short(self.digest or "base")


@dataclass(frozen=True, kw_only=True)
class GateWork:
    """How to judge, and where to keep what was found on the way."""

    out: Path
    model: ModelSettings
    base_digest: str
    precision: PrecisionSettings
    decoding: Decoding
    gate: GateSettings
    tracking: Tracking
    threads: int | None = None
    tenant: str = ANY
    insight_type: str = ANY
    forced: bool = False
    metrics: MetricsSettings = field(default_factory=lambda: MetricsSettings(sheet_records=0, examples=0))


def predictions(work: GateWork, one: Contender, records: Path, parent: str | None) -> list[Prediction]:
    """What it says to the records: from here, from an evaluation in MLflow, or asked anew."""
    from pipelines import evaluate

    sha256 = file_digest(records)
    way = data_digest([asdict(work.decoding), work.precision.weights, work.base_digest, prompt_digest()])
    folder = work.out / "answers" / f"{one.short}-{short(sha256)}-{way[:8]}"
    recorded = folder / "recorded"
    known = (recorded / results.PREDICTIONS).is_file()
    if Manifest.load(folder) is None and (known or _fetched(work, one, sha256, recorded)):
        print(f"gate: {one.name}: answers of an earlier evaluation, reused")
        return _in_scope(work, results.read_predictions(recorded))
    settings = {
        "records": records,
        "adapter": one.folder,
        "name": f"{one.name}, {records.stem}",
        "out": folder,
        "threads": work.threads,
        "parent_run": parent,
        "overwrite": True,
    }
    defaults = load(
        "evaluate", evaluate.EvaluateConfig, [override(key, value) for key, value in settings.items()]
    )
    evaluate.run(
        replace(
            defaults,
            model=work.model,
            precision=work.precision,
            decoding=work.decoding,
            metrics=work.metrics,
            tracking=work.tracking,
        )
    )
    return _in_scope(work, results.read_predictions(folder))


def _fetched(work: GateWork, one: Contender, records: str, target: Path) -> bool:
    """Fetch the predictions of a whole evaluation that MLflow has of the very same, if it has one."""
    if work.tracking.uri is None:
        return False
    from eval.tracking import fetch, find_runs

    tags = {
        "escuta.command": "evaluate",
        "escuta.data.records": records,
        "escuta.data.base": work.base_digest,
        "escuta.data.prompts": prompt_digest(),
        **({"escuta.data.adapter": one.digest} if one.digest is not None else {}),
    }
    decoding = work.decoding
    params = {
        "decoding.constrained": str(decoding.constrained),
        "decoding.max_new_tokens": str(decoding.max_new_tokens),
        "decoding.max_message_chars": str(decoding.max_message_chars),
        "precision.weights": work.precision.weights,
        "limit": "None",
    }
    for run in find_runs(work.tracking, tags):
        known = run.data.params
        if any(known.get(name) != value for name, value in params.items()):
            continue
        if (one.digest is None) == ("escuta.data.adapter" in run.data.tags):
            continue
        target.mkdir(parents=True, exist_ok=True)
        fetch(str(work.tracking.uri), run.info.run_id, results.PREDICTIONS, target)
        return True
    return False


def _in_scope(work: GateWork, predictions: Sequence[Prediction]) -> list[Prediction]:
    return [
        prediction
        for prediction in predictions
        if work.tenant in (ANY, prediction.tenant) and work.insight_type in (ANY, prediction.insight_type)
    ]


def latency(work: GateWork, contenders: Mapping[str, Contender], records: Path) -> "Latency | None":
    """Both timed on a spread of the records; None where nothing is to be timed."""
    adapters = {who: one.folder for who, one in contenders.items() if one.folder is not None}
    asked = [
        record
        for record in jsonl.read(Record, records)
        if work.tenant in (ANY, record.metadata.tenant)
        and work.insight_type in (ANY, record.metadata.insight_type)
    ]
    budget = work.gate.latency
    if not budget.records or not asked or "challenger" not in adapters:
        return None
    from tqdm import tqdm

    from eval.generation import Generator
    from eval.latency import Latency, side_by_side, spread
    from eval.model import beside_one_base

    chosen = spread(asked, budget.records)
    with loaded_base(work) as (base, tokenizer):
        model, switch = beside_one_base(base, tokenizer, adapters)
        generator = Generator(model, work.decoding)

        def system(name: str) -> Any:
            def ask(batch: Sequence[Record]) -> list[Prediction]:
                switch(name)
                return generator(batch)

            return ask

        for name in adapters:  # the first answers also pay for compilers and caches
            system(name)(chosen[:1])
        total = len(chosen) * budget.repeats
        with tqdm(total=total, desc="gate: seconds", unit="question", disable=None) as bar:
            paces = side_by_side(
                {name: system(name) for name in adapters}, chosen, repeats=budget.repeats, progress=bar.update
            )
    return Latency(paces["challenger"], paces.get("champion"))


def probed(work: GateWork, one: Contender) -> "ProbeSheet":
    """The adapter's sheet of probes, answered by the training side's own generation."""
    from eval.generation import Generator
    from eval.model import judged
    from eval.probe_sheet import questions, sheet
    from insights.pii import Scrubber

    asked = questions(Scrubber())
    with loaded_base(work) as (base, tokenizer):
        decoding = replace(work.decoding, constrained=True, batch_size=len(asked))
        generator = Generator(judged(base, tokenizer, one.folder), decoding)
        return sheet(str(one.digest), work.base_digest, asked, generator)


@contextmanager
def loaded_base(work: GateWork) -> Iterator[tuple[Any, Any]]:
    """The base model by itself and its tokenizer."""
    import torch
    from transformers.utils import logging as transformers_logging

    from pipelines.evaluate import judged_base
    from training.model import load_base, load_tokenizer

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if work.threads is not None:
        torch.set_num_threads(work.threads)
    settings = judged_base(work.model)
    yield load_base(settings, work.precision), load_tokenizer(settings)
