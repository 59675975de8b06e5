"""How far ahead a sound device is filled: further once it stuttered, and less far again when it was calm."""

from __future__ import annotations

import time
from collections import deque

LATENCIES = (0.035, 0.1, 0.2)
"""Seconds; silence comes as late. With 0.02 it was seen to drop out on a busy machine; the next is for where it does so
nevertheless. Beside other work on all processors (load 17 on two) it dropped out 16, 3 and once in twelve seconds."""
STUTTERED = 3  # times, then the next latency is taken
SOON = 60.0  # seconds in which it must drop out so often: the whole computer stands still now and then
CALM = 300.0  # seconds without dropping out, then the one before


class Care:
    """`dropped` is told by the sound device's callback, the rest asked by whoever opens it."""

    def __init__(self) -> None:
        self._which = 0
        self._dropouts: deque[float] = deque(maxlen=STUTTERED)  # when, since that latency was taken
        self._calm_since = 0.0

    @property
    def latency(self) -> float:
        """Seconds."""
        return LATENCIES[self._which]

    def dropped(self, now: float) -> None:
        """It dropped out, and that was heard."""
        self._calm_since = now
        self._dropouts.append(now)

    def more(self) -> bool:
        """Take more latency if it stutters: whether there is more now."""
        times = self._dropouts
        stutters = len(times) == STUTTERED and times[-1] - times[0] < SOON
        if not stutters or self._which == len(LATENCIES) - 1:
            return False
        self._which += 1
        times.clear()
        return True

    def less(self) -> None:
        """Take less latency if it was calm for long."""
        if self._which and time.monotonic() - self._calm_since > CALM:
            self._which, self._calm_since = self._which - 1, time.monotonic()
            self._dropouts.clear()
