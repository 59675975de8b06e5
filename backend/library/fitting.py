"""Whether a model that is not here would fit this computer: a colour and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from backend.domain import ModelOptions, Value
from backend.engines.shape import Shape

if TYPE_CHECKING:
    from backend.engines.devices import Machine


class ModelFit(Value):
    """Green: it fits. Amber: it runs, but slowly, or other programs must give way. Red: it does not fit.

    `context` is in tokens and `need` in bytes of all memory, both 0 where it does not fit. `layers` are all that the
    model has, `gpu` says whether there is a graphics card for them.
    """

    verdict: Literal["green", "amber", "red"]
    sentence: str
    context: int = 0
    need: int = 0
    layers: int = 0
    gpu: bool = False


def judge(shape: Shape, machine: Machine, options: ModelOptions = ModelOptions()) -> ModelFit:
    """How the best plan for that model on that computer stands, with what the person chose for it."""
    from backend.engines.fit import GIB  # with psutil, which the start need not wait for
    from backend.engines.wishes import told, wish_of, wished

    wish, layers = wish_of(options), len(shape.layers)
    plan = next(wished(shape, machine, wish), None)
    if plan is None:
        weights, total = shape.weights / GIB, machine.total / GIB
        return ModelFit(
            verdict="red",
            layers=layers,
            gpu=bool(machine.gpus),
            sentence=f"Its weights alone take {weights:.1f} GB: too much for this computer's {total:.1f} GB.",
        )
    partly = bool(machine.gpus) and plan.gpu_layers < plan.layers
    return ModelFit(
        verdict="amber" if plan.crowded or partly else "green",
        sentence=told(plan, wish, shape),
        layers=layers,
        gpu=bool(machine.gpus),
        context=plan.options.size,
        need=plan.need + sum(part.need for part in plan.parts),
    )
