"""Models that lie elsewhere than they did: found again, shown to us, or brought into Fireside's own folder."""

from __future__ import annotations

import asyncio
import os.path
import re
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from backend.bus import Bus
from backend.domain import Download, DownloadStatus, Model
from backend.errors import Conflict, FiresideError, ModelMissing, NotFound, StoreUnwritable
from backend.events import DownloadChanged
from backend.patience import patiently
from backend.shelf.finding import find_again, is_same
from backend.shelf.keeping import bring, files_of, give_up
from backend.shelf.neighbours import Place
from backend.shelf.shelf import LONGEST, Shelf, placed
from backend.transfer import Stopped

PREFIX = "copy-"
"""What the ids of these copies begin with."""
_TOLD_EVERY = 16 << 20
"""Bytes between two words about how far a copy is."""
_OWN = "added"
"""Where copies lie below the models, beside the publishers."""


@dataclass
class _Copy:
    state: Download
    stop: threading.Event = field(default_factory=threading.Event)
    task: asyncio.Task[None] | None = None


class Shelving:
    """`home` is the folder of the models that Fireside keeps; `places` tell where others keep theirs."""

    def __init__(self, shelf: Shelf, home: Path, places: Callable[[], Sequence[Place]], bus: Bus) -> None:
        self._shelf, self._home, self._places, self._bus = shelf, home, places, bus
        self._copies: dict[str, _Copy] = {}

    async def seek(self, id: str) -> Model:
        """Look for a model that is gone from its place, near it and where models lie usually.

        Raises `NotFound` when it is nowhere there, and what `point` raises.
        """
        model = await self._get(id)
        near = [parent for parent in Path(model.path).parents[:2] if len(parent.parts) > 2]
        others = [Path(other.path).parent for other in await self._shelf.all() if not (other.missing or other.server)]
        usual = [Path.home() / name for name in ("Downloads", "models", "Models")]
        folders = [*near, *others, self._home, *(place.folder for place in self._places()), *usual]
        return await self._moved(model, folders)

    async def point(self, id: str, told: str) -> Model:
        """A model lies at that place now, or somewhere below that folder.

        Raises `NotFound`, `Conflict` when another one lies there, and what adding it would raise.
        """
        model, place = await self._get(id), placed(told)
        try:
            if await patiently(lambda: model.engine != "pytorch" and os.path.isdir(place), LONGEST):
                return await self._moved(model, [place])
            described = await self._shelf.described(told, model.purpose)
            if not await patiently(lambda: is_same(model, Path(described.path)), LONGEST):
                raise Conflict(
                    f"{place.name} is not {model.name}.", "Add it as another model, or look for the right file."
                )
        except TimeoutError:
            raise ModelMissing(f"{told} does not answer.", "Its disk cannot be reached just now.") from None
        return await self._shelf.found(model, Path(described.path))

    async def copy(self, id: str) -> Download:
        """Begin to bring a model into Fireside's folder; it answers all the while, and stays the same model.

        Raises `NotFound`, and `Conflict` when it lies there already.
        """
        model = await self._get(id)
        if running := self._copies.get(model.id):
            return running.state
        if model.missing or Path(model.path).is_relative_to(self._home):
            raise Conflict(f"{model.name} cannot be copied.", "It is gone, or it lies in Fireside's folder already.")
        copy = self._copies[model.id] = _Copy(
            Download(id=PREFIX + model.id, name=model.name, status=DownloadStatus.RUNNING, total=model.size)
        )
        copy.task = asyncio.create_task(self._copy(model, copy), name=f"copy {model.id}")
        return copy.state

    async def cancel(self, id: str) -> None:
        """Give up a copy. Raises `NotFound`."""
        if id not in self._copies:
            raise NotFound("No such copy is being made.", "It may have ended: look at the list.")
        self._copies[id].stop.set()

    async def close(self) -> None:
        """Give up all copies, at the end of the app."""
        for copy in list(self._copies.values()):
            copy.stop.set()
            if copy.task:
                await asyncio.wait([copy.task], timeout=1)  # a disk that hangs is not waited for

    async def _copy(self, model: Model, copy: _Copy) -> None:
        name = re.sub(r"[^\w.-]+", "-", model.name)[:80].strip(".-") or "model"
        target, loop = self._home / _OWN / name / model.id, asyncio.get_running_loop()
        done = told = 0

        def tell(count: int) -> None:
            nonlocal done, told
            if copy.stop.is_set():
                raise Stopped
            done += count
            if done - told >= _TOLD_EVERY:
                told = done
                loop.call_soon_threadsafe(self._change, copy, DownloadStatus.RUNNING, done)

        def work() -> None:
            path = Path(model.path)
            files = files_of(path)
            total = sum(file.stat().st_size for file in files)
            loop.call_soon_threadsafe(self._change, copy, DownloadStatus.RUNNING, 0, total)
            bring(files, path if path.is_dir() else path.parent, target, tell)

        try:
            await patiently(work)
            path = target if model.engine == "pytorch" else target / Path(model.path).name
            await self._shelf.found(model, path)
            self._change(copy, DownloadStatus.DONE, copy.state.total or done)
        except Stopped:
            await patiently(lambda: give_up(target))
            self._change(copy, DownloadStatus.CANCELLED, 0)
        except (FiresideError, OSError) as error:
            await patiently(lambda: give_up(target))
            failed = error if isinstance(error, FiresideError) else _unwritten(error)
            copy.state = copy.state.model_copy(update={"problem": failed.problem})
            self._change(copy, DownloadStatus.FAILED, 0)
        finally:
            self._copies.pop(model.id, None)

    def _change(self, copy: _Copy, status: DownloadStatus, done: int, total: int | None = None) -> None:
        if copy.state.status is DownloadStatus.RUNNING:  # what the thread told before the end may come after it
            changed = {"status": status, "done": done, **({"total": total} if total else {})}
            copy.state = copy.state.model_copy(update=changed)
            self._bus.publish(DownloadChanged(download=copy.state))

    async def _moved(self, model: Model, folders: Sequence[Path]) -> Model:
        path = None
        with suppress(TimeoutError):
            path = await patiently(lambda: find_again(model, folders), LONGEST)
        if path is None:
            raise NotFound(f"{model.name} was not found.", "Say where it lies now, or add it again.", param="path")
        return await self._shelf.found(model, path)

    async def _get(self, id: str) -> Model:
        for model in await self._shelf.all():
            if model.id == id and not (model.server or model.bundled):
                return model
        raise NotFound("There is no such model with a file of its own.", "Look at the list.")


def _unwritten(error: OSError) -> StoreUnwritable:
    return StoreUnwritable(
        f"The copy could not be made: {error.strerror or error}.", "Look at the disk, then try again."
    )
