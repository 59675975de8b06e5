"""The meters over HTTP, and what this computer has."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from backend.api.house import AnyHouse
from backend.domain import Card, Value
from backend.meters import Meter

router = APIRouter(prefix="/api/v0", tags=["monitor"])


class Computer(Value):
    """What Fireside runs on: its processors (cores), memory in bytes and graphics cards, as far as a model saw them."""

    processors: int
    memory: int
    free: int
    cards: tuple[Card, ...]


@router.get("/computer")
async def this_computer(house: AnyHouse) -> Computer:
    """What this computer has for models to run on."""
    return await asyncio.to_thread(_computer, await house.models.cards())


@router.get("/monitor")
async def read_meters(house: AnyHouse) -> Meter:
    """What Fireside is doing now, in numbers. Nothing is measured in the background: ask as often as it is shown."""
    cards = await house.models.cards()
    return await asyncio.to_thread(house.meters.read, cards)


def _computer(cards: tuple[Card, ...]) -> Computer:
    from backend.engines.devices import memory  # with psutil, which the start need not wait for
    from backend.engines.threads import cores

    free, total = memory()
    return Computer(processors=cores(), memory=total, free=free, cards=cards)
