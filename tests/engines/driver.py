"""A worker whose graphics card is of no use: its driver ends the process when a model is loaded."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from backend.desk import streams
from backend.domain import Model
from backend.engines.base import Loaded, Loading, Progress, Request
from backend.engines.fit import Wish
from backend.engines.gguf import inspect
from backend.engines.llama import LlamaHost
from backend.engines.local import LocalEngine, Start
from backend.engines.shape import Shape
from backend.errors import FiresideError
from backend.paths import Paths


class DriverHost(LlamaHost):
    """Works without the card; and not even that with a model that is called `hopeless`."""

    @streams
    def load(
        self,
        cancelled: threading.Event,
        path: str,
        template: str,
        shape: Shape,
        gpu: bool = True,
        wish: Wish = Wish(),
    ) -> Iterator[Loaded]:
        """Crash, or load with the processor."""
        if gpu or "hopeless" in path:
            self._emit(Loading(progress=0.0, gpu=gpu))
            os.abort()
        yield from super().load(cancelled, path, template, shape, gpu, wish)


class SilentHost(LlamaHost):
    """With the card it loads, and then writes nothing."""

    _gpu = False

    @streams
    def load(
        self,
        cancelled: threading.Event,
        path: str,
        template: str,
        shape: Shape,
        gpu: bool = True,
        wish: Wish = Wish(),
    ) -> Iterator[Loaded]:
        """Load with the processor, whatever is said."""
        self._emit(Loading(progress=0.0, gpu=gpu))
        self._gpu = gpu
        yield from super().load(cancelled, path, template, shape, False, wish)

    @streams
    def generate(self, cancelled: threading.Event, request: Request) -> Iterator[Progress | None]:
        """Write, but not with the card."""
        if not self._gpu:
            yield from (step for step in super().generate(cancelled, request) if step is not None)


class DriverEngine(LocalEngine):
    """The engine of GGUF files with a host whose card crashes, or is `silent`."""

    def __init__(
        self, paths: Paths, on_death: Callable[[FiresideError], None], gpu: bool = True, silent: bool = False
    ) -> None:
        super().__init__(paths, on_death, gpu=gpu)
        self._host = "tests.engines.driver:SilentHost" if silent else "tests.engines.driver:DriverHost"

    async def _prepare(self, model: Model) -> Start:
        weights = inspect(Path(model.path))
        load = (str(weights.path), weights.template, weights.shape)
        return Start(weights.name, self._host, (), load, (*load, False))
