"""Folders, in which threads lie."""

from __future__ import annotations

from datetime import datetime

from backend.domain.value import Value


class Folder(Value):
    """A place for threads, in no folder or in one that lies in none itself. `collapsed`: its content is not shown."""

    id: str
    name: str
    parent_id: str | None = None
    collapsed: bool = False
    created_at: datetime
