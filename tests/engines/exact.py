"""llama.cpp in whole floats, in a worker: what another engine's numbers are compared with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backend.domain import Model
from backend.engines.gguf import inspect
from backend.engines.llama import LlamaHost
from backend.engines.local import LocalEngine, Start


class ExactHost(LlamaHost):
    """Remembers in whole floats too; llama.cpp would usually keep what it has read in halves."""

    def __init__(self, emit: Callable[[object], None]) -> None:
        from llama_cpp import llama_cpp

        parameters = llama_cpp.llama_context_default_params()
        parameters.type_k = parameters.type_v = parameters.flash_attn_type = 0  # F32, and off: flash attention rounds
        llama_cpp.llama_context_default_params = lambda: parameters
        super().__init__(emit)


class ExactEngine(LocalEngine):
    """The engine of GGUF files with such a host; `template` takes the place of the file's own."""

    template = ""

    async def _prepare(self, model: Model) -> Start:
        weights = inspect(Path(model.path))
        template = self.template or weights.template
        return Start(weights.name, "tests.engines.exact:ExactHost", (), (str(weights.path), template, weights.shape))
