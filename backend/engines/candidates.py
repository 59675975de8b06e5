"""The tokens that may come next, as llama.cpp's samplers take them: a numpy array that they sort and cut in place."""

from __future__ import annotations

import ctypes
from typing import Any, Self

import numpy as np

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class Candidates:
    """One buffer for all steps of a reply. `size` is the vocabulary's."""

    def __init__(self, library: Any, size: int) -> None:
        self._c, self._size = library, size
        self._ids = np.arange(size, dtype=np.int32)
        self._buffer = np.zeros(size, _CANDIDATE)
        self._array = library.llama_token_data_array()
        self._array.data = self._buffer.ctypes.data_as(library.llama_token_data_p)
        self._pointer = ctypes.byref(self._array)

    def fill(self, context: Any, index: int) -> Self:
        """All tokens, with the logits of that output of the last batch."""
        self._buffer["id"] = self._ids
        self._buffer["logit"] = logits(self._c, context, index, self._size)
        return self._reset(self._size)

    def one(self, token: int) -> Self:
        """That token alone."""
        self._buffer[0] = (token, 1.0, 0.0)
        return self._reset(1)

    def _reset(self, size: int) -> Self:
        self._array.size, self._array.selected, self._array.sorted = size, -1, False
        return self

    def choose(self, chain: Any) -> int:
        """The token that the chain selects."""
        self._c.llama_sampler_apply(chain, self._pointer)
        return int(self._array.data[self._array.selected].id)

    def allowed_by(self, grammar: Any) -> bool:
        """Whether the grammar leaves any; the others lose all likelihood."""
        self._c.llama_sampler_apply(grammar, self._pointer)
        return bool(np.isfinite(self._buffer["logit"][: self._array.size]).any())


def logits(library: Any, context: Any, index: int, size: int) -> np.ndarray:
    """A look at an output of the last batch, float32 [size]; good until the next batch."""
    first = library.llama_get_logits_ith(context, index)
    view: Any = (ctypes.c_float * size).from_address(ctypes.addressof(first.contents))
    return np.frombuffer(view, np.float32)


def likeliest(logits: np.ndarray, token: int, count: int) -> tuple[float, list[tuple[int, float]]]:
    """The logarithm of a token's likelihood, and the `count` likeliest tokens with theirs."""
    highest = float(logits.max())
    whole = highest + float(np.log(np.exp(logits - highest, dtype=np.float64).sum()))
    top = np.argpartition(logits, -count)[-count:] if count else np.zeros(0, np.int64)
    ordered = top[np.argsort(-logits[top], kind="stable")]
    return float(logits[token]) - whole, [(int(other), float(logits[other]) - whole) for other in ordered]
