"""Folders for threads: made, named, moved and taken away; what lies in them stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from unicodedata import category

from backend.domain import Folder, new_id, now
from backend.errors import Invalid, NotFound
from backend.store.database import Database

COLUMNS = "id, name, parent_id, collapsed, created_at"


class Folders:
    """The folders in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Folder, ...]:
        """All folders, the oldest first."""
        query = f"SELECT {COLUMNS} FROM folders ORDER BY rowid"
        return await self._database.run(lambda db: tuple(folder(row) for row in db.execute(query)))

    async def create(self, name: str, parent_id: str | None = None) -> Folder:
        """A new folder, within another if that lies in none. Raises `Invalid` or `NotFound`."""
        made = Folder(id=new_id(), name=worded(name), parent_id=parent_id, created_at=now())

        def work(db: sqlite3.Connection) -> Folder:
            if parent_id is not None:
                _check_parent(db, made.id, parent_id)
            values = (made.id, made.name, parent_id, made.collapsed, made.created_at.isoformat())
            db.execute(f"INSERT INTO folders ({COLUMNS}) VALUES (?, ?, ?, ?, ?)", values)
            return made

        return await self._database.run(work)

    async def change(self, id: str, fields: Mapping[str, str | bool | None]) -> Folder:
        """Set some of name, parent_id, collapsed. Raises `NotFound`, or `Invalid` for a folder that lies too deep."""
        fields = {**fields, **({"name": worded(str(fields["name"]))} if "name" in fields else {})}

        def work(db: sqlite3.Connection) -> Folder:
            get(db, id)
            if (parent := fields.get("parent_id")) is not None:
                _check_parent(db, id, str(parent))
            if fields:
                names = ", ".join(f"{name} = :{name}" for name in fields)
                db.execute(f"UPDATE folders SET {names} WHERE id = :id", {**fields, "id": id})
            return get(db, id)

        return await self._database.run(work)

    async def remove(self, id: str) -> None:
        """Take a folder away. What lies in it moves to where the folder was. Raises `NotFound`."""

        def work(db: sqlite3.Connection) -> None:
            parent = get(db, id).parent_id
            db.execute("UPDATE threads SET folder_id = ? WHERE folder_id = ?", (parent, id))
            db.execute("UPDATE folders SET parent_id = ? WHERE parent_id = ?", (parent, id))
            db.execute("DELETE FROM folders WHERE id = ?", (id,))

        await self._database.run(work)


def get(db: sqlite3.Connection, id: str, param: str | None = None) -> Folder:
    """One folder, within a transaction. Raises `NotFound`."""
    row = db.execute(f"SELECT {COLUMNS} FROM folders WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound("This folder is gone.", "It was deleted meanwhile. Choose another one.", param=param)
    return folder(row)


def worded(name: str) -> str:
    """A name as it is kept: one line, with something in it that can be seen. Raises `Invalid`."""
    name = " ".join("".join(" " if category(letter) == "Cc" else letter for letter in name).split())
    if not any(letter.isprintable() and letter != " " for letter in name):
        raise Invalid("A folder needs a name.", "Write one.", param="name")
    return name


def folder(row: sqlite3.Row) -> Folder:
    """A row as a folder."""
    return Folder.model_validate(dict(row))


def _check_parent(db: sqlite3.Connection, id: str, parent_id: str) -> None:
    """Refuse to put a folder where it would lie too deep. Raises `Invalid` or `NotFound`."""
    parent = get(db, parent_id, "parent_id")
    holds = db.execute("SELECT 1 FROM folders WHERE parent_id = ?", (id,)).fetchone()
    if parent.id == id or parent.parent_id is not None or holds:
        raise Invalid(
            "Folders lie at most one within another.",
            "Put it into a folder that lies in no other, and take out the folders in it first.",
            param="parent_id",
        )
