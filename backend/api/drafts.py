"""Drafts over HTTP: what was begun and not sent, in a thread or in a new one."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import Field

from backend.api.house import TheBus, TheDrafts
from backend.domain import DocumentPart, Draft, ImagePart, Value
from backend.events import DraftChanged
from backend.runs.wording import MOST_IMAGES

router = APIRouter(prefix="/api/v0/drafts", tags=["drafts"])


class DraftChange(Value):
    """What is to be changed of a draft; what is not named stays. `by` tells a window its own changes from others'."""

    text: str | None = None
    documents: tuple[DocumentPart, ...] | None = Field(default=None, max_length=200)
    images: tuple[ImagePart, ...] | None = Field(default=None, max_length=MOST_IMAGES)
    by: str = Field(default="", max_length=64)


@router.get("/{place}")
async def one_draft(place: str, drafts: TheDrafts) -> Draft:
    """What was begun in a thread, or at the place `new`; empty where nothing was."""
    return await drafts.get(place)


@router.patch("/{place}", status_code=204)
async def change_draft(place: str, change: DraftChange, drafts: TheDrafts, bus: TheBus) -> Response:
    """Put other words, documents or pictures into a draft; it is forgotten when nothing is left in it."""
    await drafts.change(place, change.text, change.documents, change.images)
    bus.publish(DraftChanged(place=place, by=change.by))
    return Response(status_code=204)
