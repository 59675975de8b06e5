"""The search over HTTP."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Query

from backend.api.house import TheSearch
from backend.store.search import Filters, Found

router = APIRouter(prefix="/api/v0/search", tags=["search"])


@router.get("")
async def search(
    search: TheSearch,
    q: str = Query(max_length=1000),
    thread: str | None = None,
    folder: str | None = None,
    model: str | None = None,
    after: datetime | None = None,
    before: datetime | None = None,
) -> Found:
    """The messages and titles in which the words of `q` are: in a thread or folder, of a model or time, or all."""
    filters = Filters(thread_id=thread, folder_id=folder, model_id=model, after=after, before=before)
    return await search.find(q, filters)
