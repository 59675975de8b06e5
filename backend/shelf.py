"""Which models there are: the bundled ones, and those that a person added."""

from __future__ import annotations

import asyncio
import hashlib
import os.path
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from backend.domain import Model, Purpose
from backend.engines.folder import describe_folder, find_folder
from backend.engines.gguf import describe
from backend.engines.server import Server
from backend.engines.servers import Servers
from backend.errors import Invalid
from backend.neighbours import Neighbour, Place, look


class Added(Protocol):
    """Where added models are remembered; `store.AddedModels` is one."""

    async def all(self) -> tuple[Model, ...]: ...
    async def add(self, model: Model) -> None: ...
    async def remove(self, id: str) -> None: ...


class Shelf:
    """Lists, adds and removes models. `changed` is called when others stand there than before."""

    def __init__(self, catalogue: Path, added: Added, servers: Servers, changed: Callable[[], None]) -> None:
        self._bundled = tuple(bundled(catalogue))
        self._added, self._servers, self._changed = added, servers, changed

    async def all(self) -> tuple[Model, ...]:
        """The bundled models, then the added ones; those whose file is gone are marked `missing`."""
        models = self._bundled + await self._added.all()
        return await asyncio.to_thread(
            lambda: tuple(model.model_copy(update={"missing": not exists(model)}) for model in models)
        )

    async def add(self, path: str, purpose: Purpose = "chat", name: str = "") -> Model:
        """Add a GGUF file, or a folder with safetensors, where it lies; a file of the folder stands for it.

        It gets that name, or the one that it gives itself. Raises `ModelMissing`, `ModelBroken` or `Invalid`, with the
        reason, and `EngineFailed` without PyTorch.
        """
        described = await asyncio.to_thread(_described, path, purpose)
        return await self._put(described.model_copy(update={"name": name}) if name else described)

    async def beside(self, where: Sequence[Place]) -> tuple[Neighbour, ...]:
        """The models of other programs in those places; some may stand here already."""
        found = await asyncio.to_thread(look, where)
        known = {model.path for model in await self._added.all()}
        return tuple(one.model_copy(update={"here": one.model.path in known}) for one in found)

    async def add_served(self, server: Server, name: str) -> Model:
        """Add a model of a server, and keep the server's key. Raises `StoreUnwritable`."""
        await self._servers.keep(server)
        return await self._put(server.model(name))

    async def found(self, model: Model, path: Path) -> None:
        """An added model lies elsewhere now; it stays the same one. Raises `StoreUnwritable`."""
        await self._added.remove(model.id)
        await self._added.add(model.model_copy(update={"path": str(path), "missing": False}))
        self._changed()

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
        model = described.model_copy(update={"id": hashlib.sha256(described.place.encode()).hexdigest()[:16]})
        await self._added.add(model)
        self._changed()
        return model


def exists(model: Model) -> bool:
    """Whether its file or folder is there. A server is not asked. Reads the disk: not for the event loop."""
    there = {"llama.cpp": os.path.isfile, "pytorch": os.path.isdir, "server": bool}
    return there[model.engine](model.path)


def bundled(catalogue: Path) -> list[Model]:
    """The models that ship with Fireside, from the catalogue's TOML files."""
    models = []
    for file in sorted(catalogue.glob("*.toml")):
        for entry in tomllib.loads(file.read_text("utf-8")).get("model", []):
            known = {name: value for name, value in entry.items() if name in Model.model_fields}
            models.append(Model(**known, path=str(catalogue / entry["file"]), bundled=True))
    return models


def _described(path: str, purpose: Purpose) -> Model:
    place = Path(os.path.abspath(os.path.expanduser(path)))
    folder = find_folder(place)
    if folder is None:
        return describe(place, purpose)
    if purpose != "chat":
        raise Invalid("A model for searching must be a GGUF file.", "Look for the GGUF version of it.", param="path")
    model = describe_folder(folder)
    from backend.engines.torch_loader import require  # with psutil, which the start need not wait for

    require()
    return model
