"""The training loop: transformers' Trainer on batches decided beforehand.

The Trainer brings the optimiser, schedule, precision, accumulation, devices and checkpoints. Ours are the
batches (a pure function of data, settings and seed, so a resumed run sees what it would have seen), the
loss (only the hidden states that predict a reply become logits) and the marker that tells a whole
checkpoint from a torn one.
"""

import json
import math
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from peft.utils import set_peft_model_state_dict
from safetensors.torch import load_file
from torch.nn import functional
from torch.utils.data import DataLoader
from tqdm import tqdm
from transformers import EarlyStoppingCallback, PrinterCallback, Trainer, TrainerCallback, TrainingArguments

from insights.errors import EscutaError
from training.batches import Batches
from training.packing import Batch
from training.settings import OptimSettings, Plan

COMPLETE = "complete"

_NAMES = {"loss": "train_loss", "eval_loss": "val_loss", "learning_rate": "lr", "grad_norm": "grad_norm"}

Observer = Callable[[int, Mapping[str, float]], None]
"""Told (step, metrics) at each point of the learning curve."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended. Losses are nats per reply token."""

    steps: int
    final_train_loss: float
    validation_loss: float | None
    best_step: int | None
    resumed_from_step: int
    curve: tuple[Mapping[str, float], ...]


def train(
    model: PeftModel,
    batches: Batches,
    validation: Batches | None,
    plan: Plan,
    folder: Path,
    *,
    observe: Observer | None = None,
) -> Outcome:
    """Train to the end of `batches`, going on from the last whole checkpoint in `folder` if there is one.

    The model ends with the best validated weights if `patience` is set, else with the last ones. Raises
    `EscutaError` when the loss is no longer a number.
    """
    checkpoint = last_checkpoint(folder)
    steps = len(batches) // plan.optim.accumulation
    arguments = _arguments(plan, steps, folder, validation is not None)
    callbacks: list[TrainerCallback] = [_Marker(), _Curve(observe), _Bar()]
    if plan.optim.patience and validation is not None:
        callbacks.append(EarlyStoppingCallback(plan.optim.patience, plan.optim.improvement))
    trainer = _ReplyTrainer(
        model=model,
        args=arguments,
        train_dataset=batches,
        eval_dataset=validation,
        data_collator=_only,
        callbacks=callbacks,
        decision_weight=plan.optim.decision_weight,
    )
    trainer.remove_callback(PrinterCallback)
    if checkpoint is not None and _stopped_early(checkpoint, plan.optim):
        _load_weights(model, _best_of(checkpoint) or checkpoint)
        trainer.state = trainer.state.load_from_json(str(checkpoint / "trainer_state.json"))
    else:
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    best = trainer.state.best_global_step if plan.optim.patience else None
    return Outcome(
        steps=trainer.state.global_step,
        final_train_loss=_last_loss(trainer.state.log_history),
        validation_loss=trainer.validation_loss() if validation is not None else None,
        best_step=best,
        resumed_from_step=_step_of(checkpoint) if checkpoint else 0,
        curve=tuple(_points(trainer.state.log_history)),
    )


def last_checkpoint(folder: Path) -> Path | None:
    """The newest whole checkpoint; those torn by a kill are removed."""
    whole = []
    for path in folder.glob("checkpoint-*"):
        if (path / COMPLETE).is_file():
            whole.append(path)
        else:
            shutil.rmtree(path)
    return max(whole, key=_step_of, default=None)


def reply_loss(model: Any, batch: Batch, decision_weight: float = 1.0) -> torch.Tensor:
    """Sum of the cross-entropy over the batch's reply tokens, in nats.

    A message's first token, where it is decided whether anything is said and what about, counts
    `decision_weight` times.
    """
    logits = model(
        input_ids=batch.input_ids,
        attention_mask=batch.attention_mask,
        position_ids=batch.position_ids,
        logits_to_keep=batch.keep,
        use_cache=False,
    ).logits  # (keep.sum(), vocabulary)
    precise = torch.promote_types(logits.dtype, torch.float32)
    losses = functional.cross_entropy(logits.to(precise), batch.targets, reduction="none")
    return (losses * batch.weights(decision_weight)).sum()


class _ReplyTrainer(Trainer):
    """A Trainer over ready batches with a loss on reply tokens."""

    # The loss below is already divided by the weight of all accumulated batches.
    loss_is_scaled_for_ga = True

    def __init__(self, *, decision_weight: float, **options: Any) -> None:
        super().__init__(**options)
        self._decision_weight = decision_weight

    def get_train_dataloader(self) -> Any:
        return self.accelerator.prepare(self._loader(self.train_dataset))

    def get_batch_samples(self, epoch_iterator: Any, num_batches: int, device: torch.device) -> Any:
        samples = [sample for _, sample in zip(range(num_batches), epoch_iterator, strict=False)]
        weights = (float(Batch(**sample).weights(self._decision_weight).sum()) for sample in samples)
        count = torch.tensor(sum(weights), device=device)
        if self.args.world_size > 1:
            count = self.accelerator.gather(count).sum()
        return samples, count

    def compute_loss(
        self,
        model: Any,
        inputs: Any,
        return_outputs: bool = False,
        num_items_in_batch: Any = None,
    ) -> Any:
        # Processes average their gradients; times their number it is the sum over the reply tokens of all.
        loss = reply_loss(model, Batch(**inputs), self._decision_weight)
        return loss * self.args.world_size / num_items_in_batch

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        metrics = {"eval_loss": self.validation_loss()}
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics

    def validation_loss(self) -> float:
        """Mean over all reply tokens of the validation batches."""
        model: Any = self.model
        model.eval()
        total = count = 0.0
        with torch.no_grad(), self.compute_loss_context_manager():
            for inputs in self._loader(self.eval_dataset):
                batch = Batch(**self._prepare_inputs(inputs))
                total += float(reply_loss(model, batch))
                count += len(batch.targets)
        return total / count

    def _loader(self, batches: Any) -> DataLoader[Any]:
        # A generator of its own: making an iterator must not draw from the random numbers that dropout uses.
        return DataLoader(batches, batch_size=1, collate_fn=_only, generator=torch.Generator())

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        # Without embeddings: asked to decide by itself, PEFT would look the base up on the hub.
        folder = output_dir or self.args.output_dir
        self.accelerator.unwrap_model(self.model).save_pretrained(folder, save_embedding_layers=False)


