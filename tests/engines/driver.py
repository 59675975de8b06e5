"""A worker whose graphics card is of no use: its driver ends the process when a model is loaded."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from backend.desk import streams
from backend.domain import Model
from backend.engines.base import Loaded, Loading
from backend.engines.fit import Wish
from backend.engines.gguf import inspect
from backend.engines.llama import LlamaHost
from backend.engines.local import LocalEngine, Start
from backend.engines.shape import Shape


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


class DriverEngine(LocalEngine):
    """The engine of GGUF files with such a host."""

    async def _prepare(self, model: Model) -> Start:
        weights = inspect(Path(model.path))
        load = (str(weights.path), weights.template, weights.shape)
        return Start(weights.name, "tests.engines.driver:DriverHost", (), load, (*load, False))
