"""The voices of servers that a person added: remembered in a file, their keys with the other keys."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path

from pydantic import Field, SecretStr, TypeAdapter, ValidationError

from backend.domain import Voice
from backend.engines.keys import Keys
from backend.engines.server import Server
from backend.engines.servers import Servers
from backend.errors import NotFound, StoreUnwritable
from backend.speech.elsewhere import PREFIX
from backend.voices.server import NamedVoice, VoiceServers

log = logging.getLogger(__name__)


class ServedVoice(NamedVoice):
    """A voice of the server at `address`, which is asked for `model`: some servers have several that speak."""

    address: str
    model: str = Field(default="tts-1", min_length=1, max_length=200)

    @property
    def voice(self) -> Voice:
        """As the list of voices shows it."""
        server, language = Server(address=self.address), self.language or "en"
        place = self.address.partition("://")[2].removesuffix("/v1")
        return Voice(
            id=f"{PREFIX}{language}:{place}/{self.name}",
            name=self.title,
            language=language,
            gender=self.gender,
            synthesizer="remote",
            host=server.host,
        )


_Kept = TypeAdapter(tuple[ServedVoice, ...])


class ServedVoices:
    """Adds, lists, removes and speaks: an `Elsewhere`. `changed` is called when there are others than before.

    A voice keeps a key of its own: it stays when the last model of the same server goes.
    """

    def __init__(
        self, file: Path, servers: Servers, keys: Keys, asked: VoiceServers, changed: Callable[[], None]
    ) -> None:
        self._file, self._servers, self._keys, self._asked, self._changed = file, servers, keys, asked, changed
        self._writing = asyncio.Lock()

    async def voices(self) -> tuple[Voice, ...]:
        """Those that were added, in that order."""
        return tuple(served.voice for served in await asyncio.to_thread(self._read))

    async def at(self, address: str, key: str = "") -> Server:
        """The server at an address as a person writes it, with the key given, else one that is kept.

        Raises `Invalid`.
        """
        server = await self._servers.at(address, key)
        return server if server.key.get_secret_value() else await asyncio.to_thread(self._keyed, server.address)

    async def of(self, server: Server) -> tuple[NamedVoice, ...]:
        """What voices a server has. Raises `EngineFailed` with the reason, or `Offline`."""
        return await self._asked.voices(server)

    async def add(self, server: Server, served: ServedVoice) -> Voice:
        """Remember a voice of a server, and its key. Raises `StoreUnwritable`."""
        async with self._writing:
            if key := server.key.get_secret_value():
                await asyncio.to_thread(self._keys.put, _account(server.address), key)
            others = await asyncio.to_thread(self._read)
            await asyncio.to_thread(self._write, (*_without(others, served.voice.id), served))
        self._changed()
        return served.voice

    async def remove(self, id: str) -> None:
        """Forget a voice, and with the last one of a server its key. Raises `NotFound` and `StoreUnwritable`."""
        async with self._writing:
            all_of_them = await asyncio.to_thread(self._read)
            gone = _found(all_of_them, id)
            left = _without(all_of_them, id)
            await asyncio.to_thread(self._write, left)
            if gone.address not in {other.address for other in left}:
                await asyncio.to_thread(self._keys.forget, _account(gone.address))
        self._changed()

    async def fingerprint(self, voice: str) -> str:
        """The model that is asked for it. Raises `NotFound`."""
        return _found(await asyncio.to_thread(self._read), voice).model

    async def speak(self, text: str, voice: str, speed: float) -> bytes:
        """One utterance as a sound file. Raises `NotFound`, `Offline`, and `EngineFailed` with the reason."""
        served = _found(await asyncio.to_thread(self._read), voice)
        server = await asyncio.to_thread(self._keyed, served.address)
        return await self._asked.speak(server, served.model, served.name, text, speed)

    async def close(self) -> None:
        """Close the connections."""
        await self._asked.close()

    def _keyed(self, address: str) -> Server:
        return Server(address=address, key=SecretStr(self._keys.get(_account(address))))

    def _read(self) -> tuple[ServedVoice, ...]:
        try:
            return _Kept.validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            log.warning("the voices of servers cannot be read: %s", error)
            return ()

    def _write(self, voices: tuple[ServedVoice, ...]) -> None:
        half = self._file.with_suffix(".half")
        try:
            half.write_text(json.dumps(_Kept.dump_python(voices, mode="json"), indent=1), "utf-8")
            half.replace(self._file)
        except OSError as error:
            raise StoreUnwritable(
                f"The voice could not be saved ({error.strerror}).",
                "Free some disk space, or check the permissions of the data folder.",
            ) from error


def _account(address: str) -> str:
    return f"{address} (voices)"


def _found(voices: tuple[ServedVoice, ...], id: str) -> ServedVoice:
    for served in voices:
        if served.voice.id == id:
            return served
    raise NotFound(f"There is no voice “{id}”.", "Choose another in Settings.", param="voice")


def _without(voices: tuple[ServedVoice, ...], id: str) -> tuple[ServedVoice, ...]:
    return tuple(served for served in voices if served.voice.id != id)
