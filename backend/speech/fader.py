"""Loudness that never jumps, for a jump is a click: it goes up and down in a short ramp."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FADE = 0.008  # seconds in which the gain goes from 0 to 1


class Fader:
    """The gain, 0 to 1, of sound with so many samples a second. It allocates nothing while sound is played."""

    def __init__(self, rate: int) -> None:
        self.gain = 0.0
        self._rate = rate
        self._ramp = np.arange(1, rate + 1, dtype=np.float32) / (FADE * rate)
        self._levels = np.zeros(rate, np.float32)

    @property
    def left(self) -> int:
        """How many samples can still be heard until it is down at 0."""
        return math.ceil(self.gain * FADE * self._rate)

    def apply(self, block: NDArray[np.float32], target: float) -> None:
        """Make a block, of at most a second, as loud as it is, going towards `target`."""
        gain = self.gain
        if gain == target:
            if gain != 1.0:
                block *= np.float32(gain)
            return
        levels = self._levels[: len(block)]
        rising = target > gain
        np.multiply(self._ramp[: len(block)], 1.0 if rising else -1.0, out=levels)
        levels += np.float32(gain)
        (np.minimum if rising else np.maximum)(levels, np.float32(target), out=levels)
        block *= levels
        reached = float(levels[-1])
        self.gain = target if reached == np.float32(target) else reached
