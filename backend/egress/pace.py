"""How fast all downloads together may be: each waits for its turn before it reads on, and the line waits with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

_LONGEST = 0.2
"""Seconds after which a new limit is heeded at the latest."""
_AHEAD = 0.05
"""Seconds of bytes that may come at once: waiting for less costs a processor more than it evens out."""


class Pace:
    """`limit` tells the bytes a second, 0 for as fast as they come; it is asked again and again.

    `clock` counts seconds, and `sleep` waits for some.
    """

    def __init__(
        self,
        limit: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limit, self._clock, self._sleep = limit, clock, sleep
        self._owed, self._seen = 0.0, clock()
        self._turn = asyncio.Lock()  # first come, first served: none starves beside others

    async def take(self, count: int) -> None:
        """Account for bytes that came; waits while more than the limit have come."""
        if not (limit := self._limit()):
            self._owed = 0.0
            return
        async with self._turn:
            self._owed = min(self._owed, _AHEAD * limit) + count  # what a higher limit allowed is not waited for
            while (wait := self._behind()) > _AHEAD:
                await self._sleep(min(wait, _LONGEST))

    def _behind(self) -> float:
        """Seconds that those bytes should still take, by the limit of this moment."""
        now, limit = self._clock(), self._limit()
        passed, self._seen = now - self._seen, now
        self._owed = max(0.0, self._owed - passed * limit) if limit else 0.0
        return self._owed / limit if limit else 0.0
