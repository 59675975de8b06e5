"""Turns texts into vectors with llama.cpp, inside a worker: texts of alike meaning get vectors that point alike."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

import numpy as np

from backend.desk import Priority, streams
from backend.engines.batch import Batch
from backend.engines.devices import devices, machine
from backend.engines.fit import Wish, steps
from backend.engines.loader import Loader, Opened
from backend.engines.shape import Shape
from backend.engines.threads import cores
from backend.engines.vocabulary import Vocabulary
from backend.errors import EngineFailed, ModelBroken

Vectors = np.ndarray[Any, np.dtype[np.float32]]
_MOST = 2048
"""Tokens read at once, and of one text at all: what is longer is cut off, its last mark kept."""
_TEXTS = 32
"""Texts read at once."""
_ITS_OWN, _NONE, _MEAN, _RANK = -1, 0, 1, 4
"""How the vectors of a text's tokens become one."""


class _Reader:
    """A context that keeps nothing: whole texts go in, a vector for each comes out."""

    def __init__(self, library: Any, model: Any) -> None:
        """Raises `MemoryError`."""
        self._c = library
        self.raw = self._make(model, _ITS_OWN)
        if library.llama_pooling_type(self.raw) == _NONE:
            self.close()
            self.raw = self._make(model, _MEAN)
        self.longest = min(library.llama_model_n_ctx_train(model) or _MOST, _MOST)
        self.batch = Batch(library, _MOST)
        self.width: int = library.llama_model_n_embd_out(model)

    def _make(self, model: Any, pooling: int) -> Any:
        parameters = self._c.llama_context_default_params()
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = _MOST  # a text is read whole or not at all
        parameters.n_outputs_max = parameters.n_outputs_max_per_seq = _MOST
        parameters.n_seq_max, parameters.kv_unified = _TEXTS, True
        parameters.embeddings, parameters.pooling_type = True, pooling
        parameters.n_threads = parameters.n_threads_batch = cores()
        raw = self._c.llama_init_from_model(model, parameters)
        if not raw:
            raise MemoryError
        return raw

    @property
    def ranks(self) -> bool:
        """Whether it gives no vectors but marks."""
        return bool(self._c.llama_pooling_type(self.raw) == _RANK)

    def read(self, count: int) -> Vectors:
        """The vectors of the `count` texts in the batch, each in a sequence of its own, of length 1."""
        memory = self._c.llama_get_memory(self.raw)
        if memory:
            self._c.llama_memory_clear(memory, False)
        if code := self._c.llama_decode(self.raw, self.batch.raw):
            raise EngineFailed(f"The model stopped working (llama_decode: {code}).", "Load the model again.")
        vectors = np.empty((count, self.width), np.float32)
        for number in range(count):
            first = self._c.llama_get_embeddings_seq(self.raw, number)
            ctypes.memmove(vectors[number].ctypes.data, first, 4 * self.width)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise EngineFailed("The model's vectors make no sense (not a number).", "Download the model again.")
        vectors /= lengths
        return vectors

    def close(self) -> None:
        """Give its memory back."""
        self._c.llama_free(self.raw)


class EmbeddingHost:
    """One embedding model. `emit` is given `Loading` while the weights load."""

    priority: ClassVar[Priority] = "background"

    def __init__(self, emit: Callable[[object], None]) -> None:
        from llama_cpp import llama_cpp

        self._c: Any = llama_cpp
        self._loader = Loader(llama_cpp, emit)
        self._opened: Opened[_Reader] | None = None

    @streams
    def load(self, cancelled: threading.Event, path: str, shape: Shape) -> Iterator[int]:
        """Load a checked file; yields the width of its vectors. Raises `ModelBroken` or `EngineFailed`."""
        self._free()
        plans = steps(shape, machine(devices()), Wish(_MOST))
        opened = self._opened = self._loader.load(cancelled, path, plans, lambda model, _: _Reader(self._c, model))
        if opened is None:
            return
        if opened.context.ranks:
            self._free()
            raise ModelBroken("This model ranks texts; it gives no vectors.", "Choose an embedding model.")
        self._vocabulary = Vocabulary(self._c, opened.model)
        yield opened.context.width

    @streams
    def embed(self, cancelled: threading.Event, texts: Sequence[str]) -> Iterator[Vectors]:
        """Yields the vectors of all texts once, float32 [n, d] of length 1; a text without a token has zeros."""
        if self._opened is None:
            raise EngineFailed("No model is loaded.", "Choose an embedding model.")
        reader = self._opened.context
        tokens = [self._cut(self._vocabulary.passage(text), reader.longest) for text in texts]
        vectors = np.zeros((len(texts), reader.width), np.float32)
        for numbers in _batches([len(each) for each in tokens], reader.batch.size):
            if cancelled.is_set():
                return
            reader.batch.clear()
            for sequence, number in enumerate(numbers):
                reader.batch.add(tokens[number], sequence, 0, output=True, all_of=True)
            vectors[numbers] = reader.read(len(numbers))
        yield vectors

    def count(self, texts: Sequence[str]) -> int:
        """How many tokens of the texts are read. Raises `EngineFailed`."""
        if self._opened is None:
            raise EngineFailed("No model is loaded.", "Choose an embedding model.")
        longest = self._opened.context.longest
        return sum(min(len(self._vocabulary.passage(text)), longest) for text in texts)

    def _cut(self, tokens: list[int], longest: int) -> list[int]:
        return tokens if len(tokens) <= longest else [*tokens[: longest - 1], tokens[-1]]

    def close(self) -> None:
        """Give everything back; the host is of no use afterwards."""
        self._free()
        self._loader.close()

    def _free(self) -> None:
        if self._opened:
            self._opened.context.close()
            self._c.llama_model_free(self._opened.model)
        self._opened = None


def _batches(lengths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Which texts to read together: those of about the same length, as many as find room."""
    together: list[int] = []
    used = 0
    for number in sorted((number for number, length in enumerate(lengths) if length), key=lengths.__getitem__):
        if together and (used + lengths[number] > room or len(together) == _TEXTS):
            yield together
            together, used = [], 0
        together.append(number)
        used += lengths[number]
    if together:
        yield together
