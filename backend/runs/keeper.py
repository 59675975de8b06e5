"""Stores what runs write: once a second, at their end, and again later when the disk refused."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol

from backend.bus import Bus
from backend.domain import Part, Run
from backend.errors import FiresideError, StoreUnwritable
from backend.events import Notice
from backend.runs.live import Live

EVERY = 1.0


class Messages(Protocol):
    """Where messages lie."""

    async def write(self, message_id: str, parts: tuple[Part, ...], run: Run) -> None: ...


class Keeper:
    """Saves runs in flight; holds those that could not be stored, so that they are shown and tried again."""

    def __init__(self, messages: Messages, bus: Bus) -> None:
        self._messages, self._bus = messages, bus
        self._unsaved: dict[str, Live] = {}
        self._later: asyncio.Task[None] | None = None

    def unsaved(self) -> tuple[Live, ...]:
        """Runs whose newest words are not on disk, because it refused them."""
        return tuple(self._unsaved.values())

    async def save_every_second(self, live: Live) -> None:
        """One coalesced write a second, never one a token, never in the way of the stream; until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            if live.length != live.written:
                await self.save(live)

    async def save(self, live: Live) -> None:
        """Store a run as it is; when that is refused, say so once and try again every other second."""
        length = live.length
        try:
            await self._messages.write(live.message.id, live.parts(), live.run)
        except StoreUnwritable as error:
            if not self._unsaved:
                self._bus.publish(Notice(level="error", problem=error.problem))
            self._unsaved[live.message.id] = live
            if self._later is None or self._later.done():
                self._later = asyncio.create_task(self._save_later())
        else:
            live.written = length
            self._unsaved.pop(live.message.id, None)

    async def close(self) -> None:
        """Try a last time."""
        if self._later:
            self._later.cancel()
            await asyncio.wait([self._later])
        for live in self.unsaved():
            await self.save(live)

    async def _save_later(self) -> None:
        while self._unsaved:
            await asyncio.sleep(2 * EVERY)
            for live in self.unsaved():
                with suppress(FiresideError):
                    await self.save(live)
