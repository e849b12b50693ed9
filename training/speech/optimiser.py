"""Muon for the matrices inside the layers, AdamW for everything else.

Muon (Keller Jordan, 2024, https://kellerjordan.github.io/posts/muon/) replaces a matrix's momentum by the
nearest orthogonal matrix; scaled as in "Muon is scalable for LLM training" (arXiv:2502.16982) so that both
optimisers take steps of like size. The orthogonalisation is shared out over the processes.
"""

import torch
import torch.distributed as dist
from torch import Tensor

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5


def orthogonalised(matrices: Tensor) -> Tensor:
    """Newton–Schulz iteration on a stack of matrices (n, rows, columns), in bfloat16."""
    a, b, c = _COEFFICIENTS
    x = matrices.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.transpose(-1, -2)
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(_ITERATIONS):
        gram = x @ x.transpose(-1, -2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    orthogonal: Tensor = x.transpose(-1, -2) if tall else x
    return orthogonal.float()


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised. Every process must hold the same parameters and gradients."""

    def __init__(
        self, parameters: list[Tensor], lr: float, momentum: float = 0.95, weight_decay: float = 0.02
    ) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            parameters = [parameter for parameter in group["params"] if parameter.grad is not None]
            updates = self._updates(parameters, group["momentum"])
            for parameter, update in zip(parameters, updates, strict=True):
                scale = 0.2 * max(parameter.shape) ** 0.5
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(update, alpha=-group["lr"] * scale)

    def _updates(self, parameters: list[Tensor], momentum: float) -> list[Tensor]:
        rank, world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        smoothed: list[Tensor] = []
        for parameter in parameters:
            buffer = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
            gradient = parameter.grad
            assert gradient is not None
            buffer.lerp_(gradient, 1 - momentum)
            smoothed.append(gradient.lerp(buffer, momentum))
        updates = [torch.zeros_like(parameter) for parameter in parameters]
        mine: dict[torch.Size, list[int]] = {}
        for index, parameter in enumerate(parameters):
            if index % world == rank:
                mine.setdefault(parameter.shape, []).append(index)
        for indices in mine.values():
            for index, update in zip(
                indices, orthogonalised(torch.stack([smoothed[i] for i in indices])), strict=True
            ):
                updates[index] = update
        if world > 1:  # each process did its share and holds zeros for the rest
            flat = torch.cat([update.flatten() for update in updates])
            dist.all_reduce(flat)
            parts = torch.split(flat, [parameter.numel() for parameter in parameters])
            updates = [part.view_as(parameter) for part, parameter in zip(parts, parameters, strict=True)]
        return updates
