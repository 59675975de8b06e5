"""Threads: listed, made, changed, sent to the trash and fetched back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from backend.domain import Thread, new_id, now
from backend.errors import NotFound
from backend.store.database import Database

COLUMNS = "id, title, titled_by_hand, created_at, updated_at, head_id, model_id, voice_id, speak_replies"


class Threads:
    """The threads in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Thread, ...]:
        """All threads that are not in the trash, the newest first."""
        query = f"SELECT {COLUMNS} FROM threads WHERE deleted_at IS NULL ORDER BY updated_at DESC, rowid DESC"
        return await self._database.run(lambda db: tuple(thread(row) for row in db.execute(query)))

    async def get(self, id: str) -> Thread:
        """One thread. Raises `NotFound`, also for one in the trash."""
        return await self._database.run(lambda db: get(db, id))

    async def create(self, title: str = "") -> Thread:
        """A new, empty thread; with a `title` it keeps it, else it gets one from its first message."""
        moment = now()
        made = Thread(id=new_id(), title=title, titled_by_hand=bool(title), created_at=moment, updated_at=moment)
        values = (made.id, made.title, made.titled_by_hand, moment.isoformat(), moment.isoformat())
        await self._database.run(
            lambda db: db.execute(
                "INSERT INTO threads (id, title, titled_by_hand, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                values,
            )
        )
        return made

    async def change(self, id: str, fields: Mapping[str, str | bool | None]) -> Thread:
        """Set some of title, titled_by_hand, head_id, model_id, voice_id, speak_replies. Raises `NotFound`."""
        return await self._database.run(lambda db: change(db, id, fields))

    async def remove(self, id: str) -> None:
        """Send a thread to the trash. Raises `NotFound`."""
        await self._set_deleted(id, now().isoformat())

    async def restore(self, id: str) -> Thread:
        """Fetch a thread back from the trash. Raises `NotFound`."""
        await self._set_deleted(id, None)
        return await self.get(id)

    async def _set_deleted(self, id: str, moment: str | None) -> None:
        def work(db: sqlite3.Connection) -> None:
            if not db.execute("UPDATE threads SET deleted_at = ? WHERE id = ?", (moment, id)).rowcount:
                raise missing()

        await self._database.run(work)


def get(db: sqlite3.Connection, id: str) -> Thread:
    """One thread, within a transaction. Raises `NotFound`."""
    row = db.execute(f"SELECT {COLUMNS} FROM threads WHERE id = ? AND deleted_at IS NULL", (id,)).fetchone()
    if row is None:
        raise missing()
    return thread(row)


def change(db: sqlite3.Connection, id: str, fields: Mapping[str, str | bool | None]) -> Thread:
    """Set fields of a thread, within a transaction. Raises `NotFound`."""
    if fields:
        names = ", ".join(f"{name} = :{name}" for name in fields)
        db.execute(f"UPDATE threads SET {names} WHERE id = :id", {**fields, "id": id})
    return get(db, id)


def missing() -> NotFound:
    """The error for a thread that is not there."""
    return NotFound("There is no such thread.", "It may have been deleted. Choose another one on the left.")


def thread(row: sqlite3.Row) -> Thread:
    """A row as a thread."""
    return Thread.model_validate(dict(row))
