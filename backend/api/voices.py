"""Voices that can be fetched, and voices in folders of the person's own, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from backend.api.house import SoundHouse
from backend.domain import Download, Value
from backend.voices import OfferedVoice, OwnVoice, VoiceShelf

router = APIRouter(prefix="/api/v0", tags=["voices"])


class OfferedVoices(Value):
    """What the catalogue offers."""

    voices: tuple[OfferedVoice, ...]


class NewOwnVoice(Value):
    """A folder by its path."""

    path: str = Field(min_length=1, max_length=4096)


class OwnVoiceList(Value):
    """Voices in folders of the person's own."""

    folders: tuple[OwnVoice, ...]


def _shelf(house: SoundHouse) -> VoiceShelf:
    return house.voices


TheVoices = Annotated[VoiceShelf, Depends(_shelf)]


@router.get("/voices/offered")
async def offered_voices(voices: TheVoices) -> OfferedVoices:
    """All voices of the catalogue, with those that are here already."""
    return OfferedVoices(voices=await voices.all())


@router.post("/voices/offered/{id}", status_code=202)
async def fetch_voice(id: str, voices: TheVoices) -> Download:
    """Begin to fetch a voice; how far that is comes as events."""
    return await voices.fetch(id)


@router.delete("/voices/offered/{id}", status_code=204)
async def remove_voice(id: str, voices: TheVoices) -> Response:
    """Delete the files of a voice."""
    await voices.remove(id)
    return Response(status_code=204)


@router.get("/voices/folders")
async def own_voices(house: SoundHouse) -> OwnVoiceList:
    """The voices that lie in folders of the person's own."""
    return OwnVoiceList(folders=await house.own_voices.all())


@router.post("/voices/folders", status_code=201)
async def add_own_voice(new: NewOwnVoice, house: SoundHouse) -> OwnVoice:
    """Use the voice of a folder, in the layout of sherpa-onnx, where it lies."""
    return await house.own_voices.add(new.path)


@router.delete("/voices/folders/{name}", status_code=204)
async def remove_own_voice(name: str, house: SoundHouse) -> Response:
    """Use it no more; the folder stays."""
    await house.own_voices.remove(name)
    return Response(status_code=204)
