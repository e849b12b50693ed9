"""The adapter on disk: a standard PEFT folder, its card, and `escuta.json` with what it was made from."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from peft import PeftModel

from insights import __version__
from insights.adapter import ORIGIN
from insights.fingerprint import file_digest
from insights.prompts import PROMPT_ID, prompt_digest
from training.settings import Plan


@dataclass(frozen=True)
class Origin:
    """What an adapter was made from. `data` maps uses of files to SHA-256; `config` is the whole
    configuration.
    """

    base: str
    base_digest: str
    data: Mapping[str, str]
    records: Mapping[str, int]
    dropped: Mapping[str, int]
    plan: Plan
    config: Mapping[str, Any]
    results: Mapping[str, float | int | None]


def save_adapter(model: PeftModel, origin: Origin, folder: Path) -> Path:
    """Write the adapter so that a killed process leaves the whole of it or nothing; returns `folder`."""
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    model.save_pretrained(str(partial), save_embedding_layers=False)
    document = {
        "v": 1,
        "version": __version__,
        "base": origin.base,
        "base_digest": origin.base_digest,
        "prompt_id": PROMPT_ID,
        "prompt_digest": prompt_digest(),
        "adapter_sha256": file_digest(partial / "adapter_model.safetensors"),
        "data": dict(origin.data),
        "records": dict(origin.records),
        "dropped": dict(origin.dropped),
        "results": dict(origin.results),
        "config": dict(origin.config),
    }
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    (partial / ORIGIN).write_text(text, encoding="utf-8")
    (partial / "README.md").write_text(card(origin), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)
    return folder


def card(origin: Origin) -> str:
    """The model card, with the front matter that model hubs read."""
    lora, optim = origin.plan.lora, origin.plan.optim
    rows = {
        "Base": f"`{origin.base}` (`{origin.base_digest[:16]}`)",
        "Prompts": f"`{PROMPT_ID}` (`{prompt_digest()}`)",
        "Records": ", ".join(f"{name} {count:,}" for name, count in origin.records.items()),
        "Left out": ", ".join(f"{reason} {count:,}" for reason, count in origin.dropped.items()) or "none",
        "LoRA": f"rank {lora.rank}, alpha {lora.alpha:g}, dropout {lora.dropout:g}, "
        f"{'rank-stabilised, ' if lora.rslora else ''}on {', '.join(lora.targets)}",
        "Optimiser": f"AdamW, lr {optim.lr:g}, {optim.schedule}, "
        f"{optim.batch_tokens:,} tokens × {optim.accumulation}",
        "Precision": f"weights {origin.plan.precision.weights}, compute {origin.plan.precision.compute}",
        "Seed": str(origin.plan.seed),
        **{name.replace("_", " ").capitalize(): _shown(value) for name, value in origin.results.items()},
    }
    table = "\n".join(f"| {name} | {value} |" for name, value in rows.items())
    data = "\n".join(f"- `{name}`: `{digest}`" for name, digest in origin.data.items())
    return _CARD.format(base=origin.base, table=table, data=data)


def plain(plan: Plan) -> dict[str, Any]:
    """A plan as JSON-like data."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(plan), default=str))
    return data


def _shown(value: float | int | None) -> str:
    return "–" if value is None else f"{value:.4f}" if isinstance(value, float) else f"{value:,}"


_CARD = """---
library_name: peft
base_model: {base}
language: [pt, es]
tags: [lora, call-centre, escuta]
---

# Insights for call-centre operators: a LoRA adapter

Answers the four insight prompts of Escuta (partial summary, next steps, risk alert, upsell) in Portuguese
and Spanish with one line of JSON. It knows only these prompts: any other text is outside what it was
trained on.

| | |
| --- | --- |
{table}

Files of records, by use (SHA-256); nothing is learnt from `val` and `test`:

{data}

The whole configuration is in `escuta.json`. Limits: what the base does not know, the adapter does not know
either; its messages are suggestions to an operator and are validated before they are shown. Trained on
synthetic calls, it has seen no caller; measure it on your own before you rely on it.
"""
