"""What llama.cpp takes in one go: tokens of several sequences, of prompts and replies, or a piece of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class Batch:
    """Room for `size` tokens, used again and again. Owns the memory that `raw`, a `llama_batch`, points into."""

    def __init__(self, library: Any, size: int) -> None:
        self.size, self.count = size, 0
        self._tokens, self._positions = np.zeros(size, np.int32), np.zeros(size, np.int32)
        self._sequences, self._ones = np.zeros(size, np.int32), np.ones(size, np.int32)
        self._addresses = self._sequences.ctypes.data + np.arange(size + 1, dtype=np.uintp) * 4
        self._addresses[size] = 0
        self._outputs = np.zeros(size, np.int8)
        fields = dict(library.llama_batch._fields_)
        self.raw = library.llama_batch(
            n_tokens=0,
            token=self._tokens.ctypes.data_as(fields["token"]),
            pos=self._positions.ctypes.data_as(fields["pos"]),
            n_seq_id=self._ones.ctypes.data_as(fields["n_seq_id"]),
            seq_id=self._addresses.ctypes.data_as(fields["seq_id"]),
            logits=self._outputs.ctypes.data_as(fields["logits"]),
        )

    @property
    def room(self) -> int:
        """How many more tokens fit."""
        return self.size - self.count

    def clear(self) -> None:
        """Begin anew."""
        self.count = self.raw.n_tokens = 0

    def add(self, tokens: Sequence[int], sequence: int, position: int, *, output: bool, all_of: bool = False) -> int:
        """Add tokens that follow each other from that position; returns the place of the last.

        Places are what logits are asked for by: there is `output` for the last, or for `all_of` them.
        """
        start, end = self.count, self.count + len(tokens)
        self._tokens[start:end] = tokens
        self._positions[start:end] = np.arange(position, position + len(tokens), dtype=np.int32)
        self._sequences[start:end] = sequence
        self._outputs[start:end] = all_of
        self._outputs[end - 1] = output
        self.count = self.raw.n_tokens = end
        return end - 1


class Glimpse:
    """A piece of a picture, as `raw`, a `llama_batch`, into whose memory it points: what is `seen`, float32 [tokens,
    width], of one sequence. `places` are its positions: int32 [1 or 3, tokens]. There is output for the last, or none.
    """

    def __init__(self, library: Any, seen: np.ndarray, places: np.ndarray, sequence: int, *, output: bool) -> None:
        self.count = count = len(seen)
        fourth = np.zeros(
            (len(places) // 3, count), np.int32
        )  # models whose positions have four numbers make no use of it
        self._seen, self._places = np.ascontiguousarray(seen), np.concatenate([places, fourth])
        self._sequences, self._ones = np.full(1, sequence, np.int32), np.ones(count, np.int32)
        self._addresses = np.full(count, self._sequences.ctypes.data, np.uintp)
        self._outputs = np.zeros(count, np.int8)
        self._outputs[-1] = output
        fields = dict(library.llama_batch._fields_)
        self.raw = library.llama_batch(
            n_tokens=count,
            embd=self._seen.ctypes.data_as(fields["embd"]),
            pos=self._places.ctypes.data_as(fields["pos"]),
            n_seq_id=self._ones.ctypes.data_as(fields["n_seq_id"]),
            seq_id=self._addresses.ctypes.data_as(fields["seq_id"]),
            logits=self._outputs.ctypes.data_as(fields["logits"]),
        )
