"""Threads carried out and in over HTTP, and backups as files."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import Field

from backend.api.house import AnyHouse, SoundHouse
from backend.api.leaving import awaited
from backend.domain import Value
from backend.exchange.exports import MEDIA, Export, Format
from backend.exchange.importing import Import, Offer
from backend.exchange.labels import labels
from backend.settings import language

router = APIRouter(prefix="/api/v0", tags=["exchange"])
READ_ONLY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""The policy of an export that is shown to be printed: it may be framed by the page, and do nothing."""


class ExportOrder(Value):
    """Which threads, and as what: those named, those of a folder, or all."""

    format: Format
    thread_ids: tuple[str, ...] | None = Field(default=None, max_length=100_000)
    folder_id: str | None = None


class Offers(Value):
    """The threads in the files of an import."""

    offers: tuple[Offer, ...]


class Choice(Value):
    """The numbers of the threads that are to be imported; null takes all that are new or have grown."""

    only: tuple[int, ...] | None = Field(default=None, max_length=1_000_000)


@router.post("/exports", status_code=201)
async def make_export(order: ExportOrder, house: SoundHouse, request: Request) -> Export:
    """Write threads into a file, which can be fetched for an hour."""
    ids = order.thread_ids if order.thread_ids is not None else await house.whole.ids(order.folder_id)
    names = {model.id: model.name for model in await house.shelf.all()}
    words = labels(language(house.choices.current), names)
    return await awaited(request, house.exports.make(ids, order.format, words, house.printer()))


@router.get("/exports/{id}", response_class=FileResponse)
async def fetch_export(id: str, house: AnyHouse, show: bool = False) -> FileResponse:
    """The file; `show` shows an HTML file instead of saving it, so that it can be printed."""
    file = await asyncio.to_thread(house.exports.file, id)
    media = MEDIA[file.suffix]
    if show and file.suffix == ".html":
        return FileResponse(file, media_type=media, headers={"content-security-policy": READ_ONLY})
    return FileResponse(file, media_type=media, filename=file.name, headers={"cache-control": "no-store"})


@router.post("/imports", status_code=201)
async def begin_import(house: AnyHouse) -> Import:
    """Begin an import: then come its files, piece by piece."""
    return await house.imports.begin()


@router.put(
    "/imports/{id}/files/{number}",
    status_code=204,
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}},
)
async def receive_file(
    id: str,
    number: int,
    house: AnyHouse,
    request: Request,
    name: Annotated[str, Query(max_length=1000)] = "",
    at: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """A piece of a file, from that byte on. Its name is shown, and never used as one."""
    await house.imports.receive(id, number, name, at, request.stream())
    return Response(status_code=204)


@router.post("/imports/{id}/look", status_code=202)
async def look_through(id: str, house: SoundHouse) -> Import:
    """Look through the files that were received; how far that is tells the import."""
    return house.imports.look(id)


@router.get("/imports/{id}")
async def one_import(id: str, house: AnyHouse) -> Import:
    """How far an import is."""
    return house.imports.state(id)


@router.get("/imports/{id}/offers")
async def offers(id: str, house: AnyHouse) -> Offers:
    """The threads in its files, and how each stands to those that are here."""
    return Offers(offers=house.imports.offers(id))


@router.post("/imports/{id}/take", status_code=202)
async def take(id: str, choice: Choice, house: SoundHouse) -> Import:
    """Import the offered threads, or some of them."""
    return house.imports.take(id, choice.only)


@router.delete("/imports/{id}", status_code=204)
async def end_import(id: str, house: AnyHouse) -> Response:
    """Stop an import and forget its files; threads that were stored by then stay."""
    await house.imports.end(id)
    return Response(status_code=204)


@router.post("/imports/{id}/restore", status_code=204)
async def restore_file(id: str, house: AnyHouse) -> Response:
    """Put the backup in the received file in the place of threads and settings, which are kept as a backup first."""
    file = house.imports.file(id)
    try:
        await house.restore_file(file)
    finally:
        await house.imports.end(id)
    return Response(status_code=204)


@router.post("/backups/file", status_code=201)
async def save_backup(house: SoundHouse) -> Export:
    """A backup of threads and settings as one file, which can be fetched for an hour."""
    return await house.save_backup()
