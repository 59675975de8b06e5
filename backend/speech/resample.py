"""Brings sound to another rate, piece by piece, without a click between the pieces."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.speech.base import Audio


class Resampler:
    """Brings the pieces of one utterance to the stream's rate."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._stream: Any = None

    def __call__(self, piece: Audio) -> NDArray[np.float32]:
        """The next samples; a few milliseconds are held back until `rest`."""
        if piece.rate == self._rate:
            return piece.samples
        if self._stream is None:
            import soxr

            self._stream = soxr.ResampleStream(piece.rate, self._rate, 1, dtype="float32")
        return self._next(piece.samples, last=False)

    def rest(self) -> NDArray[np.float32]:
        """What was held back."""
        nothing = np.zeros(0, np.float32)
        return nothing if self._stream is None else self._next(nothing, last=True)

    def _next(self, samples: NDArray[np.float32], last: bool) -> NDArray[np.float32]:
        resampled: NDArray[np.float32] = self._stream.resample_chunk(samples, last=last)
        return resampled
