"""The data folder over HTTP: where it lies, moving it, and starting anew in the new place."""

from __future__ import annotations

import asyncio
import shutil
from typing import Literal

from fastapi import APIRouter, Response

from backend.api.house import AnyHouse, House, SoundHouse
from backend.domain import Value
from backend.errors import Conflict
from backend.moving import Moving
from backend.paths import fixed_by

router = APIRouter(prefix="/api/v0/data-folder", tags=["storage"])


class DataFolder(Value):
    """Where everything is kept. `fixed_by` says what sets it, so that it cannot be moved from here; `free` is in bytes.

    `old` is the folder that it was copied from, which may be removed.
    """

    home: str
    fixed_by: Literal["", "FIRESIDE_HOME", "portable"]
    free: int
    moving: Moving | None
    old: str | None
    can_restart: bool


class Move(Value):
    """The folder to move to: an empty one, or one in which an own one is made."""

    to: str


@router.get("")
async def data_folder(house: AnyHouse) -> DataFolder:
    """Where everything is kept, and whether it is being moved."""
    return await asyncio.to_thread(_told, house)


@router.post("/move", status_code=202)
async def move(asked: Move, house: SoundHouse) -> DataFolder:
    """Copy everything to another folder, which the next start takes into use."""
    await asyncio.to_thread(house.mover.begin, asked.to)
    return await data_folder(house)


@router.delete("/move")
async def stop_moving(house: AnyHouse) -> DataFolder:
    """Stop the move, and remove what was copied."""
    await asyncio.to_thread(house.mover.cancel)
    return await data_folder(house)


@router.delete("/old")
async def remove_old_folder(house: SoundHouse) -> DataFolder:
    """Remove the folder that this one was copied from."""
    await asyncio.to_thread(house.mover.remove_old)
    return await data_folder(house)


@router.post("/restart", status_code=202)
async def restart(house: AnyHouse) -> Response:
    """End Fireside and start it again; pages find the way back by themselves."""
    if house.restart is None:
        raise Conflict("Fireside cannot start itself again here.", "Close it and open it again.")
    house.restart()
    return Response(status_code=202)


def _told(house: House) -> DataFolder:
    home, mover = house.paths.home, house.mover
    return DataFolder(
        home=str(home),
        fixed_by=fixed_by(),
        free=shutil.disk_usage(home).free,
        moving=mover.moving,
        old=str(mover.old) if mover.old else None,
        can_restart=house.restart is not None,
    )
