"""A worker to which the system gives little more memory than it has: what does not fit there really fails."""

from __future__ import annotations

import resource
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from backend.desk import streams
from backend.domain import Model
from backend.engines.base import Loaded
from backend.engines.fit import Wish
from backend.engines.gguf import inspect
from backend.engines.llama import LlamaHost
from backend.engines.local import LocalEngine, Start
from backend.engines.shape import Shape


class TightHost(LlamaHost):
    """May take `more` bytes of addresses from the moment on in which it loads."""

    def __init__(self, emit: Callable[[object], None], more: int) -> None:
        super().__init__(emit)
        self._more = more

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
        """Load with so much memory and no more."""
        now = psutil.Process().memory_info().vms
        resource.setrlimit(resource.RLIMIT_AS, (now + self._more, resource.RLIM_INFINITY))
        yield from super().load(cancelled, path, template, shape, gpu, wish)


class TightEngine(LocalEngine):
    """The engine of GGUF files with such a host."""

    more = 0

    async def _prepare(self, model: Model) -> Start:
        weights = inspect(Path(model.path))
        arguments = (str(weights.path), weights.template, weights.shape)
        return Start(weights.name, "tests.engines.tight:TightHost", (self.more,), arguments)
