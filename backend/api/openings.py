"""Links and files that came from outside, over HTTP: a page asks the person what is to be done with each."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from backend.api.house import AnyHouse
from backend.domain import Opening, Value
from backend.domain.link import LONGEST

router = APIRouter(prefix="/api/v0/openings", tags=["openings"])


class OpeningList(Value):
    """What waits to be opened, the oldest first."""

    openings: tuple[Opening, ...]


class Wanted(Value):
    """A link that is to be opened. No file: the page has ways of its own to add one."""

    link: str = Field(pattern=r"^fireside:", max_length=LONGEST)


@router.get("")
async def openings(house: AnyHouse) -> OpeningList:
    """What waits to be opened."""
    return OpeningList(openings=house.openings.waiting)


@router.post("", status_code=202)
async def open_link(wanted: Wanted, house: AnyHouse) -> OpeningList:
    """Have a page open a link of ours, as if it came from outside."""
    await house.openings.ask(wanted.link)
    return await openings(house)


@router.delete("/{id}")
async def take_opening(id: str, house: AnyHouse) -> Opening:
    """Take care of one: only the first who asks gets it."""
    return house.openings.take(id)
