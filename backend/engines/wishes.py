"""How a model is loaded as a person chose, or else as fits best; and what of what they chose could not be."""

from __future__ import annotations

from collections.abc import Iterator

from backend.domain import ModelOptions
from backend.engines.devices import Machine
from backend.engines.fit import Plan, Wish, explain, shortens, steps
from backend.engines.shape import Shape


def wish_of(options: ModelOptions) -> Wish:
    """What a person's options want of a plan."""
    return Wish(options.context or 0, options.gpu_layers, options.kept)


def wished(shape: Shape, machine: Machine, wish: Wish) -> Iterator[Plan]:
    """Plans as they are wished; then, should none of these do, those that are best without any wish."""
    yield from steps(shape, machine, wish)
    if wish != Wish():
        yield from steps(shape, machine)


def told(plan: Plan, wish: Wish, shape: Shape) -> str:
    """The plan in a sentence, and one for each wish that it does not fulfil."""
    return " ".join((explain(plan, plan), *_unmet(plan, wish, shape)))


def _unmet(plan: Plan, wish: Wish, shape: Shape) -> Iterator[str]:
    if wish.size and plan.options.size != wish.size:
        yield f"There is not enough memory for the {wish.size:,} tokens of context that you chose."
    layers = None if wish.layers is None else min(wish.layers, plan.layers)
    if layers is not None and layers != plan.gpu_layers:
        yield f"There is no graphics card with room for the {layers} layers that you chose."
    if wish.kept and plan.options.kept != wish.kept:
        can = shortens(shape) or wish.kept == "f16"
        yield (
            "There is not enough memory for the precision that you chose."
            if can
            else "This model cannot keep what it reads in fewer bits."
        )
