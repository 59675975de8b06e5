"""Neural voices that can be had: what the catalogue offers, what of it is here, and how the rest comes."""

from __future__ import annotations

import asyncio
import shutil
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import Field

from backend.bus import Bus
from backend.domain import Download, Value
from backend.downloads import Downloads, File, Pins, Plan
from backend.egress import Egress
from backend.errors import NotFound, VoiceBroken
from backend.events import Notice, VoicesChanged
from backend.paths import Paths
from backend.speech.voice_folder import inspect_voice


class OfferedFile(Value):
    """A file of a voice; size in bytes and SHA-256 where they could be confirmed."""

    path: str
    size: int | None = None
    sha256: str = ""


class Offer(Value):
    """A voice of the catalogue. `source` is the page that tells where all that stands here is from."""

    id: str = Field(pattern=r"^[\w-]+$")
    name: str
    family: Literal["vits", "kokoro", "kitten", "matcha"]
    languages: tuple[str, ...] = Field(min_length=1)
    speakers: int = Field(ge=1)
    licence: str
    about: str
    about_de: str
    source: str = Field(pattern=r"^https://")
    base: str = Field(pattern=r"^https?://.*/$")
    files: tuple[OfferedFile, ...] = Field(min_length=1)

    def plan(self, home: Path, pins: dict[str, str]) -> Plan:
        """How it is fetched into its place below `home`. `pins` are the SHA-256 of files by their address."""
        files = []
        for file in self.files:
            url = self.base + file.path
            files.append(File(url=url, path=file.path, size=file.size, sha256=file.sha256 or pins.get(url, "")))
        return Plan(id=self.id, name=self.name, target=str(home / self.id), files=tuple(files))


class OfferedVoice(Value):
    """An offer as the page sees it: bytes if they are known, whether it is here, and its download while it comes."""

    id: str
    name: str
    languages: tuple[str, ...]
    speakers: int
    licence: str
    about: str
    about_de: str
    source: str
    size: int | None
    here: bool
    download: Download | None


class VoiceShelf:
    """Fetches and removes voices. Publishes `voices.changed`, and what its downloads publish."""

    def __init__(self, catalogue: Path, paths: Paths, gate: Egress, bus: Bus) -> None:
        self._offers = {offer.id: offer for offer in read_offers(catalogue)}
        self._home, self._pins, self._bus = paths.voices, Pins(paths.downloads / "pins.json"), bus
        self.downloads = Downloads(paths.downloads, gate, bus, self._came)

    async def all(self) -> tuple[OfferedVoice, ...]:
        """What the catalogue offers, in its order."""
        coming = {download.id: download for download in self.downloads.all()}
        here = await asyncio.to_thread(lambda: {id for id in self._offers if (self._home / id).is_dir()})
        return tuple(_shown(offer, offer.id in here, coming.get(offer.id)) for offer in self._offers.values())

    async def fetch(self, id: str) -> Download:
        """Begin to fetch a voice. Raises `NotFound`, `Conflict` and `StoreUnwritable`."""
        pins = await asyncio.to_thread(self._pins.read)
        return await self.downloads.start(self._get(id).plan(self._home, pins))

    async def remove(self, id: str) -> None:
        """Delete the files of a voice. Raises `NotFound`."""
        folder = self._home / self._get(id).id
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        self._bus.publish(VoicesChanged())

    async def _came(self, plan: Plan) -> None:
        """A voice is in its place. One that cannot be used is removed, and its files are not held to. Says why."""
        try:
            await asyncio.to_thread(self._look_at, plan)
        except VoiceBroken as error:
            await asyncio.to_thread(shutil.rmtree, plan.target, ignore_errors=True)
            self._bus.publish(Notice(level="error", problem=error.problem))
        self._bus.publish(VoicesChanged())

    def _look_at(self, plan: Plan) -> None:
        inspect_voice(Path(plan.target))
        self._pins.keep(plan)

    def _get(self, id: str) -> Offer:
        if id not in self._offers:
            raise NotFound("The catalogue offers no such voice.", "Look at the list under Voice.")
        return self._offers[id]


def read_offers(catalogue: Path) -> list[Offer]:
    """The voices of `voices.toml`, if there is one. Raises ValueError when a voice is not whole."""
    file = catalogue / "voices.toml"
    entries = tomllib.loads(file.read_text("utf-8"))["voice"] if file.exists() else []
    return [Offer.model_validate(entry) for entry in entries]


def _shown(offer: Offer, here: bool, download: Download | None) -> OfferedVoice:
    size = offer.plan(Path(), {}).size
    told = offer.model_dump(include=set(OfferedVoice.model_fields))
    return OfferedVoice(**told, size=size, here=here, download=download)
