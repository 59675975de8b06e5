"""Muon for the many small matrices of a small network: all of one size are orthogonalised in one batch.

After Keller Jordan's Muon (2024). torch.optim.Muon takes matrices one by one, which costs a CPU four times as long.
"""

from collections.abc import Iterable

import torch  # noqa: TID253

STEPS = 5
A, B, C = 3.4445, -4.7750, 2.0315  # the quintic of Newton and Schulz, as Jordan tuned it


def orthogonal(batch: torch.Tensor) -> torch.Tensor:
    """The nearest orthogonal matrices, roughly, of a batch of matrices."""
    x = batch.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(STEPS):
        gram = x @ x.mT
        x = A * x + (B * gram + C * (gram @ gram)) @ x
    return (x.mT if tall else x).to(batch.dtype)


class Muon(torch.optim.Optimizer):
    def __init__(
        self, weights: Iterable[torch.nn.Parameter], lr: float, momentum: float = 0.95, weight_decay: float = 0.05
    ) -> None:
        sizes: dict[torch.Size, list[torch.nn.Parameter]] = {}
        for weight in weights:
            sizes.setdefault(weight.shape, []).append(weight)
        groups = [{"params": alike} for alike in sizes.values()]
        super().__init__(groups, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            weights = group["params"]
            grads = torch.stack([weight.grad for weight in weights])
            state = self.state[weights[0]]
            if "average" not in state:
                state["average"] = torch.zeros_like(grads)
            state["average"].lerp_(grads, 1 - group["momentum"])
            turned = orthogonal(grads.lerp(state["average"], group["momentum"]))
            # Sized like an AdamW step, so that one learning rate serves both.
            rate = group["lr"] * 0.2 * max(weights[0].shape) ** 0.5
            for weight, way in zip(weights, turned, strict=True):
                weight.mul_(1 - group["lr"] * group["weight_decay"]).sub_(way, alpha=rate)
