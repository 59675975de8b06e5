"""What every synthesizer can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from backend.domain import Voice


@dataclass(frozen=True)
class WordMark:
    """A word, characters `start` to `end` of what is spoken, begins `sample` samples after the utterance did."""

    sample: int
    start: int
    end: int


@dataclass(frozen=True)
class Audio:
    """A stretch of sound: float32 mono samples in [-1, 1], shape [n], at `rate` per second.

    `words` are those that begin in it, if the synthesizer knows.
    """

    samples: NDArray[np.float32]
    rate: int
    words: tuple[WordMark, ...] = ()


class Synthesizer(Protocol):
    """Speaks text with its voices. One thread owns it."""

    def voices(self) -> tuple[Voice, ...]:
        """All voices, in the order in which a person would look for them."""

    def speak(self, text: str, voice: str, speed: float) -> Iterator[Audio]:
        """Speak plain words piece by piece; closing the iterator stops it. Raises `NotFound` for an unknown voice."""
