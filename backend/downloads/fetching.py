"""One plan being fetched: its task, its patience with a broken line, and how far it is."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from backend.domain import Download, DownloadStatus
from backend.downloads.fetch import DISK, Interrupted, fetch
from backend.downloads.plan import Halves, Plan
from backend.egress import Egress
from backend.errors import DownloadFailed, FiresideError, StoreUnwritable
from backend.patience import patiently

PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds before the server is asked again; whatever comes in between begins them anew."""
_SPARE = 200_000_000
"""Bytes that stay free on the disk."""
_TOLD_EVERY = 0.25
_LEVELLED = 3.0
"""Seconds over which the speed is levelled."""


class Fetching:
    """Runs in a task. `tell` hears of each change, a few times a second; `done` puts into place what is whole.

    `headers` go with the request to an address; it may block. They are written down nowhere.
    """

    def __init__(
        self,
        plan: Plan,
        halves: Halves,
        gate: Egress,
        tell: Callable[[Download], None],
        done: Callable[[Plan], Awaitable[None]],
        pauses: tuple[float, ...] = PAUSES,
        headers: Callable[[str], Mapping[str, str]] = lambda url: {},
    ) -> None:
        self._headers = headers
        self.plan, self._halves, self._gate = plan, halves, gate
        self._tell, self._done, self._pauses = tell, done, pauses
        self._task: asyncio.Task[None] | None = None
        self._told = self._since = 0.0
        self._fresh = 0
        # Who asks for the same before it has begun must not take it for one that waits to be gone on with.
        status = DownloadStatus.PAUSED if plan.paused else DownloadStatus.RUNNING
        self.state = Download(id=plan.id, name=plan.name, status=status, total=plan.size)

    async def begin(self) -> None:
        """Go on from what is there, unless it is paused. Raises `StoreUnwritable`."""
        try:
            have = await patiently(partial(self._halves.have, self.plan), DISK)
        except OSError as error:
            self.change(status=DownloadStatus.PAUSED)
            raise _unwritable(error) from error
        self.change(done=have, problem=None)
        if not self.plan.paused and self._task is None:
            self.change(status=DownloadStatus.RUNNING)
            self._task = asyncio.create_task(self._run(), name=f"download {self.plan.id}")

    async def pause(self, paused: bool) -> None:
        """Stop, or go on; that is kept for the next start, too. Raises `StoreUnwritable`."""
        await self.halt()
        self.plan = self.plan.model_copy(update={"paused": paused})
        await self.keep()
        if paused:
            self.change(status=DownloadStatus.PAUSED, rate=0.0, problem=None)
        await self.begin()

    async def keep(self) -> None:
        """Write the plan down. Raises `StoreUnwritable`."""
        try:
            await patiently(partial(self._halves.write, self.plan), DISK)
        except OSError as error:
            raise _unwritable(error) from error

    async def halt(self) -> None:
        """Stop; what came is kept."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    def change(self, **fields: object) -> None:
        """A new state, told to who listens."""
        self.state = self.state.model_copy(update=fields)
        self._tell(self.state)

    # -------------------------------------------------------------- the task

    async def _run(self) -> None:
        try:
            await self._check_room()
            async with self._gate.client(f"Download {self.plan.name}") as client:
                for file in self.plan.files:
                    path = await patiently(partial(self._halves.place, file), DISK)
                    headers = await asyncio.to_thread(self._headers, file.url)
                    await self._patiently(partial(fetch, client, file, path, self._add, self._gate.pace.take, headers))
            self._task = None
            await self._done(self.plan)
        except FiresideError as error:
            self._fail(error)
        except OSError as error:
            self._fail(_unwritable(error))

    async def _patiently(self, ask: Callable[[], Awaitable[object]]) -> None:
        failures = 0
        while True:
            before = self.state.done
            try:
                await ask()
                return
            except Interrupted as error:
                failures = 0 if self.state.done > before else failures + 1
                if failures > len(self._pauses):
                    raise DownloadFailed(
                        f"{self.plan.name} cannot be fetched: {error}.", "Look at your connection, then go on with it."
                    ) from error
                self.change(rate=0.0)
                await asyncio.sleep(max(error.wait, self._pauses[max(0, failures - 1)] if self._pauses else 0))

    async def _check_room(self) -> None:
        """Raises `StoreUnwritable` when the disk cannot take what is still missing."""
        if self.plan.size is None:
            return
        free = await patiently(partial(_free, Path(self.plan.target)), DISK)
        if (missing := self.plan.size - self.state.done + _SPARE) > free:
            raise StoreUnwritable(
                f"{self.plan.name} needs {missing / 1e9:.1f} GB more, and {free / 1e9:.1f} GB are free.",
                "Free some disk space, then go on with it.",
            )

    def _add(self, count: int) -> None:
        now = time.monotonic()
        self._fresh += max(count, 0)
        self.state = self.state.model_copy(update={"done": self.state.done + count})
        if now - self._told < _TOLD_EVERY and count > 0:
            return
        passed = now - (self._told or now)
        weight = min(1.0, passed / _LEVELLED) if self.state.rate else 1.0
        rate = self._fresh / passed if passed else 0.0
        self._told, self._fresh = now, 0
        self.change(rate=self.state.rate + weight * (rate - self.state.rate))

    def _fail(self, error: FiresideError) -> None:
        self._task = None
        self.change(status=DownloadStatus.FAILED, rate=0.0, problem=error.problem)


def _free(target: Path) -> int:
    """Bytes that are free where the target will be."""
    where = next(folder for folder in target.parents if folder.exists())
    return shutil.disk_usage(where).free


def _unwritable(error: OSError) -> StoreUnwritable:
    why = "the disk does not answer" if isinstance(error, TimeoutError) else error.strerror
    return StoreUnwritable(f"Nothing can be stored: {why}.", "Look at the data folder and its disk.")
