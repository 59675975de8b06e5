"""The prompt library: texts under a name, made, changed, deleted and fetched back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from backend.domain import Prompt, new_id, now
from backend.errors import Conflict, NotFound
from backend.store.database import Database

T = TypeVar("T")
COLUMNS = "id, name, text, created_at"
GRACE = timedelta(days=30)


class Prompts:
    """The prompts in the store. No two of them have the same name, whatever the case of its letters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Prompt, ...]:
        """All prompts that are not deleted, the newest last."""
        query = f"SELECT {COLUMNS} FROM prompts WHERE deleted_at IS NULL ORDER BY rowid"
        return await self._database.run(lambda db: tuple(prompt(row) for row in db.execute(query)))

    async def create(self, name: str, text: str) -> Prompt:
        """A new prompt. Raises `Conflict` when its name is taken."""
        made = Prompt(id=new_id(), name=name, text=text, created_at=now())
        values = (made.id, name, text, made.created_at.isoformat())
        await self._run(lambda db: db.execute(f"INSERT INTO prompts ({COLUMNS}) VALUES (?, ?, ?, ?)", values))
        return made

    async def change(self, id: str, fields: Mapping[str, str]) -> Prompt:
        """Set its name, its text or both. Raises `NotFound`, or `Conflict` when the name is taken."""

        def work(db: sqlite3.Connection) -> Prompt:
            if fields:
                names = ", ".join(f"{name} = :{name}" for name in fields)
                db.execute(f"UPDATE prompts SET {names} WHERE id = :id AND deleted_at IS NULL", {**fields, "id": id})
            return get(db, id)

        return await self._run(work)

    async def remove(self, id: str) -> None:
        """Delete a prompt; for 30 days it can be fetched back. Raises `NotFound`."""

        def work(db: sqlite3.Connection) -> None:
            get(db, id)
            db.execute("UPDATE prompts SET deleted_at = ? WHERE id = ?", (now().isoformat(), id))
            db.execute("DELETE FROM prompts WHERE deleted_at < ?", ((now() - GRACE).isoformat(),))

        await self._run(work)

    async def restore(self, id: str) -> Prompt:
        """Fetch a deleted prompt back. Raises `NotFound`, or `Conflict` when another has its name by now."""

        def work(db: sqlite3.Connection) -> Prompt:
            db.execute("UPDATE prompts SET deleted_at = NULL WHERE id = ?", (id,))
            return get(db, id)

        return await self._run(work)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def guarded(db: sqlite3.Connection) -> T:
            try:
                return work(db)
            except sqlite3.IntegrityError as error:
                raise Conflict(
                    "There is a prompt of this name already.", "Choose another name.", param="name"
                ) from error

        return await self._database.run(guarded)


def get(db: sqlite3.Connection, id: str) -> Prompt:
    """One prompt, within a transaction. Raises `NotFound`."""
    row = db.execute(f"SELECT {COLUMNS} FROM prompts WHERE id = ? AND deleted_at IS NULL", (id,)).fetchone()
    if row is None:
        raise NotFound("There is no such prompt.", "It may have been deleted.")
    return prompt(row)


def prompt(row: sqlite3.Row) -> Prompt:
    """A row as a prompt."""
    return Prompt.model_validate(dict(row))
