"""Messages as sound files, to be kept."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from backend.api.house import House, SoundHouse
from backend.api.leaving import awaited
from backend.errors import Invalid
from backend.speech.renderer import put

router = APIRouter(prefix="/api/v0/messages", tags=["speech"])
_MEDIA = {"mp3": "audio/mpeg", "opus": "audio/ogg", "wav": "audio/wav"}


@router.get("/{id}/recording", response_class=Response)
async def recording(id: str, format: Literal["mp3", "opus", "wav"], house: SoundHouse, request: Request) -> Response:
    """A message read aloud into a file, in its thread's voice or the person's own, named after the thread."""
    message = await house.messages.get(id)
    thread = await house.threads.get(message.thread_id)
    if not message.text.strip():
        raise Invalid("This message has no words to be read.", "Choose another.")
    sound = await awaited(request, _recorded(house, message.text, thread.voice_id, format))
    name = quote(name_of(thread.title, format))
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}", "cache-control": "no-store"}
    return Response(bytes(sound), media_type=_MEDIA[format], headers=headers)


async def _recorded(house: House, text: str, voice: str | None, format: Literal["mp3", "opus", "wav"]) -> bytearray:
    settings, file = house.choices.current, bytearray()
    async for written in house.renderer.render(text, voice or settings.voice_id, settings.speed, format):
        put(file, written)
    return file


def name_of(title: str, suffix: str) -> str:
    """A name for a file that every system takes."""
    tame = " ".join(re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", title).split())
    return f"{tame[:80].strip(' .') or 'Fireside'}.{suffix}"
