"""Many LoRA adapters beside one base, each row of a batch with its own.

Each adapter is kept merged: a full copy of the layers it changes. A row then costs what the base costs, and
its answers are those of the merged model that evaluation judges. That suits a small base; PEFT's own mixed
batches keep one base and small updates, and cost more for each token (docs/decisions/031-inference-room.md).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from peft import PeftConfig, PeftModel
from peft.tuners.lora import LoraLayer
from torch import nn
from torch.nn import functional

from insights.adapter import check_adapter
from insights.errors import EscutaError
from insights.fingerprint import tree_digest

Groups = list[tuple[str | None, torch.Tensor | None]]


class _Rows:
    """Which rows of the batch in hand belong to which adapter; an index of None means all rows."""

    def __init__(self) -> None:
        self.groups: Groups = [(None, None)]


class RowsLinear(nn.Linear):
    """A linear layer with a weight of its own for each adapter."""

    def __init__(self, base: nn.Linear, rows: _Rows) -> None:
        nn.Module.__init__(self)
        self.in_features, self.out_features = base.in_features, base.out_features
        self.weight, self.bias = base.weight, base.bias
        self._rows = rows
        self.merged: dict[str, torch.Tensor] = {}

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """(B, T, in) → (B, T, out)."""
        groups = self._rows.groups
        if len(groups) == 1:
            return functional.linear(input, self._weight(groups[0][0]), self.bias)
        output = input.new_empty(*input.shape[:-1], self.out_features)
        for name, index in groups:
            output[index] = functional.linear(input[index], self._weight(name), self.bias)
        return output

    def _weight(self, name: str | None) -> torch.Tensor:
        return self.weight if name is None else self.merged.get(name, self.weight)


class Adapters:
    """The adapters of one model, named by the digest of their folders. Not for several threads at once."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._rows = _Rows()
        self._loaded: set[str] = set()

    @property
    def loaded(self) -> frozenset[str]:
        return frozenset(self._loaded)

    def load(self, folder: Path) -> str:
        """Read a PEFT LoRA folder; returns its digest. Loading it again changes nothing.

        Raises `EscutaError` for a folder that is no LoRA or does not fit the base.
        """
        check_adapter(folder)
        digest = tree_digest(folder)
        if digest in self._loaded:
            return digest
        merged = self._merged(folder)
        for name, weight in merged.items():
            layer = self._layer(name)
            layer.merged[digest] = weight.to(layer.weight.dtype)
        self._loaded.add(digest)
        return digest

    def unload(self, digest: str) -> None:
        """Forget an adapter; no row may be using it. No error if it is gone."""
        for module in self._model.modules():
            if isinstance(module, RowsLinear):
                module.merged.pop(digest, None)
        self._loaded.discard(digest)

    def use(self, names: Sequence[str | None]) -> None:
        """Say which adapter each row of the next forward passes has; None is the base."""
        distinct = list(dict.fromkeys(names))
        if len(distinct) == 1:
            self._rows.groups = [(distinct[0], None)]
            return
        device = self._model.device
        self._rows.groups = [
            (name, torch.tensor([row for row, other in enumerate(names) if other == name], device=device))
            for name in distinct
        ]

    def _merged(self, folder: Path) -> dict[str, torch.Tensor]:
        """Each changed layer's name and whole weight; PEFT's layers are in the model only meanwhile."""
        misfit = EscutaError(
            "this adapter does not fit the base model",
            file=folder,
            field="adapter",
            remedy="use an adapter that was trained on this base",
        )
        try:
            config: Any = PeftConfig.from_pretrained(str(folder))
            config.inference_mode = True
            adapted: Any = PeftModel(self._model, config)
        except (RuntimeError, ValueError, KeyError, OSError) as error:
            raise misfit from error
        try:
            loaded = adapted.load_adapter(str(folder), "default")
            if any("lora" in key for key in loaded.missing_keys):
                raise misfit
            return _weights(adapted, config, folder)
        except (RuntimeError, ValueError, KeyError, OSError) as error:
            raise misfit from error
        finally:
            self._model = adapted.unload()

    def _layer(self, name: str) -> RowsLinear:
        module = self._model.get_submodule(name)
        if not isinstance(module, RowsLinear):
            parent, _, child = name.rpartition(".")
            module = RowsLinear(module, self._rows)
            setattr(self._model.get_submodule(parent), child, module)
        return module


def _weights(adapted: Any, config: Any, folder: Path) -> dict[str, torch.Tensor]:
    weights = {}
    for name, layer in adapted.base_model.model.named_modules():
        if not isinstance(layer, LoraLayer):
            continue
        inner: Any = layer.get_base_layer()
        plain = isinstance(inner, nn.Linear) and not layer.lora_variant and config.bias == "none"
        if not plain or config.modules_to_save or config.lora_bias:
            raise EscutaError(
                "only plain LoRA on linear layers is supported",
                file=folder,
                field="adapter",
                remedy="train without DoRA, and without LoRA on embeddings or biases",
            )
        delta: Any = layer
        weights[name] = (inner.weight + delta.get_delta_weight("default")).detach()
    return weights
