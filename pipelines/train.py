"""Fine-tune a LoRA adapter on insight records, with the prompts of production.

    python -m pipelines.train +exp=smoke_cpu
    python -m pipelines.train +exp=ptes_14b_lora dry_run=true
    python -m pipelines.train +exp=ptes_14b_lora dataset=jsonl dataset.train=… dataset.val=… dataset.test=…
    python -m pipelines.train +exp=smoke_cpu seed=0,1,2 -m

Writes `adapter/` (a standard PEFT folder with its card and `escuta.json`), `curve.jsonl` and
`manifest.json`, logs a run in MLflow, and registers the adapter there as a version that
`python -m pipelines.promote` can put on the live path. A killed run goes on from its last checkpoint when
the same command is given again, and ends with the same loss; a finished one is reused.
"""

import json
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline.command import command, load, option
from eval.tracking import Run, Tracking, tracked
from insights.adapter import check_adapter
from insights.adapter import origin as origin_of
from insights.errors import EscutaError
from insights.fingerprint import file_digest, tree_digest
from insights.manifest import Manifest, outputs_of, run_key
from insights.prompts import PROMPT_ID, prompt_digest
from pipelines._dataset import DatasetConfig, Files, override, prepare
from pipelines._plan import forecast, located, report
from pipelines.files import atomic, disk_errors
from pipelines.runner import reuse
from training.settings import LoraSettings, ModelSettings, OptimSettings, Plan, PrecisionSettings

# torch and what needs it are imported where they are used: `--help` stays quick.
if TYPE_CHECKING:
    from training.trainer import Outcome

ADAPTER = "adapter"
CHECKPOINTS = "checkpoints"
CURVE = "curve.jsonl"
EVALUATION = "evaluation"
EVALUATION_RECENT = "evaluation_recent"
STARTED = "started.json"


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """Options of `train`."""

    name: str = option(help="names the output folder and the MLflow run")
    seed: int = option(0, help="seed of LoRA's initial weights, dropout and the order of records")
    start_from: str | None = option(None, help="adapter folder whose weights to go on from; null: fresh ones")
    out: str = option(help="folder to write into")
    overwrite: bool = option(False, help="replace work made from other data or settings")
    dry_run: bool = option(False, help="report sizes, memory, steps and time; load and write nothing")
    evaluate: bool = option(True, help="judge the adapter on the test records afterwards")
    evaluate_records: int | None = option(
        None, help="judge by only the first so many test records; null: all"
    )
    register: bool = option(True, help="register the adapter as a challenger; needs tracking")
    threads: int | None = option(None, help="CPU threads; null: as many as torch finds")
    device_tflops: float | None = option(
        None, help="10^12 operations per second the device sustains, for the estimate of time; null: measure"
    )
    model: ModelSettings
    precision: PrecisionSettings
    lora: LoraSettings
    optim: OptimSettings
    dataset: DatasetConfig
    tracking: Tracking

    @property
    def plan(self) -> Plan:
        return Plan(
            model=located(self.model),
            precision=self.precision,
            lora=self.lora,
            optim=self.optim,
            seed=self.seed,
        )


@dataclass(frozen=True)
class Started:
    """What a run remembers from its start on, to be gone on with after a kill."""

    key: str
    mlflow_run_id: str | None


