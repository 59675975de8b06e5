"""Pictures in the store: each once, under the SHA-256 of its bytes, for as long as a message or a draft names it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta

from backend.domain import ImagePart, Said, Value, now
from backend.errors import Invalid, NotFound
from backend.images import look
from backend.store.database import Database

GRACE = timedelta(days=1)
"""How long a picture is kept that nobody names yet: a message to it may still be on somebody's screen."""
_NAMED = """
SELECT json_extract(parts, part.fullkey || '.id') AS image_id, messages.id AS message_id, messages.thread_id
FROM messages, json_each(CASE WHEN json_valid(parts) THEN parts ELSE '[]' END) AS part
WHERE instr(parts, '"kind":"image"') > 0 AND json_extract(parts, part.fullkey || '.kind') = 'image'
"""
_DRAFTED = """
SELECT json_extract(images, part.fullkey || '.id') AS image_id
FROM drafts, json_each(CASE WHEN json_valid(images) THEN images ELSE '[]' END) AS part
"""
_EVERYWHERE = f"SELECT image_id FROM ({_NAMED}) UNION ALL {_DRAFTED}"
_NOWHERE = f"id NOT IN (SELECT image_id FROM ({_EVERYWHERE}) WHERE image_id IS NOT NULL)"


class StoredImage(Value):
    """A picture's bytes, and whether they are a PNG or a JPEG."""

    media_type: str
    data: bytes


class Images:
    """The pictures in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, data: bytes, name: str = "") -> ImagePart:
        """Keep a picture; one that is here already is kept once. Raises `Invalid` or `TooLarge`."""

        def work(db: sqlite3.Connection) -> ImagePart:
            looked, id = look(data), hashlib.sha256(data).hexdigest()
            values = (id, looked.media_type, looked.width, looked.height, now().isoformat(), data)
            columns = "id, media_type, width, height, added_at, bytes"
            again = "ON CONFLICT (id) DO UPDATE SET added_at = excluded.added_at"
            db.execute(f"INSERT INTO images ({columns}) VALUES (?, ?, ?, ?, ?, ?) {again}", values)
            suffix = looked.media_type.removeprefix("image/")
            return ImagePart(id=id, name=_tame(name) or f"picture.{suffix}", width=looked.width, height=looked.height)

        return await self._database.run(work)

    async def get(self, id: str) -> StoredImage:
        """One picture. Raises `NotFound`."""

        def work(db: sqlite3.Connection) -> StoredImage:
            row = db.execute("SELECT media_type, bytes FROM images WHERE id = ?", (id,)).fetchone()
            if row is None:
                raise NotFound("There is no such picture.", "It may have been deleted, with all that showed it.")
            return StoredImage(media_type=row["media_type"], data=row["bytes"])

        return await self._database.run(work)

    async def known(self, parts: tuple[Said, ...]) -> tuple[Said, ...]:
        """These parts, the sizes of pictures as they are. Raises `Invalid` when one is not here."""
        return await self._database.run(
            lambda db: tuple(known(db, part, "parts") if isinstance(part, ImagePart) else part for part in parts)
        )

    async def here(self, ids: Collection[str]) -> set[str]:
        """Those of these pictures that are in the store."""
        return await self._database.run(lambda db: {id for id in ids if is_here(db, id)})

    async def present(self, ids: Collection[str]) -> dict[str, bytes]:
        """The bytes of those of these pictures that are here, by id."""
        return await self._database.run(
            lambda db: {
                id: row["bytes"]
                for id in set(ids)
                if (row := db.execute("SELECT bytes FROM images WHERE id = ?", (id,)).fetchone())
            }
        )

    async def sweep(self, before: datetime | None = None) -> int:
        """Remove what nobody names and was added before that moment (a day ago, if none); how many that were."""
        moment = (before or now() - GRACE).isoformat()
        query = f"DELETE FROM images WHERE added_at < ? AND {_NOWHERE}"
        return await self._database.run(lambda db: db.execute(query, (moment,)).rowcount)


def of_thread(db: sqlite3.Connection, thread_id: str) -> tuple[str, ...]:
    """The ids of the pictures in a thread's messages, within a transaction."""
    return tuple(row["image_id"] for row in db.execute(f"{_NAMED} AND thread_id = ?", (thread_id,)))


def of_old_messages(db: sqlite3.Connection, before: datetime) -> tuple[str, ...]:
    """The ids of the pictures in messages that are in the trash since before that moment, and what follows them."""
    query = f"{_NAMED} AND messages.deleted_at < ?"
    return tuple(row["image_id"] for row in db.execute(query, (before.isoformat(),)))


def let_go(db: sqlite3.Connection, ids: Collection[str]) -> None:
    """Remove those of these pictures that nobody names any more, within a transaction."""
    if ids:
        asked = json.dumps(sorted(set(ids)))
        db.execute(f"DELETE FROM images WHERE id IN (SELECT value FROM json_each(?)) AND {_NOWHERE}", (asked,))


def is_here(db: sqlite3.Connection, id: str) -> bool:
    """Whether a picture is in the store, within a transaction."""
    return db.execute("SELECT 1 FROM images WHERE id = ?", (id,)).fetchone() is not None


def known(db: sqlite3.Connection, image: ImagePart, param: str) -> ImagePart:
    """The same with the size that it really has, within a transaction. Raises `Invalid` when it is not in the store."""
    row = db.execute("SELECT width, height FROM images WHERE id = ?", (image.id,)).fetchone()
    if row is None:
        raise Invalid("A picture is not here any more.", "Take it out, and add it again.", param=param)
    return image.model_copy(update={**dict(row), "name": _tame(image.name)})


def _tame(name: str) -> str:
    """A name on one line; models are told it, too."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:255]
