"""llama.cpp's context: the memory in which sequences of tokens lie, and the one way to add to them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from backend.domain import Kept
from backend.engines.batch import Batch, Glimpse
from backend.engines.pictures import place
from backend.errors import EngineFailed

SEQUENCES = 8
"""How many replies are written at once."""
_BATCHES = {"cpu": 128, "gpu": 512}
"""Tokens taken in one go: few enough for a bar that moves, enough to lose no speed."""
TILE, DEEP = 64, 2048
"""So many tokens at once flash attention on a processor looks back for in another, quicker way (GGML_FA_TILE_Q): behind
4,000 tokens, 16 took 0.37 s of processor time, 32 0.72 s, 63 1.42 s, 64 0.50 s and 128 0.94 s. The longer the way back,
the more it matters."""
_KEPT = {"f16": 1, "q8_0": 8, "q4_0": 2}
_FLASH = {"auto": -1, "off": 0, "on": 1}
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
_DONE, _NO_ROOM, _ABORTED = 0, 1, 2
_PARTIAL = 1
"""The flag for what cannot be rolled back alone: the window of a sliding attention, the state of a recurrent model."""


@dataclass(frozen=True)
class Options:
    """How a context is made: for so many tokens, each kept in such numbers.

    `flash` is the attention that needs no table of all pairs; llama.cpp sees itself ("auto") whether a device has it.
    Without `whole_window`, layers with a sliding window keep no more than that: less memory, but no way back. It is
    `stretched` when it is larger than the model was made for at first, which changes some models' numbers. With `gpu`,
    a graphics card takes part. So many tokens of a picture must be taken in `at_once`.
    """

    size: int
    kept: Kept = "f16"
    flash: Literal["auto", "off", "on"] = "auto"
    whole_window: bool = True
    stretched: bool = False
    gpu: bool = False
    at_once: int = 0

    @property
    def batch(self) -> int:
        """How many tokens are taken in one go."""
        return max(_BATCHES["gpu" if self.gpu else "cpu"], self.at_once)


class Context:
    """One model's memory, shared by all sequences. Belongs to one thread."""

    def __init__(self, library: Any, model: Any, options: Options, *, threads: int, threads_batch: int) -> None:
        """Raises `MemoryError` when there is no room for it."""
        self._c = library
        parameters = library.llama_context_default_params()
        parameters.n_ctx = options.size
        parameters.n_batch = parameters.n_ubatch = size = options.batch
        parameters.n_seq_max = parameters.n_outputs_max = SEQUENCES  # each is asked for one token at most
        parameters.kv_unified = True  # else sequences cannot share a beginning, and each has a part of the room
        parameters.n_threads, parameters.n_threads_batch = threads, threads_batch
        if options.kept != "f16":
            parameters.type_k = parameters.type_v = _KEPT[options.kept]
        if options.flash != "auto":
            parameters.flash_attn_type = _FLASH[options.flash]
        if not options.whole_window:
            parameters.swa_full = False
        counted = ("type_k", "type_v", "flash_attn_type", "swa_full", "rope_scaling_type", "rope_freq_base")
        self.settings = (*((name, getattr(parameters, name)) for name in counted), ("stretched", options.stretched))
        """What of this changes the numbers in memory. The size does not: it may differ from one day to the next."""
        self.raw = library.llama_init_from_model(model, parameters)
        self._memory = library.llama_get_memory(self.raw) if self.raw else None
        if not self._memory:
            self.close()
            raise MemoryError
        self.gpu = options.gpu
        self.tile = TILE if not options.gpu and options.kept == "f16" and options.flash != "off" else 1
        """Behind `DEEP` others, so many tokens at once are read as quickly as a third of them."""
        self.size = min(library.llama_n_ctx(self.raw), parameters.n_ctx)  # llama.cpp rounds up, beyond what was trained
        self.batch = Batch(library, size)
        self._window = max(1, library.llama_model_n_swa(model))
        self._recurrent = bool(library.llama_model_is_recurrent(model) or library.llama_model_is_hybrid(model))
        self.rolls_back = not self._recurrent and (self._window == 1 or bool(parameters.swa_full))
        """Whether any beginning of a sequence can be kept alone, most of the time."""
        # With a sliding window, sequences that had copies of each other gave wrong numbers once the window moved on.
        self.shares = self._window == 1
        """Whether a beginning can be copied from one sequence to another."""
        self.turns = library.llama_model_rope_type(model) in (
            library.LLAMA_ROPE_TYPE_MROPE,
            library.LLAMA_ROPE_TYPE_IMROPE,
        )
        """Whether positions have four numbers: pictures then take fewer of them than they have tokens."""

    def show(
        self,
        sequence: int,
        seen: np.ndarray,
        places: np.ndarray,
        give_up: Callable[[], bool] | None = None,
        *,
        output: bool,
        at_once: bool,
    ) -> bool | None:
        """Take a piece of a picture into a sequence, as `decode` does: what is seen, and where.

        `at_once` it is a whole tile, whose tokens look at each other both ways.
        """
        glimpse = Glimpse(self._c, seen, places, sequence, output=output)
        if not at_once:
            return self.decode(give_up, glimpse)
        self._c.llama_set_causal_attn(self.raw, False)
        try:
            return self.decode(give_up, glimpse)
        finally:
            self._c.llama_set_causal_attn(self.raw, True)

    def decode(self, give_up: Callable[[], bool] | None = None, glimpse: Glimpse | None = None) -> bool | None:
        """Take the batch in, or a piece of a picture; False when that was given up, None when there is no room.

        Raises `EngineFailed`. `give_up` is asked again and again meanwhile, on a processor; on a GPU llama.cpp does not
        ask.
        """
        if give_up is not None:  # asked before every node of the graph: that would slow writing down
            callback = self._c.ggml_abort_callback(lambda _: give_up())
            self._c.llama_set_abort_callback(self.raw, callback, None)
        try:
            code = self._c.llama_decode(self.raw, (glimpse or self.batch).raw)
        finally:
            if give_up is not None:
                self._c.llama_set_abort_callback(self.raw, self._c.ggml_abort_callback(), None)
        if code in (_DONE, _ABORTED):
            return bool(code == _DONE)
        if code == _NO_ROOM:
            return None
        raise EngineFailed(f"The model stopped working (llama_decode: {code}).", "Try again, or load the model again.")

    def wait(self) -> None:
        """Until what was taken in is counted: a GPU goes on by itself."""
        self._c.llama_synchronize(self.raw)

    def use_threads(self, threads: int, threads_batch: int) -> None:
        """So many to write with, so many to read with."""
        self._c.llama_set_n_threads(self.raw, threads, threads_batch)

    # -------------------------------------------------------------- sequences

    def floor(self, sequence: int, held: int) -> int:
        """The shortest beginning, but for none, that a sequence of `held` tokens can be cut to, losing nothing else."""
        if self._recurrent:
            return held
        if self.shares:
            return 0
        # With a sliding window, what lies before the place may have been let go of.
        first = int(self._c.llama_memory_seq_pos_min(self._memory, sequence))
        return min(held, held if self.turns else first + self._window) if first > 0 else 0

    def cut(self, sequence: int, tokens: Sequence[int], length: int) -> bool:
        """Keep only so many of the tokens that it holds. False when the model could not: then nothing is left."""
        end, least = place(tokens, length) if self.turns else (length, length - 1)
        kept = self._c.llama_memory_seq_rm(self._memory, sequence, end, -1)
        if kept and least <= self._c.llama_memory_seq_pos_max(self._memory, sequence) < end:
            return True
        self._c.llama_memory_seq_rm(self._memory, sequence, -1, -1)
        return length == 0

    def copy(self, source: int, target: int, tokens: Sequence[int], length: int) -> None:
        """Let another, empty sequence begin with so many of this one's tokens; they lie in memory once."""
        end = place(tokens, length)[0] if self.turns else length
        self._c.llama_memory_seq_cp(self._memory, source, target, 0, end)

    def bytes_of(self, sequence: int) -> int:
        """How many bytes `read` would take, not `partly`."""
        return int(self._c.llama_state_seq_get_size_ext(self.raw, sequence, 0))

    def read(self, sequence: int, *, partly: bool) -> Bytes | None:
        """All that lies in memory of a sequence, or `partly`: only what cutting cannot bring back later.

        None when there is no room for it.
        """
        flags = _PARTIAL if partly else 0
        try:
            data = np.empty(self._c.llama_state_seq_get_size_ext(self.raw, sequence, flags), np.uint8)
        except MemoryError:  # what lies on a graphics card may be more than this computer can hold besides
            return None
        written = self._c.llama_state_seq_get_data_ext(self.raw, _pointer(data), len(data), sequence, flags)
        return data if written == len(data) else None

    def write(self, sequence: int, data: Bytes, *, partly: bool) -> bool:
        """Bring back what was read; a part, into a sequence that still holds the rest. False when it does not fit."""
        flags = _PARTIAL if partly else 0
        return bool(self._c.llama_state_seq_set_data_ext(self.raw, _pointer(data), len(data), sequence, flags))

    # -------------------------------------------------------------- the end

    def close(self) -> None:
        """Give the memory back."""
        if self.raw:
            self._c.llama_free(self.raw)
        self.raw = None


def _pointer(data: Bytes) -> Any:
    return data.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