def run(config: TrainConfig) -> Manifest | None:
    """Train, or go on, or reuse; returns the manifest, or None after a dry run."""
    started_at = time.monotonic()
    plan, out = config.plan, Path(config.out)
    _use_threads(config.threads)

    # 1. A dry run tells what would be done.
    if config.dry_run:
        print(report(forecast(config.dataset, plan, device_tflops=config.device_tflops), plan, out))
        return None

    import torch

    from training import datasets
    from training.batches import training_batches, validation_batches
    from training.card import Origin, save_adapter
    from training.lora import attach
    from training.model import base_digest, load_base, load_tokenizer, pad_id_of
    from training.trainer import train

    # 2. The data, and whether all this has been done before.
    files = prepare(config.dataset)
    inputs = {name: file_digest(path) for name, path in files.all().items()}
    inputs |= {**files.sources, "base": base_digest(plan.model)}
    start = None if config.start_from is None else _start_of(Path(config.start_from), inputs["base"])
    if start is not None:
        inputs["start"] = tree_digest(start)
    settings = {
        **_settings(plan),
        "prompt_digest": prompt_digest(),
        "evaluate": config.evaluate,
        "evaluate_records": config.evaluate_records,
        "alert_share": config.dataset.alert_share,
    }
    key = run_key("train", inputs, settings)
    if (done := reuse("train", key, out, overwrite=config.overwrite)) is not None:
        return done
    begun = _begin(out, key, overwrite=config.overwrite)

    # 3. Tokens, then the model.
    tokenizer: Any = load_tokenizer(plan.model)
    context, too_long = plan.model.context_tokens, config.dataset.too_long
    data = datasets.load(
        files.train,
        tokenizer,
        context_tokens=context,
        too_long=too_long,
        alert_share=config.dataset.alert_share,
    )
    held = (
        datasets.load(files.val, tokenizer, context_tokens=context, too_long=too_long) if files.val else None
    )
    batches = training_batches(data, plan.optim, pad_id_of(tokenizer), plan.seed)
    validation = validation_batches(held, plan.optim, pad_id_of(tokenizer)) if held else None
    torch.manual_seed(plan.seed)
    model = attach(
        load_base(plan.model, plan.precision),
        plan.lora,
        base_name=plan.model.name,
        quantised=plan.precision.weights == "nf4",
        start_from=start,
    )

    # 4. Training, seen by MLflow from the first step on.
    tags = {
        "stage": "train",
        "prompt_id": PROMPT_ID,
        "prompt_digest": prompt_digest(),
        **{f"data.{name}": digest for name, digest in inputs.items()},
    }
    resumed_id = begun.mlflow_run_id if begun is not None else None
    with tracked(config.tracking, config.name, run_id=resumed_id, tags=tags) as tracking:
        _remember(out, Started(key, tracking.run_id))
        tracking.params(_shown(config))

        def observe(step: int, metrics: Mapping[str, float]) -> None:
            tracking.metrics({f"train/{name}": value for name, value in metrics.items()}, step)

        outcome = train(model, batches, validation, plan, out / CHECKPOINTS, observe=observe)
        trained_s = time.monotonic() - started_at

        # 5. The adapter and its card.
        results = _results(outcome)
        origin = Origin(
            base=plan.model.name,
            base_digest=inputs["base"],
            data={name: digest for name, digest in inputs.items() if name != "base"},
            records={"train": len(data), **({"val": len(held)} if held else {}), **files.mixed},
            dropped=data.dropped,
            plan=plan,
            config=_shown(config),
            results=results,
        )
        with disk_errors(out):
            adapter = save_adapter(model, origin, out / ADAPTER)
            _write_curve(out / CURVE, outcome)
        tracking.metrics({f"final/{name}": value for name, value in results.items() if value is not None})
        tracking.file(adapter, ADAPTER)
        print(
            f"train: {outcome.steps} steps, loss {outcome.final_train_loss:.4f}"
            + (f", validation {outcome.validation_loss:.4f}" if outcome.validation_loss is not None else "")
            + f" → {adapter} ({trained_s:.1f} s)"
        )

        # 6. How good it is, on phrasings it has not seen.
        if config.evaluate and files.test is not None:
            _evaluate(config, plan, files, tracking, files.test, EVALUATION)
        if config.evaluate and files.recent is not None:
            _evaluate(config, plan, files, tracking, files.recent, EVALUATION_RECENT)

        # 7. A version that can be promoted.
        version = _register(config, adapter, tags, tracking)

    names = [*(f"{ADAPTER}/{path.name}" for path in sorted(adapter.iterdir())), CURVE]
    manifest = Manifest(
        command="train",
        key=key,
        inputs=inputs,
        settings=settings,
        outputs=outputs_of(out, dict.fromkeys(names)),
        records_in=data.read,
        records_out=len(data),
        dropped=data.dropped,
        notes={
            **results,
            "tokens": batches.row_tokens,
            "train_s": round(trained_s, 1),
            "mlflow_run_id": tracking.run_id,
            "version": version,
        },
        seconds=round(time.monotonic() - started_at, 3),
    )
    manifest.write(out)
    shutil.rmtree(out / CHECKPOINTS, ignore_errors=True)
    (out / STARTED).unlink(missing_ok=True)
    return manifest


