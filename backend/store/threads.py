"""Threads: listed, made, changed and sent to the trash."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from backend.domain import Sampling, Thread, new_id, now
from backend.errors import NotFound
from backend.store import folders
from backend.store.database import Database

COLUMNS = (
    "id, title, titled_by_hand, created_at, updated_at, head_id, model_id, voice_id, speak_replies, system_prompt, "
    "sampling, folder_id, pinned, archived"
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
        """Set some of title, titled_by_hand, head_id, model_id, voice_id, speak_replies, system_prompt, sampling,
        folder_id, pinned, archived.

        Raises `NotFound`, also for a folder that is gone.
        """
        return await self._database.run(lambda db: change(db, id, fields))

    async def change_all(self, ids: Sequence[str], fields: Fields) -> tuple[Thread, ...]:
        """Set fields of many threads at once; those that are gone are left out. Raises `NotFound` for a folder."""
        return await self._database.run(lambda db: tuple(change(db, id, fields) for id in there(db, ids)))

    async def entitle(self, id: str, title: str, before: str) -> Thread | None:
        """Give a thread a title in the place of the one that it had; None when it has another by now, or is gone."""

        def work(db: sqlite3.Connection) -> Thread | None:
            done = db.execute(
                "UPDATE threads SET title = ? WHERE id = ? AND title = ? AND NOT titled_by_hand AND deleted_at IS NULL",
                (title, id, before),
            )
            return get(db, id) if done.rowcount else None

        return await self._database.run(work)

    async def remove(self, *ids: str) -> tuple[str, ...]:
        """Send threads to the trash; which of them were there. Raises `NotFound` when none was."""
        moment = now().isoformat()

        def work(db: sqlite3.Connection) -> tuple[str, ...]:
            removed = there(db, ids)
            if not removed:
                raise missing()
            db.executemany("UPDATE threads SET deleted_at = ? WHERE id = ?", [(moment, id) for id in removed])
            return removed

        return await self._database.run(work)


def get(db: sqlite3.Connection, id: str) -> Thread:
    """One thread, within a transaction. Raises `NotFound`."""
    row = db.execute(f"SELECT {COLUMNS} FROM threads WHERE id = ? AND deleted_at IS NULL", (id,)).fetchone()
    if row is None:
        raise missing()
    return thread(row)


def there(db: sqlite3.Connection, ids: Sequence[str], *, trashed: bool = False) -> tuple[str, ...]:
    """Those ids that are of threads, or of threads in the trash, each once; within a transaction."""
    which = "NOT NULL" if trashed else "NULL"
    query = f"SELECT 1 FROM threads WHERE id = ? AND deleted_at IS {which}"
    return tuple(id for id in dict.fromkeys(ids) if db.execute(query, (id,)).fetchone())


def change(db: sqlite3.Connection, id: str, fields: Fields) -> Thread:
    """Set fields of a thread, within a transaction. Raises `NotFound`."""
    if folder := fields.get("folder_id"):
        folders.get(db, str(folder), "folder_id")
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


def thread(row: sqlite3.Row | dict[str, Any]) -> Thread:
    """A row as a thread."""
    sampling = Sampling.model_validate_json(row["sampling"]) if row["sampling"] else None
    return Thread.model_validate({**dict(row), "sampling": sampling})