class _Marker(TrainerCallback):
    """Marks a checkpoint once all of its files are there."""

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        (Path(args.output_dir) / f"checkpoint-{state.global_step}" / COMPLETE).touch()


class _Curve(TrainerCallback):
    """Hands the learning curve on; stops when the loss is no longer a number."""

    def __init__(self, observe: Observer | None) -> None:
        self._observe = observe

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        metrics = _named(logs or {})
        if not math.isfinite(metrics.get("train_loss", 0.0)):
            raise EscutaError(
                f"the loss is no longer a number at step {state.global_step}",
                field="optim.lr",
                remedy="lower optim.lr or raise optim.warmup_steps",
            )
        if metrics and self._observe is not None:
            self._observe(state.global_step, metrics)


class _Bar(TrainerCallback):
    """A progress bar on stderr when that is a terminal."""

    def __init__(self) -> None:
        self._bar: Any = None

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._bar = tqdm(
            total=state.max_steps,
            initial=state.global_step,
            desc="train",
            unit="step",
            disable=None,
            file=sys.stderr,
            dynamic_ncols=True,
        )

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._bar.update(1)

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        if "loss" in (logs or {}):
            self._bar.set_postfix(loss=f"{logs['loss']:.3f}")

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._bar.close()


def _only(samples: list[Batch]) -> dict[str, Any]:
    """The one batch of a list, as the mapping of tensors that a Trainer moves between devices."""
    (batch,) = samples
    return dict(vars(batch))


def _arguments(plan: Plan, steps: int, folder: Path, validated: bool) -> TrainingArguments:
    optim, compute = plan.optim, plan.precision.compute
    validate_every = optim.validate_every_steps if validated else 0
    wsd = {
        "num_decay_steps": max(1, round(optim.decay_share * steps)),
        "decay_type": "linear",
        "min_lr_ratio": 0.02,
    }
    return TrainingArguments(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=1,
        gradient_accumulation_steps=optim.accumulation,
        learning_rate=optim.lr,
        lr_scheduler_type="warmup_stable_decay" if optim.schedule == "wsd" else optim.schedule,
        lr_scheduler_kwargs=wsd if optim.schedule == "wsd" else None,
        warmup_steps=min(optim.warmup_steps, steps),
        weight_decay=optim.weight_decay,
        adam_beta1=optim.beta1,
        adam_beta2=optim.beta2,
        max_grad_norm=optim.max_grad_norm,
        optim="adamw_torch",
        bf16=compute == "bfloat16",
        fp16=compute == "float16",
        use_cpu=not torch.cuda.is_available(),
        activation_checkpointing=optim.gradient_checkpointing,
        activation_checkpointing_kwargs={"use_reentrant": False} if optim.gradient_checkpointing else None,
        logging_steps=optim.log_every_steps,
        logging_nan_inf_filter=False,
        save_strategy="steps",
        save_steps=optim.save_every_steps,
        save_total_limit=2,
        eval_strategy="steps" if validate_every else "no",
        eval_steps=validate_every or None,
        load_best_model_at_end=bool(optim.patience and validate_every),
        metric_for_best_model="eval_loss" if optim.patience and validate_every else None,
        greater_is_better=False if optim.patience and validate_every else None,
        restore_callback_states_from_checkpoint=True,
        seed=plan.seed,
        report_to="none",
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        average_tokens_across_devices=True,
    )


def _step_of(checkpoint: Path) -> int:
    return int(checkpoint.name.rpartition("-")[2])


def _state_of(checkpoint: Path) -> dict[str, Any]:
    state: dict[str, Any] = json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
    return state


def _stopped_early(checkpoint: Path, optim: OptimSettings) -> bool:
    """Had patience run out when this checkpoint was written? Then nothing is left to train."""
    stored = _state_of(checkpoint).get("stateful_callbacks", {}).get("EarlyStoppingCallback")
    if not optim.patience or stored is None:
        return False
    entry = stored[-1] if isinstance(stored, list) else stored
    return bool(entry["attributes"]["early_stopping_patience_counter"] >= optim.patience)


def _best_of(checkpoint: Path) -> Path | None:
    step = _state_of(checkpoint).get("best_global_step")
    best = checkpoint.with_name(f"checkpoint-{step}")
    return best if best.is_dir() else None


def _load_weights(model: PeftModel, checkpoint: Path) -> None:
    set_peft_model_state_dict(model, load_file(checkpoint / "adapter_model.safetensors"))


def _named(entry: Mapping[str, float]) -> dict[str, float]:
    """A log entry of the Trainer with our names for what it measures; the rest is left out."""
    return {name: float(entry[key]) for key, name in _NAMES.items() if key in entry}


def _points(history: list[dict[str, float]]) -> Iterator[dict[str, float]]:
    for entry in history:
        if metrics := _named(entry):
            yield {"step": entry["step"], **metrics}


def _last_loss(history: list[dict[str, float]]) -> float:
    return next((entry["loss"] for entry in reversed(history) if "loss" in entry), math.nan)
