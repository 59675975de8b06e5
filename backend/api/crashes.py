"""Reports of crashes over HTTP: those that are kept, and those of the page."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response
from pydantic import Field

from backend.api.house import AnyHouse
from backend.crashes import CrashReport, recent_lines
from backend.crashes.traces import page_lines
from backend.domain import Value

router = APIRouter(prefix="/api/v0/crashes", tags=["crashes"])


class CrashList(Value):
    """The reports, the newest first. `unseen` is the newest that no page has shown since Fireside was started."""

    reports: tuple[CrashReport, ...]
    unseen: CrashReport | None = None


class PageError(Value):
    """An error of the page, as the browser tells it: of its words nothing is kept."""

    name: str = Field(max_length=200)
    stack: str = Field(max_length=50_000)


@router.get("")
async def all_crashes(house: AnyHouse) -> CrashList:
    """All reports."""
    return CrashList(reports=await asyncio.to_thread(house.crashes.all), unseen=house.last_crash)


@router.post("", status_code=204)
async def report_page(told: PageError, house: AnyHouse) -> Response:
    """Keep a report of an error in the page."""
    kind, *places = page_lines(told.name, told.stack)
    what = f"{kind} in {places[0].strip()}" if places else kind
    await asyncio.to_thread(house.crashes.keep, "page", what, [kind, *places], recent_lines())
    return Response(status_code=204)


@router.post("/seen", status_code=204)
async def crashes_seen(house: AnyHouse) -> Response:
    """The person was told of them."""
    house.last_crash = None
    await asyncio.to_thread(house.crashes.mark_seen)
    return Response(status_code=204)


@router.delete("", status_code=204)
async def clear_crashes(house: AnyHouse) -> Response:
    """Delete all reports."""
    house.last_crash = None
    await asyncio.to_thread(house.crashes.clear)
    return Response(status_code=204)


@router.delete("/{id}", status_code=204)
async def remove_crash(id: str, house: AnyHouse) -> Response:
    """Delete one."""
    await asyncio.to_thread(house.crashes.remove, id)
    return Response(status_code=204)
