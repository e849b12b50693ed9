"""Judge a model, with or without an adapter, on records with known answers.

    python -m pipelines.evaluate records=outputs/split/test.jsonl name=base
    python -m pipelines.evaluate records=outputs/split/test.jsonl adapter=outputs/train/NAME/adapter
    python -m pipelines.evaluate records=… model=qwen2.5-14b model.path=DIR precision=bf16 adapter=DIR

Writes `predictions.jsonl`, `metrics.json` (scores with call-level intervals, by language, type and tenant,
beside the trivial baselines), `report.html`, `sheet.csv` for people to judge, and `manifest.json`; logs a
run to MLflow. Interrupted, it goes on from the last finished shard when run again.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from commandline.command import command, option
from eval import results
from eval.predictions import Prediction
from eval.scoring import HEADLINE, Scores
from eval.settings import Decoding, MetricsSettings, Tracking
from eval.slices import ALL
from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import file_digest, tree_digest
from insights.manifest import Manifest, outputs_of, run_key
from insights.prompts import prompt_digest
from insights.records import Record
from pipelines.files import disk_errors
from pipelines.runner import reuse, summary
from training.settings import ModelSettings, PrecisionSettings

ORIGIN = "escuta.json"

PARTS = {ALL: "all", "language=pt": "pt", "language=es": "es"}


@dataclass(frozen=True, kw_only=True)
class EvaluateConfig:
    """Options of `evaluate`."""

    records: str = option(help="records with known answers: test.jsonl of split")
    model: ModelSettings
    precision: PrecisionSettings = field(default_factory=PrecisionSettings)
    adapter: str | None = option(None, help="adapter folder; null: the base by itself")
    training: str | None = option(
        None, help="records in which the most frequent answer is counted; null: that baseline abstains"
    )
    name: str | None = option(None, help="name in tables and MLflow; null: the adapter's, or base")
    out: str | None = option(None, help="folder to write into; null: outputs/evaluate/NAME")
    limit: int | None = option(None, help="only the first so many records; null: all")
    threads: int | None = option(None, help="CPU threads; null: as many as torch finds")
    parent_run: str | None = option(None, help="MLflow run under which this one is shown")
    overwrite: bool = option(False, help="replace finished outputs made from other inputs or settings")
    dry_run: bool = option(False, help="check inputs and settings, say what would be done, write nothing")
    decoding: Decoding = field(default_factory=Decoding)
    metrics: MetricsSettings = field(default_factory=MetricsSettings)
    tracking: Tracking = field(default_factory=Tracking)

    @property
    def title(self) -> str:
        if self.name is not None:
            return self.name
        return "base" if self.adapter is None else _adapter_name(Path(self.adapter))

    @property
    def folder(self) -> Path:
        return Path(self.out if self.out is not None else f"outputs/evaluate/{self.title}")


@command("evaluate", EvaluateConfig)
def main(config: EvaluateConfig) -> None:
    manifest = run(config)
    print(summary(manifest, config.folder))
    if manifest.outputs:
        _show(config)


def run(config: EvaluateConfig) -> Manifest:
    """Check, answer, score, report, track; finished work with the same inputs and settings is reused."""
    started = time.monotonic()
    records = list(islice(jsonl.read(Record, config.records), config.limit))
    training = _training_records(config)
    inputs, settings = _identity(config)
    key = run_key("evaluate", inputs, settings)
    if config.dry_run:
        return _plan(config, key, inputs, settings, len(records))
    out = config.folder
    if (done := reuse("evaluate", key, out, overwrite=config.overwrite)) is not None:
        return done
    with disk_errors(out):
        reused = _answer(config, records, key)
        predictions = results.read_predictions(out)
        scores, trivial = _score(config, predictions, training)
        tokens = sum(prediction.reply_tokens for prediction in predictions)
        document = {
            "v": 1,
            "name": config.title,
            "model": config.model.name,
            "adapter": Path(config.adapter).name if config.adapter else None,
            "records": len(predictions),
            "calls": len({prediction.call_id for prediction in predictions}),
            "reply_tokens": tokens,
            "prompt_digest": prompt_digest(),
            "inputs": inputs,
            "rouge_tokenizer": _rouge_tokenizer(),
            "constrained": config.decoding.constrained,
            "bootstrap": asdict(config.metrics.bootstrap),
            "scores": results.plain(scores),
            "trivial": {name: results.plain(values) for name, values in trivial.items()},
        }
        results.write_json(document, out / results.METRICS)
        sheet_rows = _write_sheet(config, records, predictions)
        _write_report(config, predictions, scores, trivial)
        run_id = _track(config, document, scores, settings)
        manifest = Manifest(
            command="evaluate",
            key=key,
            inputs=inputs,
            settings=settings,
            outputs=outputs_of(
                out,
                {
                    results.PREDICTIONS: len(predictions),
                    results.METRICS: None,
                    results.TRIVIAL: None,
                    results.SHEET: sheet_rows,
                    results.REPORT: None,
                },
            ),
            records_in=len(records),
            records_out=len(predictions),
            notes={"run_id": run_id, "records_resumed": reused},
            seconds=round(time.monotonic() - started, 3),
        )
        manifest.write(out)
    return manifest


def scores(folder: Path) -> tuple[Scores, dict[str, Scores]]:
    """Scores of the model and of the trivial baselines in a finished evaluation's folder."""
    document = results.read_metrics(folder)
    if not document:
        raise EscutaError("no finished evaluation here", file=folder, remedy="run pipelines.evaluate first")
    trivial = {name: results.scores_of(values) for name, values in document["trivial"].items()}
    return results.scores_of(document["scores"]), trivial


