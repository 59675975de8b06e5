"""Newer versions over HTTP: looked for, fetched, installed."""

from __future__ import annotations

from fastapi import APIRouter, Response

from backend.api.house import AnyHouse
from backend.domain import Download
from backend.errors import Conflict
from backend.updates.news import UpdateState

router = APIRouter(prefix="/api/v0/updates", tags=["updates"])


@router.get("")
async def updates(house: AnyHouse) -> UpdateState:
    """What is known. Asks nobody."""
    return await house.updates.state()


@router.post("/check")
async def check_for_updates(house: AnyHouse) -> UpdateState:
    """Ask whether there is a newer version: one request."""
    return await house.updates.check()


@router.post("/download", status_code=202)
async def fetch_update(house: AnyHouse) -> Download:
    """Begin to fetch it, or go on; how far that is comes as events."""
    return await house.updates.fetch()


@router.post("/install", status_code=202)
async def install_update(house: AnyHouse) -> Response:
    """Get it ready, end Fireside, install it and start it. When it cannot be installed, this one starts again."""
    if house.restart is None:
        raise Conflict("Fireside cannot start itself again here.", "Install the new version by hand.")
    await house.updates.prepare()
    house.restart()
    return Response(status_code=202)


@router.delete("/ending", status_code=204)
async def forget_ending(house: AnyHouse) -> Response:
    """How the last installation ended was read."""
    house.updates.forget_ending()
    return Response(status_code=204)
