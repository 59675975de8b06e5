"""Embedding models on this computer, as the server uses them: texts in, vectors out, in a worker of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from backend.engines.base import Loading
from backend.engines.embedding import Vectors
from backend.engines.gguf import inspect
from backend.errors import EngineFailed, FiresideError, WorkerDied
from backend.paths import Paths
from backend.worker import Worker


class LocalEmbedder:
    """One loaded embedding model. `on_death` is told, in the event loop, when its worker ends unasked."""

    def __init__(self, paths: Paths, on_death: Callable[[FiresideError], None] = lambda error: None) -> None:
        self._paths, self._on_death = paths, on_death
        self._worker: Worker | None = None
        self.width = 0

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._worker.pid if self._worker else None

    async def load(self, path: Path, report: Callable[[Loading], None] = lambda loading: None) -> int:
        """Check the file and load its weights; returns the width of its vectors.

        Raises `ModelMissing`, `ModelBroken` or `EngineFailed`.
        """
        await self.close()
        weights = await asyncio.to_thread(inspect, path, purpose="search")
        worker = self._worker = Worker(
            "embedder",
            "backend.engines.embedding:EmbeddingHost",
            logs=self._paths.logs,
            on_event=report,
            on_death=self._on_death,
        )
        try:
            await worker.start()
            self.width = await worker.call("load", str(weights.path), weights.shape)
        except WorkerDied as error:
            await self.close()
            raise EngineFailed(
                f"Loading {weights.name} made the engine crash.", "Try another model, or download this one again."
            ) from error
        except BaseException:
            await self.close()
            raise
        return self.width

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1, float32 [n, d], in the order of the texts; one without a token has zeros.

        Texts longer than the model reads are cut. Raises `EngineFailed` or `WorkerDied`.
        """
        if self._worker is None:
            raise WorkerDied("No embedding model is loaded.", "Load one, then try again.")
        if not texts:
            return np.zeros((0, self.width), np.float32)
        vectors: Vectors = await self._worker.call("embed", list(texts))
        return vectors

    async def count(self, texts: Sequence[str]) -> int:
        """How many tokens of the texts are read. Raises `EngineFailed` or `WorkerDied`."""
        if self._worker is None:
            raise WorkerDied("No embedding model is loaded.", "Load one, then try again.")
        return int(await self._worker.call("count", list(texts)))

    async def close(self) -> None:
        """End the worker; all its memory is given back."""
        if self._worker is not None:
            await self._worker.stop()
        self._worker = None  # only now: whoever was cut off while it ended can end it again
