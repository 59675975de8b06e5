"""Loads weights with llama.cpp: as much on the GPU as finds room, and in plain words why when nothing does."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from backend.engines.base import Loading
from backend.errors import EngineFailed, ModelBroken

_GPU_SHARES = (1.0, 0.75, 0.5, 0.25, 0.0)
_NO_ROOM = ("failed to allocate", "unable to allocate", "cannot allocate", "out of memory", "Cannot allocate memory")
_DEBUGGING, _WARNING, _ERROR = 1, 3, 4


T = TypeVar("T")


class Opened(NamedTuple, Generic[T]):
    """Loaded weights (a `llama_model`), a context for them, and how many layers are on the GPU."""

    model: Any
    context: T
    gpu_layers: int


class Loader:
    """Listens to what llama.cpp says. `emit` is given `Loading` while weights load."""

    def __init__(self, library: Any, emit: Callable[[object], None]) -> None:
        self._c, self._emit = library, emit
        self._complaints: deque[str] = deque(maxlen=20)
        # llama.cpp keeps only the pointer: without this reference the process crashes.
        self._on_log = library.llama_log_callback(self._log)
        library.llama_log_set(self._on_log, ctypes.c_void_p(0))
        library.llama_backend_init()

    def load(
        self, cancelled: threading.Event, path: str, layers: int, make: Callable[[Any, bool], T]
    ) -> Opened[T] | None:
        """Load a checked file of so many layers; None when cancelled. Raises `ModelBroken` or `EngineFailed`.

        `make` makes a context of the weights, for a GPU or not, or raises MemoryError.
        """
        for share in _GPU_SHARES if self._c.llama_supports_gpu_offload() else (0.0,):
            gpu_layers = -1 if share == 1.0 else int(layers * share)
            model = self._load(cancelled, path, gpu_layers)
            if model:
                try:
                    context = make(model, share > 0)
                    return Opened(model, context, self._c.llama_model_n_layer(model) if gpu_layers < 0 else gpu_layers)
                except MemoryError:
                    self._c.llama_model_free(model)
            if cancelled.is_set():
                return None
        raise self._failure(path)

    def _load(self, cancelled: threading.Event, path: str, gpu_layers: int) -> Any:
        shown = -1

        def progress(value: float, _: object) -> bool:
            nonlocal shown
            if int(value * 100) != shown:
                shown = int(value * 100)
                self._emit(Loading(progress=min(max(value, 0.0), 1.0)))
            return not cancelled.is_set()

        parameters = self._c.llama_model_default_params()
        parameters.n_gpu_layers = gpu_layers
        callback = self._c.llama_progress_callback(progress)
        parameters.progress_callback = callback
        return self._c.llama_model_load_from_file(os.fsencode(path), parameters)

    def _failure(self, path: str) -> ModelBroken | EngineFailed:
        said = " ".join(self._complaints)
        name = Path(path).name
        if "unknown model architecture" in said or "unknown pre-tokenizer" in said:
            return ModelBroken(
                f"{name} is of a kind that this version of Fireside does not know.",
                "Update Fireside, or try another model.",
            )
        if any(sign in said for sign in _NO_ROOM):
            return EngineFailed(
                f"There is not enough memory for {name}.", "Close other programs, or try a smaller model."
            )
        return ModelBroken(
            f"{name} could not be loaded: {said[-300:]}", "Download the file again, or try another model."
        )

    def close(self) -> None:
        """Listen no more: no one may call into what is gone."""
        self._c.llama_log_set(self._c.llama_log_callback(), None)

    def _log(self, level: int, text: bytes, _: object) -> None:
        line = text.decode("utf-8", "replace")
        if level in (_WARNING, _ERROR):
            self._complaints.append(line.strip())
        if level != _DEBUGGING:
            sys.stderr.write(line)
