"""Links and files that came from outside, over HTTP: a page asks the person what is to be done with each."""

from __future__ import annotations

from fastapi import APIRouter

from backend.api.house import AnyHouse
from backend.domain import Opening, Value

router = APIRouter(prefix="/api/v0/openings", tags=["openings"])


class OpeningList(Value):
    """What waits to be opened, the oldest first."""

    openings: tuple[Opening, ...]


@router.get("")
async def openings(house: AnyHouse) -> OpeningList:
    """What waits to be opened."""
    return OpeningList(openings=house.openings.waiting)


@router.delete("/{id}")
async def take_opening(id: str, house: AnyHouse) -> Opening:
    """Take care of one: only the first who asks gets it."""
    return house.openings.take(id)
