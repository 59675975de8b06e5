"""Takes models off the list, with their files if that is asked; all of it can be undone for some minutes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from backend.bus import Bus
from backend.domain import Model, RemovedModel, now
from backend.engines.server import Server
from backend.engines.servers import Servers
from backend.errors import Conflict, FiresideError, NotFound
from backend.events import ModelsChanged
from backend.models.models import Models
from backend.models.moved import bring_back, delete, planned, put_aside
from backend.models.ownership import Files, files_of
from backend.models.rooms import Memory, Removed
from backend.settings import Choices
from backend.shelf import Shelf
from backend.shelf.neighbours import Place

log = logging.getLogger(__name__)
GRACE = timedelta(minutes=10)


class Removals:
    """What was removed lies aside until its time of grace is over, or until the next start.

    Models that were fetched lie below `home`; `where` are the folders of other programs. `clock` tells the moment.
    """

    def __init__(
        self,
        models: Models,
        shelf: Shelf,
        removed: Removed,
        memory: Memory,
        servers: Servers,
        choices: Choices,
        bus: Bus,
        home: Path,
        where: Callable[[], Sequence[Place]],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._models, self._shelf, self._removed, self._memory = models, shelf, removed, memory
        self._servers, self._choices, self._bus = servers, choices, bus
        self._home, self._where, self._clock = home, where, clock
        self._keys: dict[str, Server] = {}  # a server's key is gone from the disk at once: it is kept here meanwhile
        self._turn = asyncio.Lock()

    async def all(self) -> tuple[RemovedModel, ...]:
        """What can be brought back, the newest first."""
        return tuple(one for one in await self._removed.all() if one.until > self._clock())

    async def files(self, id: str) -> Files:
        """What would be deleted with that model, and whose it is. Raises `ModelMissing`."""
        model = await self._models.get(id)
        others = [other for other in await self._models.all() if other.id != id]
        return await asyncio.to_thread(files_of, model, others, self._home, self._where())

    async def remove(self, id: str, *, with_files: bool = False) -> RemovedModel:
        """Take a model off the list; with its files, these are put aside.

        Raises `ModelMissing`, `Conflict` for a bundled one or for files that may not be deleted, `StoreUnwritable`.
        """
        async with self._turn:
            model = await self._models.get(id)
            if model.bundled:
                raise Conflict("The bundled model cannot be removed.", "It belongs to Fireside and needs little room.")
            found = await self.files(id) if with_files else Files()
            if with_files and not found.paths:
                raise Conflict("Fireside does not delete this from here.", "Take it off the list, or delete it itself.")
            await self._models.unload(id)
            moment = self._clock()
            removed = RemovedModel(
                model=model,
                files=planned(found.paths, id),
                size=found.size,
                chosen=self._choices.current.model_id == id,
                removed_at=moment,
                until=moment + GRACE,
            )
            await self._removed.add(removed)  # first: whatever happens then, the next start knows of the files
            try:
                await asyncio.to_thread(put_aside, removed.files)
            except FiresideError:
                await self._removed.forget(id)
                raise
            await self._take_off(model)
            return removed

    async def _take_off(self, model: Model) -> None:
        if model.server:
            self._keys[model.id] = await self._servers.at(model.server)
        await self._shelf.remove(model)
        if self._choices.current.model_id == model.id:
            self._choices.change({"model_id": None})

    async def restore(self, id: str) -> Model:
        """Bring a model back, with its files. Raises `NotFound`, `Conflict` or `StoreUnwritable`."""
        async with self._turn:
            removed = next((one for one in await self._removed.all() if one.model.id == id), None)
            if removed is None:
                raise NotFound("This model cannot be brought back any more.", "Add it, or fetch it again.")
            await asyncio.to_thread(bring_back, removed.files)
            named = {"name": removed.model.own_name or removed.model.name}  # the other name is remembered apart
            await self._shelf.put_back(removed.model.model_copy(update=named), self._keys.pop(id, None))
            await self._removed.forget(id)
            if removed.chosen and self._choices.current.model_id is None:
                self._choices.change({"model_id": id})
            return await self._models.get(id)

    async def empty(self, *, all: bool = False) -> None:
        """Delete for good what lies aside and whose time of grace is over, or `all` of it."""
        async with self._turn:
            gone = [one for one in await self._removed.all() if all or one.until <= self._clock()]
            known = {model.id for model in await self._shelf.all()}
            for one in gone:
                try:
                    await asyncio.to_thread(delete, one.files)
                except OSError as error:  # in use, or on a disk that is not there: the next time
                    log.warning("the files of %s are not deleted yet: %s", one.model.name, error)
                    continue
                await self._removed.forget(one.model.id)
                self._keys.pop(one.model.id, None)
                if one.model.id not in known:  # it may have been added again meanwhile
                    await self._memory.forget(one.model.id)
            if gone:
                self._bus.publish(ModelsChanged())
