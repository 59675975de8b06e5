"""Messages over HTTP: sent to the trash, and fetched back."""

from __future__ import annotations

from fastapi import APIRouter

from backend.api.house import SoundHouse
from backend.domain import Thread

router = APIRouter(prefix="/api/v0/messages", tags=["messages"])


@router.delete("/{id}")
async def remove_message(id: str, house: SoundHouse) -> Thread:
    """Send a message to the trash, with all that follows it. The thread shows another version then, or ends before."""
    return await house.remove_message(id)


@router.post("/{id}/restore")
async def restore_message(id: str, house: SoundHouse) -> Thread:
    """Fetch a message back from the trash, with what went with it, and show its branch."""
    return await house.restore_message(id)
