"""Which embedding model is loaded: on demand the one that is wanted, in the place of the one before it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backend.domain import Model
from backend.errors import FiresideError

if TYPE_CHECKING:
    from backend.engines.embedder import LocalEmbedder
    from backend.engines.embedding import Vectors


class Embedded(NamedTuple):
    """Vectors, float32 [n, d] of length 1, and how many tokens their texts have."""

    vectors: Vectors
    tokens: int


class Embedders:
    """Turns texts into vectors, one call after another. `make` is told whom to call when the worker dies."""

    def __init__(self, make: Callable[[Callable[[FiresideError], None]], LocalEmbedder]) -> None:
        self._make = make
        self._embedder: LocalEmbedder | None = None
        self._loaded: str | None = None
        self._turn = asyncio.Lock()  # another model's load would end the worker of a call that still runs

    async def embed(self, model: Model, texts: Sequence[str]) -> Embedded:
        """Embed texts with that model. Raises `ModelMissing`, `ModelBroken`, `EngineFailed` or `WorkerDied`."""
        async with self._turn:
            embedder = self._embedder = self._embedder or self._make(self._died)
            if self._loaded != model.id:
                self._loaded = None
                await embedder.load(Path(model.path))
                self._loaded = model.id
            return Embedded(await embedder.embed(texts), await embedder.count(texts))

    async def close(self) -> None:
        """End the worker, at the end of the app."""
        self._loaded = None
        if self._embedder:
            await self._embedder.close()

    def _died(self, error: FiresideError) -> None:
        self._loaded = None
