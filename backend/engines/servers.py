"""The servers on which a person uses models: what they have, their keys, and the engines that ask them."""

from __future__ import annotations

import asyncio

from pydantic import SecretStr

from backend.domain import Model
from backend.egress import Egress
from backend.engines.client import Patience
from backend.engines.keys import Keys
from backend.engines.remote import RemoteEngine, RemoteModel, models
from backend.engines.server import Server


class Servers:
    """All of them are asked through the gate; their keys are nowhere but in `keys`."""

    def __init__(self, gate: Egress, keys: Keys, patience: Patience = Patience()) -> None:
        self._gate, self._keys, self._patience = gate, keys, patience

    async def at(self, address: str, key: str = "") -> Server:
        """The server at an address as a person writes it, with the key given or else the one kept. Raises `Invalid`."""
        server = Server.at(address, key)
        if not server.key.get_secret_value():
            server = await asyncio.to_thread(self._kept, server.address)
        return server

    async def models(self, server: Server) -> tuple[RemoteModel, ...]:
        """What it has, by name. Raises `EngineFailed` with the reason, or `Offline`."""
        return await models(self._gate, server, self._patience)

    async def keep(self, server: Server) -> None:
        """Keep its key, if it has one. Raises `StoreUnwritable`."""
        if key := server.key.get_secret_value():
            await asyncio.to_thread(self._keys.put, server.address, key)

    async def forget(self, address: str) -> None:
        """Remove its key. Raises `StoreUnwritable`."""
        await asyncio.to_thread(self._keys.forget, address)

    def engine(self, model: Model) -> RemoteEngine:
        """An engine for a model of a server. Blocks while a keyring asks the person: call it in a thread."""
        return RemoteEngine(self._gate, self._kept(model.server), model.path, self._patience)

    def _kept(self, address: str) -> Server:
        return Server(address=address, key=SecretStr(self._keys.get(address)))
