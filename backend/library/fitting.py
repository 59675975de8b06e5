"""Whether a model that is not here would fit this computer: a colour and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from backend.domain import Value
from backend.engines.shape import Shape

if TYPE_CHECKING:
    from backend.engines.devices import Machine


class ModelFit(Value):
    """Green: it fits. Amber: it runs, but slowly, or other programs must give way. Red: it does not fit.

    `context` is in tokens and `need` in bytes of all memory, both 0 where it does not fit.
    """

    verdict: Literal["green", "amber", "red"]
    sentence: str
    context: int = 0
    need: int = 0


def judge(shape: Shape, machine: Machine) -> ModelFit:
    """How the best plan for that model on that computer stands."""
    from backend.engines.fit import GIB, best, explain  # with psutil, which the start need not wait for

    plan = best(shape, machine)
    if plan is None:
        weights, total = shape.weights / GIB, machine.total / GIB
        return ModelFit(
            verdict="red",
            sentence=f"Its weights alone take {weights:.1f} GB: too much for this computer's {total:.1f} GB.",
        )
    partly = bool(machine.gpus) and plan.gpu_layers < plan.layers
    return ModelFit(
        verdict="amber" if plan.crowded or partly else "green",
        sentence=explain(plan, plan),
        context=plan.options.size,
        need=plan.need + sum(part.need for part in plan.parts),
    )
