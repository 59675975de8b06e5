"""Threads: listed, made, changed, sent to the trash and fetched back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from backend.domain import Sampling, Thread, new_id, now
from backend.errors import NotFound
from backend.store.database import Database

COLUMNS = (
    "id, title, titled_by_hand, created_at, updated_at, head_id, model_id, voice_id, speak_replies, system_prompt, "
    "sampling"
)
Fields = Mapping[str, str | bool | Sampling | None]


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

    async def create(self, title: str = "", fields: Fields = MappingProxyType({})) -> Thread:
        """A new, empty thread with those `fields`; it keeps a `title`, else gets one from its first message."""
        id, moment = new_id(), now().isoformat()

        def work(db: sqlite3.Connection) -> Thread:
            db.execute(
                "INSERT INTO threads (id, title, titled_by_hand, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                (id, title, bool(title), moment, moment),
            )
            return change(db, id, fields)

        return await self._database.run(work)

    async def change(self, id: str, fields: Fields) -> Thread:
        """Set some of title, titled_by_hand, head_id, model_id, voice_id, speak_replies, system_prompt, sampling.

        Raises `NotFound`.
        """
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


def change(db: sqlite3.Connection, id: str, fields: Fields) -> Thread:
    """Set fields of a thread, within a transaction. Raises `NotFound`."""
    if fields:
        names = ", ".join(f"{name} = :{name}" for name in fields)
        db.execute(f"UPDATE threads SET {names} WHERE id = :id", {**dict(_stored(fields)), "id": id})
    return get(db, id)


def _stored(fields: Fields) -> Iterator[tuple[str, str | bool | None]]:
    for name, value in fields.items():
        if isinstance(value, Sampling):
            yield name, value.model_dump_json(exclude_none=True) if value.chosen else None
        else:
            yield name, value


def missing() -> NotFound:
    """The error for a thread that is not there."""
    return NotFound("There is no such thread.", "It may have been deleted. Choose another one on the left.")


def thread(row: sqlite3.Row) -> Thread:
    """A row as a thread."""
    sampling = Sampling.model_validate_json(row["sampling"]) if row["sampling"] else None
    return Thread.model_validate({**dict(row), "sampling": sampling})
