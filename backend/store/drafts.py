"""Drafts: what was begun and not sent, one in each thread and one for a new thread."""

from __future__ import annotations

import sqlite3

from pydantic import TypeAdapter

from backend.domain import DocumentPart, Draft, ImagePart, now
from backend.store.database import Database
from backend.store.images import is_here, known
from backend.store.threads import missing

NEW = "new"
DOCUMENTS = TypeAdapter(tuple[DocumentPart, ...])
IMAGES = TypeAdapter(tuple[ImagePart, ...])
_EMPTY = "text = '' AND documents = '[]' AND images = '[]'"


class Drafts:
    """The drafts in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, place: str) -> Draft:
        """What was begun at a place; an empty draft where nothing was."""
        return await self._database.run(lambda db: get(db, place))

    async def change(
        self,
        place: str,
        text: str | None = None,
        documents: tuple[DocumentPart, ...] | None = None,
        images: tuple[ImagePart, ...] | None = None,
    ) -> None:
        """Put other words, documents or pictures into a draft; what is None stays. One that is empty is forgotten.

        Raises `NotFound` when there is no thread of that id, and `Invalid` when a picture is not in the store.
        """

        def work(db: sqlite3.Connection) -> None:
            if place != NEW and not db.execute("SELECT 1 FROM threads WHERE id = ?", (place,)).fetchone():
                raise missing()
            changed = {} if text is None else {"text": text}
            if documents is not None:
                changed["documents"] = DOCUMENTS.dump_json(documents).decode()
            if images is not None:
                changed["images"] = IMAGES.dump_json(tuple(known(db, image, "images") for image in images)).decode()
            moment = now().isoformat()
            db.execute("INSERT OR IGNORE INTO drafts (place, updated_at) VALUES (?, ?)", (place, moment))
            names = "".join(f"{name} = :{name}, " for name in changed)
            values = {**changed, "moment": moment, "place": place}
            db.execute(f"UPDATE drafts SET {names}updated_at = :moment WHERE place = :place", values)
            db.execute(f"DELETE FROM drafts WHERE place = ? AND {_EMPTY}", (place,))

        await self._database.run(work)


def get(db: sqlite3.Connection, place: str) -> Draft:
    """One draft, within a transaction."""
    row = db.execute("SELECT text, documents, images FROM drafts WHERE place = ?", (place,)).fetchone()
    if row is None:
        return Draft(place=place)
    return Draft(
        place=place,
        text=row["text"],
        documents=DOCUMENTS.validate_json(row["documents"]),
        images=tuple(image for image in IMAGES.validate_json(row["images"]) if is_here(db, image.id)),
    )
