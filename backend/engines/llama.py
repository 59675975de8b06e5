"""Runs one GGUF model with llama.cpp, inside the model worker.

The low-level API only: tokens go in and out, logits never leave C. One thread owns it all, and writes several replies
at once.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import psutil

from backend.desk import Priority, streams, together
from backend.engines.base import Loaded, Loading, Progress, Request
from backend.engines.context import Context
from backend.engines.reply import Reply
from backend.engines.scheduler import Scheduler
from backend.engines.template import ChatTemplate
from backend.engines.vocabulary import Vocabulary
from backend.errors import EngineFailed, ModelBroken, PromptTooLong

_ROOM = 8
"""The share of the context, one in so many, that a prompt leaves for the reply."""
_GPU_SHARES = (1.0, 0.75, 0.5, 0.25, 0.0)
_NO_ROOM = ("failed to allocate", "unable to allocate", "cannot allocate", "out of memory", "Cannot allocate memory")
_WORK = 1 << 26
"""Bytes of weights a token that are worth a thread."""


class LlamaHost:
    """One model and one context. `emit` is given `Loading` while the weights load."""

    priority: ClassVar[Priority] = "background"

    def __init__(self, emit: Callable[[object], None]) -> None:
        from llama_cpp import llama_cpp

        self._c: Any = llama_cpp
        self._emit = emit
        self._complaints: deque[str] = deque(maxlen=20)
        # llama.cpp keeps only the pointer: without this reference the process crashes.
        self._on_log = llama_cpp.llama_log_callback(self._log)
        llama_cpp.llama_log_set(self._on_log, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        self._model: Any = None
        self._context: Context | None = None

    # -------------------------------------------------------------- loading

    @streams
    def load(self, cancelled: threading.Event, path: str, template: str, layers: int) -> Iterator[Loaded]:
        """Load a checked file; yields once. Raises `ModelBroken` or `EngineFailed`."""
        self._free()
        shares = _GPU_SHARES if self._c.llama_supports_gpu_offload() else (0.0,)
        for share in shares:
            gpu_layers = -1 if share == 1.0 else int(layers * share)
            if self._load_model(cancelled, path, gpu_layers) and self._create_context(gpu=share > 0):
                break
            self._free()
            if cancelled.is_set():
                return
        else:
            raise self._failure(path)
        self._vocabulary = Vocabulary(self._c, self._model)
        self._template = ChatTemplate(
            template, bos=self._vocabulary.bos, eos=self._vocabulary.eos, specials=self._vocabulary.specials
        )
        layers = self._c.llama_model_n_layer(self._model)
        yield Loaded(
            context=self._context.size if self._context else 0,
            layers=layers,
            gpu_layers=layers if gpu_layers < 0 else gpu_layers,
        )

    def _load_model(self, cancelled: threading.Event, path: str, gpu_layers: int) -> bool:
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
        self._model = self._c.llama_model_load_from_file(os.fsencode(path), parameters)
        return bool(self._model)

    def _create_context(self, *, gpu: bool) -> bool:
        cores = _cores()
        # Threads with little to do wait for each other: the starter (9 MB) wrote 2,000 tokens/s with one and 1,270 with
        # two, on two busy cores. That larger models gain from more is llama.cpp's experience, not measured here.
        threads = max(1, min(cores, self._c.llama_model_size(self._model) // _WORK))
        try:
            self._context = Context(self._c, self._model, gpu=gpu, threads=threads, threads_batch=cores)
        except MemoryError:
            return False
        self._scheduler = Scheduler(self._context)
        return True

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

    # -------------------------------------------------------------- writing

    @together
    def generate(self, cancelled: threading.Event, request: Request) -> Iterator[Progress | None]:
        """Read the prompt and write a reply, taking turns with others.

        Raises `Invalid`, `PromptTooLong` or `EngineFailed`.
        """
        reply = self._begin(request, cancelled)
        scheduler = self._scheduler
        scheduler.join(reply)
        try:
            while not cancelled.is_set():
                yield from reply.items()
                if reply.ended:
                    return
                yield None
                if not reply.news:  # else another's step has moved this reply on too
                    scheduler.step()
        finally:
            scheduler.leave(reply)

    def _begin(self, request: Request, cancelled: threading.Event) -> Reply:
        if self._context is None:
            raise EngineFailed("No model is loaded.", "Choose a model.")
        size = self._context.size
        prompt = self._vocabulary.tokens(self._template.spans(request.turns))
        if len(prompt) > size - min(request.max_tokens, size // _ROOM):
            raise PromptTooLong(
                f"The thread has {len(prompt):,} tokens; this model's context holds {size:,}.",
                "Start a new thread, shorten the message, or choose a model with a larger context.",
            )
        return Reply(self._c, self._vocabulary, request, prompt, self._template.stops, size, cancelled)

    # -------------------------------------------------------------- the end

    def close(self) -> None:
        """Give everything back; the host is of no use afterwards."""
        self._free()
        self._c.llama_log_set(self._c.llama_log_callback(), None)  # no one may call into a host that is gone

    def _free(self) -> None:
        if self._context:
            self._scheduler.close()
            self._context.close()
        if self._model:
            self._c.llama_model_free(self._model)
        self._model = self._context = None

    def _log(self, level: int, text: bytes, _: object) -> None:
        line = text.decode("utf-8", "replace")
        if level in (3, 4):  # warnings are 3, errors 4
            self._complaints.append(line.strip())
        if level != 1:  # debugging is 1
            sys.stderr.write(line)


def _cores() -> int:
    """The cores that this process may use; a second thread on one core only slows llama.cpp down."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))
