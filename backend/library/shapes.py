"""What the models of the hub take, as their headers tell: of one in many quantisations, one header is looked at."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from backend.engines.shape import Shape, shape_of
from backend.library.choices import Order
from backend.library.hub import Hub
from backend.library.variants import HubFile, stem


class Shapes:
    """Asked once for each model: a header holds the vocabulary too, some megabytes that are the same in all of them."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._asked: dict[tuple[str, str, str], asyncio.Task[tuple[int | None, Shape]]] = {}

    async def of(self, order: Order) -> Shape:
        """The shape of that variant. When another one of its model was looked at: that, as its files are larger.

        Raises what `Hub.header` raises.
        """
        variant = order.variant
        model = stem(variant.id) if variant.size else variant.id
        key = (order.repository, order.revision, model)
        task = self._asked.get(key) or self._asked.setdefault(key, asyncio.create_task(self._look(order)))
        try:
            size, shape = await asyncio.shield(task)
        except BaseException:
            if task.done():  # it may go better next time
                self._asked.pop(key, None)
            raise
        return resized(shape, variant.size / size) if variant.size and size and size != variant.size else shape

    async def _look(self, order: Order) -> tuple[int | None, Shape]:
        urls = [self._hub.address(order.repository, order.revision, file.path) for file in order.variant.files]
        return order.variant.size, shape_of([await self._hub.header(url) for url in urls])


def resized(shape: Shape, factor: float) -> Shape:
    """The same model with weights so many times as large."""
    layers = tuple(replace(layer, weights=round(layer.weights * factor)) for layer in shape.layers)
    sizes = {name: round(getattr(shape, name) * factor) for name in ("input", "output", "borrowed")}
    return replace(shape, layers=layers, **sizes)


def with_projector(shape: Shape, projector: HubFile | None) -> Shape:
    """The same model with what lets it see: that lies in memory as long as its own weights do."""
    return replace(shape, eye=(projector.size if projector else None) or 0)
