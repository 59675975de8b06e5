"""Which models there are: the bundled ones, and those that a person added."""

from __future__ import annotations

import asyncio
import hashlib
import os.path
import tomllib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from backend.domain import Model, Purpose, new_id
from backend.engines.folder import describe_folder, find_folder
from backend.engines.gguf import describe
from backend.engines.mark import mark_of
from backend.engines.server import Server
from backend.engines.servers import Servers
from backend.errors import Conflict, Invalid, ModelMissing
from backend.patience import patiently
from backend.shelf.finding import FoundModel, models_in
from backend.shelf.neighbours import Neighbour, Place, look
from backend.shelf.sight import Sight

PATIENCE = 2.0
"""Seconds that the disk of a model is given to say whether it is there: the list waits for it."""
LONGEST = 60.0
"""Seconds that it is given to be looked at."""


class Added(Protocol):
    """Where added models are remembered; `store.AddedModels` is one."""

    async def all(self) -> tuple[Model, ...]: ...
    async def add(self, model: Model) -> None: ...
    async def move(self, model: Model) -> None: ...
    async def remove(self, id: str) -> None: ...


class Shelf:
    """Lists, adds and removes models. `changed` is called when others stand there than before."""

    def __init__(
        self,
        catalogue: Path,
        added: Added,
        servers: Servers,
        changed: Callable[[], None],
        patience: float = PATIENCE,
    ) -> None:
        self._bundled = tuple(bundled(catalogue))
        self._added, self._servers, self._changed, self._patience = added, servers, changed, patience
        self._sight = Sight()
        self._silent: set[str] = set()  # places that were asked and have not answered yet: they are not asked again
        self._waiting: set[asyncio.Task[None]] = set()

    async def all(self) -> tuple[Model, ...]:
        """The bundled models, then the added ones; those whose file is gone, or out of reach, are marked `missing`."""
        models = self._bundled + await self._added.all()
        there = await self._there(models)
        return tuple(
            model.model_copy(update={"missing": model.path not in there, "sees": there.get(model.path, False)})
            for model in models
        )

    async def has(self, model: Model) -> bool:
        """Whether the file or folder of a model is there, and can be reached."""
        return model.path in await self._there([model])

    async def add(self, path: str, purpose: Purpose = "chat", name: str = "") -> Model:
        """Add a GGUF file, or a folder with safetensors, where it lies; a file of the folder stands for it.

        It gets that name, or the one that it gives itself. Raises `ModelMissing`, `ModelBroken` or `Invalid`, with the
        reason, and `EngineFailed` without PyTorch.
        """
        described = await self.described(path, purpose)
        return await self._put(described.model_copy(update={"name": name}) if name else described)

    async def described(self, path: str, purpose: Purpose = "chat") -> Model:
        """What a file or folder is, without an id. Raises as `add` does."""
        try:
            return await patiently(lambda: _described(path, purpose), LONGEST)
        except TimeoutError:
            raise silent(path) from None

    async def inside(self, folder: str) -> tuple[FoundModel, ...]:
        """The models below a folder, and which of them are listed. Raises `ModelMissing` or `ModelBroken`."""
        try:
            found = await patiently(lambda: models_in(placed(folder)), LONGEST)
        except TimeoutError:
            raise silent(folder) from None
        known = {model.path for model in await self._added.all()}
        return tuple(one.model_copy(update={"here": one.model.path in known}) for one in found)

    async def beside(self, where: Sequence[Place]) -> tuple[Neighbour, ...]:
        """The models of other programs in those places; some may stand here already."""
        found = await asyncio.to_thread(look, where)
        known = {model.path for model in await self._added.all()}
        return tuple(one.model_copy(update={"here": one.model.path in known}) for one in found)

    async def add_served(self, server: Server, name: str) -> Model:
        """Add a model of a server, and keep the server's key. Raises `StoreUnwritable`."""
        await self._servers.keep(server)
        return await self._put(server.model(name))

    async def found(self, model: Model, path: Path) -> Model:
        """An added model lies elsewhere now; it stays the same one.

        Raises `StoreUnwritable`, and `Conflict` when another one in the list lies there.
        """
        moved = model.model_copy(update={"path": str(path), "missing": False})
        if any(other.place == moved.place and other.id != model.id for other in await self._added.all()):
            raise Conflict(f"{path.name} is in the list already, as another model.", "Remove one of the two.")
        await self._added.move(moved)
        self._changed()
        return moved

    async def remove(self, model: Model) -> None:
        """Forget an added model, and with the last one of a server its key; files stay. Raises `StoreUnwritable`."""
        await self._added.remove(model.id)
        if model.server and model.server not in {other.server for other in await self._added.all()}:
            await self._servers.forget(model.server)
        self._changed()

    async def put_back(self, model: Model, server: Server | None) -> None:
        """A model that was taken off stands here again, as the same one, with its server's key.

        Raises `StoreUnwritable`.
        """
        if server:
            await self._servers.keep(server)
        await self._added.add(model)
        self._changed()

    async def _put(self, described: Model) -> Model:
        """A model at a place that is known keeps its id, also when it came there from elsewhere."""
        added = await self._added.all()
        ids = {model.place: model.id for model in added}
        id = ids.get(described.place) or hashlib.sha256(described.place.encode()).hexdigest()[:16]
        if described.place not in ids and id in ids.values():  # of one that lay here once
            id = new_id()[:16]
        model = described.model_copy(update={"id": id})
        await self._added.add(model)
        self._changed()
        return model

    async def _there(self, models: Sequence[Model]) -> dict[str, bool]:
        """The places of those that are there, and whether each sees.

        A disk that hangs is waited for once, and for its own models only.
        """
        models = [model for model in models if model.path not in self._silent]
        found, sees = dict[str, bool](), dict[str, bool]()

        def ask(*asked: Model) -> None:
            for model in asked:
                found[model.path] = exists(model)
                sees[model.path] = found[model.path] and self._sight.sees(model)

        with suppress(TimeoutError):
            await patiently(lambda: ask(*models), self._patience)
        late = [model for model in models if model.path not in found]
        self._silent |= {model.path for model in late}

        async def wait(model: Model) -> None:
            try:
                await patiently(lambda: ask(model))
            finally:
                self._silent.discard(model.path)

        if late:
            waiting = {asyncio.create_task(wait(model)) for model in late}
            self._waiting |= waiting
            for task in waiting:
                task.add_done_callback(self._waiting.discard)
            await asyncio.wait(waiting, timeout=self._patience)
        return {path: sees.get(path, False) for path, there in dict(found).items() if there}


