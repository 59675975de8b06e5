"""What is being fetched: begun, paused, gone on with, given up; and taken up again after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path

from backend.bus import Bus
from backend.domain import Download, DownloadStatus
from backend.downloads.fetch import CLOSING
from backend.downloads.fetching import PAUSES, Fetching
from backend.downloads.plan import Halves, Plan
from backend.egress import Egress
from backend.errors import Conflict, NotFound, StoreUnwritable
from backend.events import DownloadChanged
from backend.patience import patiently


class Downloads:
    """Several at once. `finished` is told, in the event loop, when a folder is in its place; what it raises is the
    end of that download.

    `pauses` are the seconds that a silent server is given, one after the other; `headers` go with the request
    to an address, and may block.
    """

    def __init__(
        self,
        folder: Path,
        gate: Egress,
        bus: Bus,
        finished: Callable[[Plan], Awaitable[None]],
        pauses: tuple[float, ...] = PAUSES,
        headers: Callable[[str], Mapping[str, str]] = lambda url: {},
    ) -> None:
        self._headers = headers
        self._folder, self._gate, self._bus, self._finished, self._pauses = folder, gate, bus, finished, pauses
        self._all: dict[str, Fetching] = {}

    def all(self) -> tuple[Download, ...]:
        """What is being fetched, paused or failed, in the order in which it was begun."""
        return tuple(fetching.state for fetching in self._all.values())

    async def open(self) -> None:
        """Take up what was being fetched when the app ended; what was paused stays so."""
        for plan in await asyncio.to_thread(self._found):
            self._all[plan.id] = self._made(plan)
            await self._all[plan.id].begin()

    async def start(self, plan: Plan) -> Download:
        """Begin to fetch. Raises `Conflict` when it is there or on its way, and `StoreUnwritable`."""
        there = await asyncio.to_thread(Path(plan.target).exists)
        if there or plan.id in self._all:  # asked last: of two at once, the second finds the first
            raise Conflict(f"{plan.name} is there already, or on its way.", "Look at the list.")
        fetching = self._all[plan.id] = self._made(plan)
        try:
            await fetching.keep()
        except StoreUnwritable:
            del self._all[plan.id]
            raise
        await fetching.begin()
        return fetching.state

    async def pause(self, id: str, paused: bool = True) -> Download:
        """Stop, or go on, also after a failure; what came is kept. Raises `NotFound` and `StoreUnwritable`."""
        fetching = self._get(id)
        await fetching.pause(paused)
        return fetching.state

    async def cancel(self, id: str) -> None:
        """Stop and give up what came. Raises `NotFound`."""
        fetching = self._get(id)
        await fetching.halt()
        with suppress(TimeoutError):  # a disk that hangs is not waited for
            await patiently(self._halves(id).remove, CLOSING)
        self._all.pop(id, None)
        fetching.change(status=DownloadStatus.CANCELLED, rate=0.0)

    async def close(self) -> None:
        """Stop all, at the end of the app: they go on at the next start."""
        for fetching in self._all.values():
            await fetching.halt()

    async def _put(self, plan: Plan) -> None:
        try:
            await asyncio.to_thread(self._halves(plan.id).finish, plan)
        except OSError as error:
            raise StoreUnwritable(f"{plan.target} cannot be written: {error.strerror}.", "Look at it.") from error
        fetching = self._all.pop(plan.id)
        await self._finished(plan)
        fetching.change(status=DownloadStatus.DONE, rate=0.0)

    def _made(self, plan: Plan) -> Fetching:
        def tell(state: Download) -> None:
            self._bus.publish(DownloadChanged(download=state))

        return Fetching(plan, self._halves(plan.id), self._gate, tell, self._put, self._pauses, self._headers)

    def _found(self) -> list[Plan]:
        folders = sorted(self._folder.glob("*/"), key=lambda folder: folder.stat().st_mtime)
        return [plan for folder in folders if (plan := Halves(folder).read()) is not None and plan.id == folder.name]

    def _halves(self, id: str) -> Halves:
        return Halves(self._folder / id)

    def _get(self, id: str) -> Fetching:
        if id not in self._all:
            raise NotFound("Nothing of that name is being fetched.", "It may have ended: look at the list.")
        return self._all[id]