def _evaluate(config: TrainConfig, plan: Plan, files: Files, tracking: Run, records: Path, into: str) -> None:
    """Evaluate into a folder beside the adapter, as a run below the training's, whose headline scores the
    training's run shows too.
    """
    from pipelines import evaluate

    out = Path(config.out)
    settings = {
        "records": records,
        "training": files.train,
        "adapter": out / ADAPTER,
        "name": out.name if into == EVALUATION else f"{out.name}, recent calls",
        "out": out / into,
        "limit": config.evaluate_records,
        "threads": config.threads,
        "parent_run": tracking.run_id,
        "overwrite": True,
    }
    defaults = load(
        "evaluate", evaluate.EvaluateConfig, [override(key, value) for key, value in settings.items()]
    )
    chosen = replace(defaults, model=plan.model, precision=plan.precision, tracking=config.tracking)
    evaluate.run(chosen)
    scores, _ = evaluate.scores(out / into)
    shown = "test" if into == EVALUATION else "recent"
    tracking.metrics(
        {
            f"{shown}/{name}/{part}": estimate.value
            for key, part in evaluate.PARTS.items()
            for name, estimate in scores.get(key, {}).items()
        }
    )


def _register(config: TrainConfig, adapter: Path, tags: Mapping[str, str], tracking: Run) -> int | None:
    """The number of the adapter's version in the registry; None without one."""
    if not config.register or tracking.run_id is None:
        return None
    from eval.registry import Registry, lineage

    registry = Registry(config.tracking)
    version = registry.register(tracking.run_id, tree_digest(adapter), lineage(tags))
    print(f"train: {version} of {registry.name} is the challenger")
    print(f"  put it on the live path: python -m pipelines.promote run={tracking.run_id}")
    return version.number


def _start_of(folder: Path, base: str) -> Path:
    """An adapter to go on from: of this base and these prompts."""
    check_adapter(folder)
    trained = origin_of(folder)
    if trained is not None and trained.base_digest not in (None, base):
        raise EscutaError(
            "this adapter was trained on another base",
            file=folder,
            field="start_from",
            remedy="give one of this base, or train without start_from",
        )
    return folder


def _use_threads(threads: int | None) -> None:
    if threads is not None:
        import torch

        torch.set_num_threads(threads)


def _begin(out: Path, key: str, *, overwrite: bool) -> Started | None:
    """What an interrupted run of this key left, or None for a fresh start. Other runs' work is not thrown
    away.
    """
    try:
        left = Started(**json.loads((out / STARTED).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        left = None
    if left is not None and left.key == key:
        print(f"train: going on with {out}")
        return left
    if left is not None and not overwrite:
        raise EscutaError(
            "holds an unfinished run made from other data or settings",
            file=out,
            field="out",
            remedy="choose another `out`, or add overwrite=true to replace it",
        )
    shutil.rmtree(out / CHECKPOINTS, ignore_errors=True)
    shutil.rmtree(out / ADAPTER, ignore_errors=True)
    return None


def _remember(out: Path, started: Started) -> None:
    with disk_errors(out), atomic(out / STARTED) as stream:
        stream.write(json.dumps(asdict(started)) + "\n")


def _settings(plan: Plan) -> dict[str, Any]:
    """What decides the result. Where the base lies does not: its digest is among the inputs."""
    from training.card import plain

    settings = plain(plan)
    settings["model"].pop("path")
    return settings


def _shown(config: TrainConfig) -> dict[str, Any]:
    """The whole configuration for the card and MLflow; the machine's folders stay out of it."""
    shown: dict[str, Any] = json.loads(json.dumps(asdict(config), default=str))
    shown.pop("tracking")
    shown["model"].pop("path")
    for name in ("train", "val", "test", "out", "feedback", "recent"):
        shown["dataset"].pop(name)
    shown.pop("out")
    shown.pop("start_from")
    return shown


def _results(outcome: "Outcome") -> dict[str, float | int | None]:
    return {
        "steps": outcome.steps,
        "train_loss": outcome.final_train_loss,
        "val_loss": outcome.validation_loss,
        "best_step": outcome.best_step,
    }


def _write_curve(path: Path, outcome: "Outcome") -> None:
    with atomic(path) as stream:
        stream.writelines(json.dumps(point) + "\n" for point in outcome.curve)


@command("train", TrainConfig)
def main(config: TrainConfig) -> None:
    manifest = run(config)
    if manifest is not None:
        print(f"train: {config.out}/{ADAPTER}, {manifest.seconds:.1f} s in all")


if __name__ == "__main__":
    main()
