"""The meters over HTTP."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from backend.api.house import AnyHouse
from backend.meters import Meter

router = APIRouter(prefix="/api/v0/monitor", tags=["monitor"])


@router.get("")
async def read_meters(house: AnyHouse) -> Meter:
    """What Fireside is doing now, in numbers. Nothing is measured in the background: ask as often as it is shown."""
    cards = await house.models.cards()
    return await asyncio.to_thread(house.meters.read, cards)
