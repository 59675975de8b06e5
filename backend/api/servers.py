"""Models on servers over HTTP: what a server has, and adding one of it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field, SecretStr

from backend.api.house import TheModels, TheServers, TheShelf
from backend.domain import Model, Value
from backend.engines.remote import RemoteModel

router = APIRouter(prefix="/api/v0/servers/models", tags=["servers"])


class NamedServer(Value):
    """A server at an address as people write it. Without a key, the one that was kept for it is sent."""

    address: str = Field(max_length=2000)
    key: SecretStr = SecretStr("")


class ServedModel(NamedServer):
    """A model by the name that it has there."""

    name: str = Field(min_length=1, max_length=500)


class Served(Value):
    """What a server has, by name. `address` is where it was found, whole; `elsewhere`: on another computer."""

    address: str
    elsewhere: bool
    models: tuple[RemoteModel, ...]


@router.post("/list")
async def models_of_server(asked: NamedServer, servers: TheServers) -> Served:
    """Ask a server what it has. Nothing is kept."""
    server = await servers.at(asked.address, asked.key.get_secret_value())
    return Served(address=server.address, elsewhere=server.elsewhere, models=await servers.models(server))


@router.post("", status_code=201)
async def add_served_model(new: ServedModel, servers: TheServers, shelf: TheShelf, models: TheModels) -> Model:
    """Add a model of a server; the key is kept for that address alone, and goes with its last model."""
    model = await shelf.add_served(await servers.at(new.address, new.key.get_secret_value()), new.name)
    await models.unload(model.id)  # its key may be another one now
    return model
