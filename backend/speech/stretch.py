"""Makes sound longer or shorter at the same pitch, for voices that know one speed only.

Pieces of it are laid over each other closer or wider than they were cut, each from where it goes on best from the one
before (waveform similarity overlap-add).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_STEP, _REACH = 0.02, 0.01
"""Seconds: of half a piece, and how far from its place a piece may be taken. A period of the deepest voice fits in."""
_ALIKE = 0.01
"""A difference in speed that nobody hears."""


def stretched(samples: NDArray[np.float32], rate: int, speed: float) -> NDArray[np.float32]:
    """The same sound in 1/`speed` of its time; shape [n] to [n / speed]."""
    if abs(speed - 1) < _ALIKE or not len(samples):
        return samples
    step, reach = int(_STEP * rate), int(_REACH * rate)
    length = round(len(samples) / speed)
    fade = (0.5 - 0.5 * np.cos(np.pi * np.arange(2 * step) / step)).astype(np.float32)
    sound = np.pad(samples, (step + reach, 8 * step))
    made = np.zeros(length + 4 * step, np.float32)
    start = reach
    for number in range(length // step + 2):
        if number:
            place = int(number * step * speed)
            around = sound[place : place + 2 * (reach + step)]
            start = place + int(np.argmax(np.correlate(around, sound[start + step : start + 3 * step], "valid")))
        made[number * step : (number + 2) * step] += fade * sound[start : start + 2 * step]
    return made[step : step + length]
