"""Where models lie, over HTTP: what a folder holds, one that moved, a copy in Fireside's folder."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import Field

from backend.api.house import TheShelf, TheShelving
from backend.domain import Download, Model, Value
from backend.shelf.finding import FoundModel

router = APIRouter(prefix="/api/v0/shelving", tags=["shelving"])


class ModelPlace(Value):
    """A file or folder on this computer."""

    path: str = Field(max_length=10_000)


class FoundList(Value):
    """The models in a folder and below it."""

    found: tuple[FoundModel, ...]


@router.post("/scan")
async def scan_folder(place: ModelPlace, shelf: TheShelf) -> FoundList:
    """Look for models in a folder and below it; adds none, and reads only the beginnings of files."""
    return FoundList(found=await shelf.inside(place.path))


@router.post("/{id}/seek")
async def seek_model(id: str, shelving: TheShelving) -> Model:
    """Look for a model whose file is gone from its place; it stays the same model."""
    return await shelving.seek(id)


@router.post("/{id}/point")
async def point_to_model(id: str, place: ModelPlace, shelving: TheShelving) -> Model:
    """Say where a model lies now: its file, or a folder to look in."""
    return await shelving.point(id, place.path)


@router.post("/{id}/copy", status_code=202)
async def copy_model(id: str, shelving: TheShelving) -> Download:
    """Bring a model into Fireside's folder, where the disk can without taking room; how far that is comes as events."""
    return await shelving.copy(id)


@router.delete("/{id}/copy", status_code=204)
async def cancel_copy(id: str, shelving: TheShelving) -> Response:
    """Give up a copy."""
    await shelving.cancel(id)
    return Response(status_code=204)
