"""Which embedding model is loaded: on demand the one that is wanted, in the place of the one before it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backend.domain import Loadable, Model
from backend.engines.needs import need_of_embedder
from backend.errors import FiresideError
from backend.memory import Broker, Holding

if TYPE_CHECKING:
    from backend.engines.embedder import LocalEmbedder
    from backend.engines.embedding import Vectors


class Embedded(NamedTuple):
    """Vectors, float32 [n, d] of length 1, and how many tokens their texts have."""

    vectors: Vectors
    tokens: int


class Embedders:
    """Turns texts into vectors, one call after another. `make` is told whom to call when the worker dies.

    A model that was not used for `minutes()` is put away, never if that is 0; and when the `broker` wants its memory.
    `clock` counts seconds.
    """

    def __init__(
        self,
        make: Callable[[Callable[[FiresideError], None]], LocalEmbedder],
        minutes: Callable[[], int],
        broker: Broker,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make, self._minutes = make, minutes
        self._embedder: LocalEmbedder | None = None
        self.loaded: str | None = None
        """The id of the model that is loaded."""
        self._turn = asyncio.Lock()  # another model's load would end the worker of a call that still runs
        self._clock, self._used = clock, clock()
        self._broker, self._name = broker, ""
        broker.join(self._holdings)

    @property
    def pid(self) -> int | None:
        """The process id of the worker, if there is one."""
        return self._embedder.pid if self._embedder else None

    async def embed(self, model: Model, texts: Sequence[str]) -> Embedded:
        """Embed texts with that model. Raises `ModelMissing`, `ModelBroken`, `EngineFailed` or `WorkerDied`."""
        async with self._turn:
            embedder = self._embedder = self._embedder or self._make(self._died)
            if self.loaded != model.id:
                self.loaded, self._name = None, model.name
                wanted = Loadable(kind="search", name=model.name)
                await self._broker.room(wanted, need_of_embedder(Path(model.path)), "search")
                await embedder.load(Path(model.path))
                self.loaded = model.id
            try:
                return Embedded(await embedder.embed(texts), await embedder.count(texts))
            finally:
                self._used = self._clock()

    async def rest(self) -> None:
        """End the worker of a model that nobody has used for as long as the settings say."""
        seconds = 60 * self._minutes()
        async with self._turn:
            if seconds and self.loaded and self._clock() - self._used >= seconds:
                await self.close()

    async def close(self) -> None:
        """End the worker; all its memory is given back."""
        self.loaded = None
        if self._embedder:
            await self._embedder.close()

    def _holdings(self) -> Iterator[Holding]:
        if self._embedder:
            what = Loadable(kind="search", name=self._name)
            yield Holding("search", what, self.pid, self._used, self._turn.locked(), self._give_back)

    async def _give_back(self) -> None:
        if not self._turn.locked():  # who embeds may be asking for memory itself
            await self.close()

    def _died(self, error: FiresideError) -> None:
        self.loaded = None
