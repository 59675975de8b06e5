"""Which model is in use: one at a time, first come, first served; who works in spare time gives way to all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager


class Turns:
    """`show` is told which model waits for which, and with an empty text that it waits no longer."""

    def __init__(self, show: Callable[[str, str], None]) -> None:
        self._show = show
        self._door = asyncio.Lock()  # first come, first served: else one who wants another model might wait for ever
        self._users, self._held = 0, ""
        self._alone = asyncio.Event()
        self._spared: set[asyncio.Timeout] = set()

    @property
    def taken(self) -> bool:
        """Whether a model is in use."""
        return self._users > 0

    @property
    def busy(self) -> bool:
        """The same, or in spare time."""
        return self.taken or bool(self._spared)

    def open_for(self, id: str) -> bool:
        """Whether that model would not have to wait."""
        return not self.taken or self._held == id

    @asynccontextmanager
    async def of(self, id: str) -> AsyncIterator[None]:
        """Have that model in use until the block ends. Waits while another one is."""
        with self._in_line(id):
            async with self._door:
                if not self.open_for(id):
                    await self._alone.wait()
                for limit in self._spared:
                    limit.reschedule(0)  # at once
                self._spared.clear()
                self._users, self._held = self._users + 1, id
                self._alone.clear()
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                self._alone.set()

    @asynccontextmanager
    async def spare(self) -> AsyncIterator[None]:
        """Work while no model is in use; waits until none is. Whoever wants one ends the block, with a TimeoutError."""
        while self._users:
            await self._alone.wait()
        async with asyncio.timeout(None) as limit:
            self._spared.add(limit)
            try:
                yield
            finally:
                self._spared.discard(limit)

    @contextmanager
    def _in_line(self, id: str) -> Iterator[None]:
        waits = not self.open_for(id)
        if waits:
            self._show(id, self._held)
        try:
            yield
        finally:
            if waits:
                self._show(id, "")