def exists(model: Model) -> bool:
    """Whether its file or folder is there. A server is not asked. Reads the disk: not for the event loop."""
    there = {"llama.cpp": os.path.isfile, "pytorch": os.path.isdir, "server": bool}
    return there[model.engine](model.path)


def placed(path: str) -> Path:
    """The place that a person means."""
    return Path(os.path.abspath(os.path.expanduser(path)))


def silent(path: str) -> ModelMissing:
    """The disk of a file or folder hangs."""
    return ModelMissing(
        f"{path} does not answer.", "Its disk, or the share that it lies on, cannot be reached just now.", param="path"
    )


def bundled(catalogue: Path) -> list[Model]:
    """The models that ship with Fireside, from the catalogue's TOML files."""
    models = []
    for file in sorted(catalogue.glob("*.toml")):
        for entry in tomllib.loads(file.read_text("utf-8")).get("model", []):
            known = {name: value for name, value in entry.items() if name in Model.model_fields}
            models.append(Model(**known, path=str(catalogue / entry["file"]), bundled=True))
    return models


def _described(path: str, purpose: Purpose) -> Model:
    place = placed(path)
    folder = find_folder(place)
    if folder is None:
        return _marked(describe(place, purpose))
    if purpose != "chat":
        raise Invalid("A model for searching must be a GGUF file.", "Look for the GGUF version of it.", param="path")
    model = describe_folder(folder)
    from backend.engines.torch_loader import require  # with psutil, which the start need not wait for

    require()
    return _marked(model)


def _marked(model: Model) -> Model:
    try:
        return model.model_copy(update={"mark": mark_of(Path(model.path))})
    except OSError as error:
        raise ModelMissing(f"{model.path} cannot be read: {error.strerror}.", "Look at its disk.") from error
