"""Stores what runs write: once a second, at their end, and again later when the disk refused."""

from __future__ import annotations

import asyncio

from backend.bus import Bus
from backend.errors import FiresideError
from backend.events import Notice
from backend.runs.live import Live
from backend.runs.rooms import Messages

EVERY = 1.0


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
        except FiresideError as error:
            if not self._unsaved:
                self._bus.publish(Notice(level="error", problem=error.problem))
            self._unsaved[live.message.id] = live
            if self._later is None or self._later.done():
                self._later = asyncio.create_task(self._save_later())
        else:
            live.written = length
            self._unsaved.pop(live.message.id, None)

    async def settle(self, message_id: str) -> None:
        """Store what is held of a message, before it is gone on with. Raises what the store raises."""
        if live := self._unsaved.get(message_id):
            await self._messages.write(message_id, live.parts(), live.run)
            self._unsaved.pop(message_id, None)

    async def close(self) -> None:
        """Try a last time."""
        await self._save_held()
        if self._later:
            self._later.cancel()
            await asyncio.wait([self._later])

    async def _save_later(self) -> None:
        while self._unsaved:
            await asyncio.sleep(2 * EVERY)
            await self._save_held()

    async def _save_held(self) -> None:
        for id in list(self._unsaved):
            if live := self._unsaved.get(id):  # it may have been settled meanwhile
                await self.save(live)
