"""All imports that are going on: files received piece by piece, looked through and carried out in the background."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from backend.domain import new_id
from backend.errors import Conflict, Invalid, NotFound, StoreUnwritable
from backend.exchange.importing import Import, Importing, Offer
from backend.store import Images, WholeThreads

STALE = 24 * 3600.0
MOST_FILES = 5000


@dataclass
class _Job:
    importing: Importing
    folder: Path
    labels: dict[int, str] = field(default_factory=dict)
    task: asyncio.Task[Import] | None = None

    def files(self) -> list[tuple[str, Path]]:
        return [(label, self.folder / str(number)) for number, label in sorted(self.labels.items())]


class Imports:
    """The imports of one app. Files lie in `folder` under numbers of ours: their own names are labels and no more."""

    def __init__(
        self,
        folder: Path,
        store: WholeThreads,
        images: Images,
        changed: Callable[[], None],
        settle: Callable[[], Awaitable[object]],
    ) -> None:
        """`changed` is called when threads came; then `settle` does what may take its time."""
        self._folder, self._store, self._images = folder, store, images
        self._changed, self._settle = changed, settle
        self._jobs: dict[str, _Job] = {}

    async def begin(self) -> Import:
        """A new import, without files yet. Raises `StoreUnwritable`."""
        job = _Job(Importing(new_id(), self._store, self._images), self._folder / new_id())
        await asyncio.to_thread(self._make_room, job.folder)
        self._jobs[job.importing.state.id] = job
        return job.importing.state

    async def receive(self, id: str, number: int, label: str, at: int, data: AsyncIterator[bytes]) -> None:
        """A piece of a file, from that byte on. Raises `NotFound`, `Conflict`, `Invalid` or `StoreUnwritable`."""
        job = self._job(id)
        if job.importing.state.status != "receiving":
            raise Conflict("This import has all its files already.", "Begin another one.")
        if not 0 <= number < MOST_FILES:
            raise Invalid(f"That are more than {MOST_FILES:,} files.", "Put them into one ZIP.")
        job.labels[number] = label
        try:
            with (job.folder / str(number)).open("ab") as file:
                if file.tell() != at:
                    raise Invalid("A piece of the file is missing.", "Begin the import again.", param="at")
                async for chunk in data:
                    await asyncio.to_thread(file.write, chunk)
        except OSError as error:
            raise StoreUnwritable(f"The file cannot be kept: {error.strerror}.", "Free some disk space.") from error

    def look(self, id: str) -> Import:
        """Begin to look through what was received. Raises `NotFound` or `Conflict`."""
        job = self._job(id)
        if job.task is not None:
            raise Conflict("This import is being looked through already.")
        job.task = asyncio.create_task(job.importing.look(job.files()))
        return job.importing.begin("looking")

    def take(self, id: str, only: Collection[int] | None) -> Import:
        """Begin to carry it out. Raises `NotFound` or `Conflict`."""
        job = self._job(id)
        if job.importing.state.status != "ready":
            raise Conflict("There is nothing to import yet.", "Wait until the files were looked through.")
        job.task = asyncio.create_task(self._carry_out(job, only))
        return job.importing.begin("taking")

    def state(self, id: str) -> Import:
        """How far it is. Raises `NotFound`."""
        return self._job(id).importing.state

    def offers(self, id: str) -> tuple[Offer, ...]:
        """The threads in the files. Raises `NotFound`."""
        return tuple(self._job(id).importing.offers)

    def file(self, id: str) -> Path:
        """The first file that was received. Raises `NotFound`."""
        job = self._job(id)
        if not job.labels:
            raise NotFound("No file was received.", "Choose one.")
        return job.folder / str(min(job.labels))

    async def end(self, id: str) -> None:
        """Stop it if it goes on, and forget its files. Raises `NotFound`."""
        job = self._job(id)
        job.importing.stop()
        if job.task is not None:
            if job.importing.state.status not in ("looking", "taking"):
                job.task.cancel()  # only the settling is left, which is caught up with when it is needed
            await asyncio.wait([job.task])
        del self._jobs[id]
        await asyncio.to_thread(shutil.rmtree, job.folder, True)

    async def close(self) -> None:
        """Stop all of them."""
        for id in list(self._jobs):
            await self.end(id)

    async def _carry_out(self, job: _Job, only: Collection[int] | None) -> Import:
        state = await job.importing.take(only)
        self._changed()
        if state.status == "done":
            await self._settle()
        return state

    def _job(self, id: str) -> _Job:
        if id not in self._jobs:
            raise NotFound("There is no such import.", "Begin it again.")
        return self._jobs[id]

    def _make_room(self, folder: Path) -> None:
        """The folder for an import; what an app that was killed left in such folders is cleared away."""
        try:
            folder.mkdir(parents=True)
            for old in self._folder.iterdir():
                if time.time() - old.stat().st_mtime > STALE:
                    shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            raise StoreUnwritable(f"The file cannot be kept: {error.strerror}.", "Free some disk space.") from error
