"""Voices that can be fetched, and what is being fetched, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from backend.api.house import SoundHouse
from backend.domain import Download, Value
from backend.voices import OfferedVoice, VoiceShelf

router = APIRouter(prefix="/api/v0", tags=["voices"])


class OfferedVoices(Value):
    """What the catalogue offers."""

    voices: tuple[OfferedVoice, ...]


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


@router.post("/downloads/{id}/pause")
async def pause_download(id: str, voices: TheVoices) -> Download:
    """Stop; what came is kept."""
    return await voices.downloads.pause(id)


@router.post("/downloads/{id}/resume")
async def resume_download(id: str, voices: TheVoices) -> Download:
    """Go on, also after a failure."""
    return await voices.downloads.pause(id, False)


@router.delete("/downloads/{id}", status_code=204)
async def cancel_download(id: str, voices: TheVoices) -> Response:
    """Stop and give up what came."""
    await voices.downloads.cancel(id)
    return Response(status_code=204)
