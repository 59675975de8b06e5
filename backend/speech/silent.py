"""A voice worker whose loudspeaker nobody hears: it speaks in full, to the time, without a sound device."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from backend.speech.host import SpeechHost
from backend.speech.player import RATE, Player

BLOCK = 0.01
"""Seconds of sound that are asked for at once."""


class SilentDevice:
    """Asks for samples as fast as a sound card does. `loudest` is the greatest amplitude that it got, 0 to 1."""

    latency = BLOCK

    def __init__(self, fill: Callable[..., None]) -> None:
        self.loudest = 0.0
        self._fill = fill
        self._closed = threading.Event()
        threading.Thread(target=self._run, name="silent device", daemon=True).start()

    def close(self) -> None:
        """Ask for no more."""
        self._closed.set()

    def _run(self) -> None:
        moment = SimpleNamespace(outputBufferDacTime=0.0, currentTime=0.0)
        status = SimpleNamespace(output_underflow=False)
        began, played = time.monotonic(), 0
        while not self._closed.wait(max(0.0, began + played / RATE - time.monotonic())):
            block: NDArray[np.float32] = np.zeros((int(RATE * BLOCK), 1), np.float32)
            self._fill(block, len(block), moment, status)
            self.loudest = max(self.loudest, float(np.abs(block).max()))
            played += len(block)


class SilentPlayer(Player):
    """Plays to such a device, which is always there."""

    _stream: SilentDevice | None

    def open(self) -> None:
        """Open it."""
        if self._stream is None:
            self._allocate()
            self._called = time.monotonic()
            self._stream, self.device = SilentDevice(self._fill), "silence"

    @property
    def loudest(self) -> float:
        """The greatest amplitude that was played since it was opened."""
        return self._stream.loudest if self._stream else 0.0


class SilentHost(SpeechHost):
    """Speaks as the voice worker does, to nobody."""

    player: ClassVar[type[Player]] = SilentPlayer
    _player: Any

    def loudest(self) -> float:
        """The greatest amplitude of what was spoken, 0 to 1."""
        return float(self._player.loudest)