def judged_base(model: ModelSettings) -> ModelSettings:
    """Where the base is. The attention that trains fastest on a CPU knows no cache; PyTorch's does."""
    from pipelines._plan import located
    from training import attention

    fused = "sdpa" if model.attention == attention.NAME else model.attention
    return replace(located(model), attention=fused)


def _training_records(config: EvaluateConfig) -> list[Record]:
    return list(jsonl.read(Record, config.training)) if config.training is not None else []


def _identity(config: EvaluateConfig) -> tuple[dict[str, str], dict[str, Any]]:
    """Digests of what goes in, and the settings that decide what comes out."""
    from training.model import base_digest

    base = base_digest(judged_base(config.model))
    inputs = {"records": file_digest(config.records), "base": base, "prompts": prompt_digest()}
    if config.training is not None:
        inputs["training"] = file_digest(config.training)
    if config.adapter is not None:
        inputs["adapter"] = _checked_adapter(Path(config.adapter), base)
    settings = {
        "name": config.title,
        "precision": asdict(config.precision),
        "decoding": asdict(config.decoding),
        "metrics": asdict(config.metrics),
        "limit": config.limit,
    }
    return inputs, settings


def _checked_adapter(adapter: Path, base: str) -> str:
    """The adapter's digest; one made for another base or other prompts is an `EscutaError`."""
    if not (adapter / "adapter_config.json").is_file():
        raise EscutaError(
            "not an adapter: no adapter_config.json",
            file=adapter,
            field="adapter",
            remedy="give the folder `adapter` that train wrote",
        )
    origin = _origin(adapter)
    if origin.get("base_digest", base) != base:
        raise EscutaError(
            "the adapter was trained on another base",
            file=adapter,
            field="adapter",
            remedy=f"give the model it names: {origin.get('base', 'see its card')}",
        )
    if origin.get("prompt_digest", prompt_digest()) != prompt_digest():
        raise EscutaError(
            "the adapter was trained with other prompts",
            file=adapter,
            field="adapter",
            remedy="train it again, or evaluate it with the version of the project that made it",
        )
    return tree_digest(adapter)


def _origin(adapter: Path) -> dict[str, Any]:
    path = adapter / ORIGIN
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return document


def _adapter_name(adapter: Path) -> str:
    """`outputs/train/NAME/adapter` is called NAME."""
    return adapter.parent.name if adapter.name == "adapter" else adapter.name


