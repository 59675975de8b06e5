"""Threads in the trash: they wait to be fetched back, and after a time of grace they are gone for good."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from backend.domain import Thread, Value, now
from backend.store import images
from backend.store.database import Database
from backend.store.threads import COLUMNS, get, missing, there, thread

GRACE = timedelta(days=30)


class Removed(Value):
    """A thread in the trash, since when, and when it will be gone for good."""

    thread: Thread
    deleted_at: datetime
    until: datetime


class RemovedThreads:
    """The threads of the store that were deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Removed, ...]:
        """All that are in the trash, the newest there first."""
        query = f"SELECT {COLUMNS}, deleted_at FROM threads WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC"
        return await self._database.run(lambda db: tuple(_removed(row) for row in db.execute(query)))

    async def restore(self, *ids: str) -> tuple[Thread, ...]:
        """Fetch threads back; those not in the trash are left out. Raises `NotFound` when none is."""

        def work(db: sqlite3.Connection) -> tuple[Thread, ...]:
            fetched = there(db, ids, trashed=True)
            if not fetched:
                raise missing()
            db.executemany("UPDATE threads SET deleted_at = NULL WHERE id = ?", [(id,) for id in fetched])
            return tuple(get(db, id) for id in fetched)

        return await self._database.run(work)

    async def due(self, moment: datetime | None = None) -> tuple[str, ...]:
        """The threads whose time of grace is over."""
        before = ((moment or now()) - GRACE).isoformat()
        query = "SELECT id FROM threads WHERE deleted_at <= ? ORDER BY deleted_at"
        return await self._database.run(lambda db: tuple(row["id"] for row in db.execute(query, (before,))))

    async def delete(self, id: str) -> None:
        """Delete a thread in the trash for good, with all its messages and their pictures. Raises `NotFound`."""

        def work(db: sqlite3.Connection) -> None:
            if not there(db, (id,), trashed=True):
                raise missing()
            shown = images.of_thread(db, id)
            # One by one, the last first: SQLite follows a chain of messages by itself only so far.
            last_first = db.execute("SELECT id FROM messages WHERE thread_id = ? ORDER BY rowid DESC", (id,)).fetchall()
            db.executemany("DELETE FROM messages WHERE id = ?", [(row["id"],) for row in last_first])
            db.execute("DELETE FROM threads WHERE id = ?", (id,))
            images.let_go(db, shown)

        await self._database.run(work)


def _removed(row: sqlite3.Row) -> Removed:
    fields = dict(row)
    deleted_at = datetime.fromisoformat(fields.pop("deleted_at"))
    return Removed(thread=thread(fields), deleted_at=deleted_at, until=deleted_at + GRACE)
