"""The engine for transformers folders on this computer: PyTorch in a worker process of its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from backend.domain import Model
from backend.engines.folder import inspect_folder
from backend.engines.local import LocalEngine, Start
from backend.engines.torch_loader import require


class TorchEngine(LocalEngine):
    """Implements `Engine` for folders with safetensors; all else is as for GGUF files.

    What was read of threads is kept in memory only, so nothing is written to disk.
    """

    async def _prepare(self, model: Model) -> Start:
        require()
        folder = await asyncio.to_thread(inspect_folder, Path(model.path))
        if template := model.options.template:
            folder = replace(folder, template=template)
        return Start(folder.name, "backend.engines.torch_host:TorchHost", (), (folder, model.options.context or 0))
