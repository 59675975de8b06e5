"""What is being fetched, models, voices and updates alike, over HTTP: paused, gone on with, given up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from backend.api.house import SoundHouse
from backend.domain import Download
from backend.downloads import Downloads
from backend.library.choices import PREFIX
from backend.updates.updates import PREFIX as UPDATE

router = APIRouter(prefix="/api/v0/downloads", tags=["downloads"])


def _among(id: str, house: SoundHouse) -> Downloads:
    """Those of models, those of voices, or that of an update."""
    if id.startswith(UPDATE):
        return house.updates.downloads
    return house.library.downloads if id.startswith(PREFIX) else house.voices.downloads


Its = Annotated[Downloads, Depends(_among)]


@router.post("/{id}/pause")
async def pause_download(id: str, downloads: Its) -> Download:
    """Stop; what came is kept."""
    return await downloads.pause(id)


@router.post("/{id}/resume")
async def resume_download(id: str, downloads: Its) -> Download:
    """Go on, also after a failure."""
    return await downloads.pause(id, False)


@router.delete("/{id}", status_code=204)
async def cancel_download(id: str, downloads: Its) -> Response:
    """Stop and give up what came."""
    await downloads.cancel(id)
    return Response(status_code=204)
