"""Runs one GGUF model with llama.cpp, inside the model worker.

The low-level API only: tokens go in and out, logits never leave C. One thread owns it all; the prefix of a prompt that
lies in the context already is not read again.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar, Literal

import psutil

from backend.desk import Priority, streams
from backend.engines.base import Finished, Loaded, Loading, Progress, Reading, Request, Text
from backend.engines.sampling import Sampler
from backend.engines.stops import Stops
from backend.engines.template import ChatTemplate
from backend.engines.vocabulary import Characters, Vocabulary
from backend.errors import EngineFailed, ModelBroken, PromptTooLong

_MOST_CONTEXT = 8192
_ROOM = 8
"""The share of the context, one in so many, that a prompt leaves for the reply."""
_BATCHES = {"cpu": 128, "gpu": 512}
"""Tokens of a prompt read in one go: few enough for a bar that moves, enough to lose no speed."""
_GPU_SHARES = (1.0, 0.75, 0.5, 0.25, 0.0)
_ABORTED = 2
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
        self._context: Any = None
        self._size = 0
        self._tokens: list[int] = []
        """What lies in the context, in order."""

    # -------------------------------------------------------------- loading

    @streams
    def load(self, cancelled: threading.Event, path: str, template: str, layers: int) -> Iterator[Loaded]:
        """Load a checked file; yields once. Raises `ModelBroken` or `EngineFailed`."""
        self._free()
        shares = _GPU_SHARES if self._c.llama_supports_gpu_offload() else (0.0,)
        for share in shares:
            gpu_layers = -1 if share == 1.0 else int(layers * share)
            batch = _BATCHES["gpu" if share else "cpu"]
            if self._load_model(cancelled, path, gpu_layers) and self._create_context(batch):
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
        yield Loaded(context=self._size, layers=layers, gpu_layers=layers if gpu_layers < 0 else gpu_layers)

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

    def _create_context(self, batch: int) -> bool:
        trained = self._c.llama_model_n_ctx_train(self._model)
        parameters = self._c.llama_context_default_params()
        parameters.n_ctx = min(trained or _MOST_CONTEXT, _MOST_CONTEXT)
        parameters.n_batch = parameters.n_ubatch = self._batch = batch
        parameters.n_seq_max = 1
        parameters.kv_unified = True
        parameters.n_threads_batch = cores = _cores()
        # Threads with little to do wait for each other: the starter (9 MB) wrote 2,000 tokens/s with one and 1,270 with
        # two, on two busy cores. That larger models gain from more is llama.cpp's experience, not measured here.
        parameters.n_threads = max(1, min(cores, self._c.llama_model_size(self._model) // _WORK))
        self._context = self._c.llama_init_from_model(self._model, parameters)
        if not self._context:
            return False
        self._size = self._c.llama_n_ctx(self._context)
        self._memory = self._c.llama_get_memory(self._context)
        return bool(self._memory)

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

    @streams
    def generate(self, cancelled: threading.Event, request: Request) -> Iterator[Progress]:
        """Read the prompt and write a reply. Raises `Invalid`, `PromptTooLong` or `EngineFailed`."""
        if not self._context:
            raise EngineFailed("No model is loaded.", "Choose a model.")
        prompt = self._vocabulary.tokens(self._template.spans(request.turns))
        if len(prompt) > self._size - min(request.max_tokens, self._size // _ROOM):
            raise PromptTooLong(
                f"The thread has {len(prompt):,} tokens; this model's context holds {self._size:,}.",
                "Start a new thread, shorten the message, or choose a model with a larger context.",
            )
        with closing(Sampler(self._c, self._vocabulary, request)) as sampler:
            yield from self._read(cancelled, prompt)
            if not cancelled.is_set():
                yield from self._write(cancelled, request, sampler, len(prompt))

    def _read(self, cancelled: threading.Event, prompt: Sequence[int]) -> Iterator[Reading]:
        self._rewind(_shared(self._tokens, prompt[:-1]))
        yield Reading(read=len(self._tokens), total=len(prompt))
        # llama.cpp asks before every node of the graph, which would slow writing down: only while reading. CPU only.
        abort = self._c.ggml_abort_callback(lambda _: cancelled.is_set())
        self._c.llama_set_abort_callback(self._context, abort, None)
        try:
            while len(self._tokens) < len(prompt) and not cancelled.is_set():
                at = len(self._tokens)
                if self._decode(prompt[at : at + self._batch]):
                    yield Reading(read=len(self._tokens), total=len(prompt))
        finally:
            self._c.llama_set_abort_callback(self._context, self._c.ggml_abort_callback(), None)

    def _write(
        self, cancelled: threading.Event, request: Request, sampler: Sampler, read: int
    ) -> Iterator[Text | Finished]:
        characters, stops = Characters(), Stops((*self._template.stops, *request.stop))
        written = 0
        stop: Literal["end", "length"] = "length"
        answers = request.turns[-1].role != "assistant"
        while not cancelled.is_set():
            token = sampler.sample(self._context, -1)
            if token is None or self._vocabulary.ends(token):
                stop = "end"
                break
            text, ended = stops.add(characters.add(self._vocabulary.piece(token, first=answers and not written)))
            written += 1
            if text:
                yield Text(text=text)
            if ended:
                stop = "end"
                break
            if written >= request.max_tokens or len(self._tokens) + 1 >= self._size:
                break
            self._decode([token])
        if text := stops.rest():
            yield Text(text=text)
        yield Finished(stop=stop, read=read, tokens=written)

    # -------------------------------------------------------------- the context

    def _decode(self, tokens: Sequence[int]) -> bool:
        """Take tokens into the context; false when that was cancelled. Raises `EngineFailed`."""
        array = (ctypes.c_int32 * len(tokens))(*tokens)
        code = self._c.llama_decode(self._context, self._c.llama_batch_get_one(array, len(tokens)))
        if code == 0:
            self._tokens += tokens
            return True
        if code != _ABORTED:
            raise EngineFailed(
                f"The model stopped working (llama_decode: {code}).", "Try again, or load the model again."
            )
        return False

    def _rewind(self, length: int) -> None:
        """Keep only the first tokens, and what an aborted batch left not even then.

        Models that cannot roll back start from nothing: recurrent ones refuse, and those with a sliding window may have
        let go of what lies before the place.
        """
        window = max(1, self._c.llama_model_n_swa(self._model))
        lost = self._c.llama_memory_seq_pos_min(self._memory, 0) > max(0, length - window)
        if lost or not self._c.llama_memory_seq_rm(self._memory, 0, length, -1):
            self._c.llama_memory_clear(self._memory, True)
            length = 0
        del self._tokens[length:]

    # -------------------------------------------------------------- the end

    def close(self) -> None:
        """Give everything back; the host is of no use afterwards."""
        self._free()
        self._c.llama_log_set(self._c.llama_log_callback(), None)  # no one may call into a host that is gone

    def _free(self) -> None:
        if self._context:
            self._c.llama_free(self._context)
        if self._model:
            self._c.llama_model_free(self._model)
        self._model = self._context = None
        self._tokens = []

    def _log(self, level: int, text: bytes, _: object) -> None:
        line = text.decode("utf-8", "replace")
        if level in (3, 4):  # warnings are 3, errors 4
            self._complaints.append(line.strip())
        if level != 1:  # debugging is 1
            sys.stderr.write(line)


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))


def _cores() -> int:
    """The cores that this process may use; a second thread on one core only slows llama.cpp down."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))
