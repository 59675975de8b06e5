"""Loads a model into a real worker just as planned, has it read, and weighs the process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from backend.desk import streams
from backend.domain import Model
from backend.engines import llama
from backend.engines.base import Loaded, Request, Turn
from backend.engines.context import Options
from backend.engines.devices import machine
from backend.engines.fit import Plan, Wish, spread
from backend.engines.gguf import inspect
from backend.engines.local import LocalEngine, Start
from backend.engines.shape import Shape
from backend.paths import Paths
from tests.gguf_shapes import Drawn, write_shape

_ANSWER = 8


class PlannedHost(llama.LlamaHost):
    """Loads with these options and no others, on the processor."""

    def __init__(self, emit: Callable[[object], None], options: Options) -> None:
        super().__init__(emit)
        self._options = options

    @streams
    def load(
        self, cancelled: threading.Event, path: str, template: str, shape: Shape, gpu: bool = True, wish: Wish = Wish()
    ) -> Iterator[Loaded]:
        """Load it so."""
        plan = spread(shape, machine(()), 0, self._options)
        llama.wished = lambda *_: iter([plan])  # type: ignore[assignment, attr-defined]
        yield from super().load(cancelled, path, template, shape, False, wish)


class PlannedEngine(LocalEngine):
    """The engine of GGUF files with such a host."""

    options = Options(0)

    async def _prepare(self, model: Model) -> Start:
        weights = inspect(Path(model.path))
        arguments = (str(weights.path), weights.template, weights.shape)
        return Start(weights.name, "tests.engines.weighing:PlannedHost", (self.options,), arguments)


@dataclass(frozen=True)
class Weighed:
    """Bytes that were planned, and that the worker holds."""

    planned: int
    held: int


def weigh(home: Path, drawn: Drawn, tokens: int = 0) -> Weighed:
    """Weigh a drawn model that has read so many tokens, or as many as fit."""
    return asyncio.run(_weigh(home, drawn, tokens))


async def _weigh(home: Path, drawn: Drawn, tokens: int) -> Weighed:
    path = write_shape(home / "drawn.gguf", drawn)
    options = Options(drawn.size, drawn.kept, drawn.flash, drawn.whole_window)
    plan: Plan | None = spread(inspect(path).shape, machine(()), 0, options)
    assert plan
    paths = Paths(home / "data")
    paths.create()
    engine = PlannedEngine(paths, lambda error: None)
    engine.options = options
    try:
        await engine.load(Model(id="drawn", name="Drawn", path=str(path)), lambda loading: None)
        empty = await engine.count(_request(""))
        room = drawn.size - empty - _ANSWER
        async for _ in engine.generate(_request("a" * min(tokens or room, room))):
            pass
        held = psutil.Process(engine.pid).memory_info().rss
    finally:
        await engine.close()
        path.unlink()
    return Weighed(plan.need, held)


def _request(text: str) -> Request:
    return Request(turns=(Turn(role="user", content=text),), max_tokens=_ANSWER // 2, temperature=0.0)