def _plan(
    config: EvaluateConfig, key: str, inputs: dict[str, str], settings: dict[str, Any], records: int
) -> Manifest:
    shards = -(-records // config.decoding.shard_records)
    print(f"evaluate: dry run: {records} records in {shards} shards, would write to {config.folder}")
    return Manifest(
        command="evaluate", key=key, inputs=inputs, settings=settings, outputs={}, records_in=records
    )


def _answer(config: EvaluateConfig, records: list[Record], key: str) -> int:
    """Let the model answer; returns how many answers an interrupted run had left."""
    import torch
    from tqdm import tqdm
    from transformers.utils import logging as transformers_logging

    from eval.generation import Generator, generate
    from eval.model import judged
    from training.model import load_base, load_tokenizer

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if config.threads is not None:
        torch.set_num_threads(config.threads)
    adapter = Path(config.adapter) if config.adapter is not None else None
    settings = judged_base(config.model)
    tokenizer = load_tokenizer(settings)
    model = judged(load_base(settings, config.precision), tokenizer, adapter)
    generator = Generator(model, config.decoding)
    generator.check(records, Path(config.records))
    with tqdm(total=len(records), desc=f"evaluate {config.title}", unit="record", disable=None) as bar:
        return generate(
            records,
            config.folder / results.PREDICTIONS,
            generator,
            shard_records=config.decoding.shard_records,
            key=key,
            progress=bar.update,
        )


def _score(
    config: EvaluateConfig, predictions: list[Prediction], training: list[Record]
) -> tuple[Scores, dict[str, Scores]]:
    from eval.baselines import fit
    from eval.scoring import score, summarise

    bootstrap = config.metrics.bootstrap
    baselines = fit(training)
    (config.folder / results.TRIVIAL).write_text(baselines.model_dump_json(indent=2) + "\n", encoding="utf-8")
    trivial = {
        name: summarise(score(said), bootstrap) for name, said in baselines.predictions(predictions).items()
    }
    return summarise(score(predictions), bootstrap), trivial


def _rouge_tokenizer() -> str:
    from eval.words import NAME

    return NAME


def _write_sheet(config: EvaluateConfig, records: list[Record], predictions: list[Prediction]) -> int:
    from eval import sheet

    by_id = {record.metadata.record_id: record for record in records}
    return sheet.write(predictions, by_id, config.folder / results.SHEET, config.metrics.sheet_records)


def _write_report(
    config: EvaluateConfig, predictions: list[Prediction], scores: Scores, trivial: Mapping[str, Scores]
) -> None:
    from eval import report

    page = report.Report(
        title=f"Evaluation of {config.title}",
        subtitle=f"{config.model.name} · {config.precision.weights}",
        groups=[
            report.Group(
                title=Path(config.records).name,
                records=len(predictions),
                calls=len({prediction.call_id for prediction in predictions}),
                systems={config.title: scores},
                trivial=trivial,
                examples=report.examples({config.title: predictions}, config.metrics.examples),
            )
        ],
        bootstrap=config.metrics.bootstrap,
        facts={
            "prompts": prompt_digest(),
            "records": file_digest(config.records)[:16],
            "ROUGE": _rouge_tokenizer(),
            "decoding": "constrained to the reply grammar" if config.decoding.constrained else "free",
        },
    )
    report.write(page, config.folder / results.REPORT)


def _track(
    config: EvaluateConfig, document: dict[str, Any], scores: Scores, settings: dict[str, Any]
) -> str | None:
    from eval.charts import standalone
    from eval.tracking import tracked

    inputs = document["inputs"]
    tags = {
        "escuta.command": "evaluate",
        "escuta.system": config.title,
        "escuta.prompt_digest": document["prompt_digest"],
        **{f"escuta.data.{name}": digest for name, digest in inputs.items()},
    }
    with tracked(config.tracking, f"evaluate {config.title}", parent=config.parent_run, tags=tags) as run:
        run.params({**settings, "model": config.model.name, "rouge_tokenizer": document["rouge_tokenizer"]})
        run.metrics(flat_metrics(scores))
        run.table(
            [
                {"slice": part, "metric": metric, **asdict(estimate)}
                for part, metrics in scores.items()
                for metric, estimate in metrics.items()
            ],
            "tables/scores.json",
        )
        rows = [
            (f"{metric} {heading}", scores[part][metric])
            for metric in HEADLINE
            for part, heading in PARTS.items()
            if metric in scores.get(part, {})
        ]
        run.text(standalone(rows, f"{config.title}: scores with intervals"), "plots/scores.svg")
        for name in (results.REPORT, results.METRICS, results.TRIVIAL, results.PREDICTIONS, results.SHEET):
            run.file(config.folder / name)
        return run.run_id


def flat_metrics(scores: Scores) -> dict[str, float]:
    """Names for MLflow: `rouge_l`, `pt/rouge_l`, `upsell/rouge_l`; intervals as `rouge_l_low`, `_high`."""
    flat: dict[str, float] = {}
    for part, metrics in scores.items():
        if "," in part:
            continue
        prefix = "" if part == ALL else f"{part.split('=')[1]}/"
        for metric, estimate in metrics.items():
            flat[prefix + metric] = estimate.value
            if metric in HEADLINE:
                flat |= {f"{prefix}{metric}_low": estimate.low, f"{prefix}{metric}_high": estimate.high}
    return flat


def _show(config: EvaluateConfig) -> None:
    from eval.terminal import console, roomy, scores_table

    screen = console()
    model, trivial = scores(config.folder)
    screen.print(scores_table(config.title, {config.title: model, **trivial}, PARTS, intervals=roomy(screen)))
    print(f"report: {config.folder / results.REPORT}")


if __name__ == "__main__":
    main()
