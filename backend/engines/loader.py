"""Loads weights with llama.cpp as planned, with less when that runs out of memory, and says why when nothing helps."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from backend.engines.base import Loading
from backend.engines.fit import Plan, explain
from backend.engines.library import load_processor
from backend.engines.mapped import copies, let_go
from backend.errors import EngineFailed, ModelBroken

_NO_ROOM = (
    *("failed to allocate", "unable to allocate", "cannot allocate", "out of memory", "insufficient memory"),
    *("bad_alloc", "outofdevicememory", "outofhostmemory"),
)
_DEBUGGING, _WARNING, _ERROR = 1, 3, 4


T = TypeVar("T")


class Opened(NamedTuple, Generic[T]):
    """Loaded weights (a `llama_model`), a context for them, the plan that it came to, and a sentence about it."""

    model: Any
    context: T
    plan: Plan
    fit: str


class Loader:
    """Listens to what llama.cpp says. `emit` is given `Loading` while weights load."""

    def __init__(self, library: Any, emit: Callable[[object], None]) -> None:
        load_processor()
        self._c, self._emit = library, emit
        self._complaints: deque[str] = deque(maxlen=20)
        self._copied = False
        # llama.cpp keeps only the pointer: without this reference the process crashes.
        self.on_log = library.llama_log_callback(self._log)
        library.llama_log_set(self.on_log, ctypes.c_void_p(0))
        library.llama_backend_init()

    def load(
        self, cancelled: threading.Event, path: str, plans: Iterable[Plan], make: Callable[[Any, Plan], T]
    ) -> Opened[T] | None:
        """Load a checked file by the first plan that works; None when cancelled.

        Raises `ModelBroken` or `EngineFailed`. `make` makes a context of the weights as planned, or raises MemoryError.
        """
        model, wanted, loaded = None, None, None
        for plan in plans:
            wanted = wanted or plan
            if loaded != _places(plan):
                self._free(model)
                self._complaints.clear()
                model, loaded = self._load(cancelled, path, plan), _places(plan)
                if model is None and not cancelled.is_set() and not self._out_of_memory():
                    raise self._failure(path)
            if cancelled.is_set():
                self._free(model)
                return None
            if model is None:
                continue
            try:
                told = explain(plan, wanted)
                opened = Opened(model, make(model, plan), plan, told)
            except MemoryError:
                continue
            if self._copied:
                let_go(path)
            sys.stderr.write(f"{told}\n")
            return opened
        self._free(model)
        raise self._failure(path) if wanted else too_large(path)

    def _free(self, model: Any) -> None:
        if model:
            self._c.llama_model_free(model)

    def _load(self, cancelled: threading.Event, path: str, plan: Plan) -> Any:
        shown = -1

        def progress(value: float, _: object) -> bool:
            nonlocal shown
            if int(value * 100) != shown:
                shown = int(value * 100)
                self._emit(Loading(progress=min(max(value, 0.0), 1.0), gpu=bool(plan.parts)))
            return not cancelled.is_set()

        parameters = self._c.llama_model_default_params()
        parameters.n_gpu_layers = sum(part.layers for part in plan.parts)
        # Only the cards that have a part in it: to begin work, llama.cpp takes memory of each that it is given.
        cards = (ctypes.c_void_p * (len(plan.parts) + 1))(*(part.device.handle for part in plan.parts), None)
        parameters.devices = ctypes.cast(cards, ctypes.c_void_p)
        shares = (ctypes.c_float * self._c.llama_max_devices())(*(part.layers for part in plan.parts))
        parameters.tensor_split = ctypes.cast(shares, ctypes.POINTER(ctypes.c_float))
        callback = self._c.llama_progress_callback(progress)
        parameters.progress_callback = callback
        return self._c.llama_model_load_from_file(os.fsencode(path), parameters) or None

    def _out_of_memory(self) -> bool:
        said = self.heard.lower()
        return any(sign in said for sign in _NO_ROOM)

    def _failure(self, path: str) -> ModelBroken | EngineFailed:
        said = self.heard
        name = Path(path).name
        if "unknown model architecture" in said or "unknown pre-tokenizer" in said:
            return ModelBroken(
                f"{name} is of a kind that this version of Fireside does not know.",
                "Update Fireside, or try another model.",
            )
        if self._out_of_memory():
            return too_large(path)
        return ModelBroken(
            f"{name} could not be loaded: {said[-300:]}", "Download the file again, or try another model."
        )

    @property
    def heard(self) -> str:
        """What llama.cpp complained of lately."""
        return " ".join(self._complaints)

    def close(self) -> None:
        """Listen no more: no one may call into what is gone."""
        self._c.llama_log_set(self._c.llama_log_callback(), None)

    def _log(self, level: int, text: bytes, _: object) -> None:
        line = text.decode("utf-8", "replace")
        self._copied |= copies(line)
        if level in (_WARNING, _ERROR):
            self._complaints.append(line.strip())
        if level != _DEBUGGING:
            sys.stderr.write(line)


def too_large(path: str) -> EngineFailed:
    """There is no way to load it on this computer, as it is now."""
    return EngineFailed(
        f"There is not enough memory for {Path(path).name}.", "Close other programs, or try a smaller model."
    )


def _places(plan: Plan) -> tuple[tuple[int, int], ...]:
    """Where the weights go: plans that differ in nothing else share them."""
    return tuple((part.device.handle, part.layers) for part in plan.parts)
