"""A transformers model on the device that suits it: tokens go in, the numbers of the next one come out."""

from __future__ import annotations

import inspect
import time
from collections.abc import Sequence
from typing import Any

from backend.engines.torch_caches import Held
from backend.errors import EngineFailed

_LEAST, _MOST = 16, 512
_PATIENCE = 0.1
"""Seconds that reading a piece of a prompt should take: in between it can be given up."""
_NO_ROOM = ("out of memory", "allocate memory")


class TorchModel:
    """`raw` is the model of transformers. Belongs to one thread."""

    def __init__(self, raw: Any, device: str) -> None:
        import torch

        self._torch: Any = torch
        self.raw, self.device = raw, device
        self.words: int = raw.get_input_embeddings().num_embeddings
        """How many tokens it knows."""
        self._options = {"use_cache": True} | ({"logits_to_keep": 1} if takes(raw, "logits_to_keep") else {})
        self._pace = _LEAST / _PATIENCE
        """Tokens a second that are read, as it was lately."""

    @property
    def piece(self) -> int:
        """How many tokens of a prompt to read at once."""
        return max(_LEAST, min(int(self._pace * _PATIENCE), _MOST))

    def read(self, held: Held, tokens: Sequence[int]) -> Any:
        """Take tokens in; float32 [vocabulary] for the one that follows. Raises `EngineFailed`: drop the cache then."""
        started = time.perf_counter()
        try:
            logits = self._read(held.cache, tokens)
        except (RuntimeError, IndexError) as error:
            raise failure(error) from error
        held.tokens += tokens
        if len(tokens) >= _LEAST:
            pace = len(tokens) / max(time.perf_counter() - started, 1e-6)
            self._pace += (pace - self._pace) / 2
        return logits

    def _read(self, cache: Any, tokens: Sequence[int]) -> Any:
        torch = self._torch
        with torch.inference_mode():
            ids = torch.tensor([tokens], device=self.device)
            output = self.raw(input_ids=ids, past_key_values=cache, **self._options)
            logits = output.logits[0, -1].float()
            logits[0].item()  # wait for it: a GPU would run ahead of whoever cancels
            return logits


def takes(raw: Any, name: str) -> bool:
    """Whether the model's forward pass has a parameter of that name."""
    return name in inspect.signature(raw.forward).parameters


def failure(error: Exception) -> EngineFailed:
    """What went wrong in torch, in plain words."""
    said = str(error)
    if any(sign in said for sign in _NO_ROOM):
        return EngineFailed(
            "There is not enough memory for this.", "Close other programs, start a new thread, or try a smaller model."
        )
    return EngineFailed(f"The model stopped working: {said[:300]}", "Try again, or load the model again.")
