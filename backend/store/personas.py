"""Personas of the person's own: system prompts under names, each name once."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from backend.domain import Persona, new_id, now
from backend.errors import Conflict, NotFound
from backend.store.database import Database


class Personas:
    """The personas in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Persona, ...]:
        """All of them, by name."""
        return await self._database.run(lambda db: tuple(sorted(_all(db), key=lambda one: one.name.casefold())))

    async def add(self, name: str, system_prompt: str) -> Persona:
        """Keep a system prompt under a name. Raises `Conflict` when another has it."""
        made = Persona(id=new_id(), name=name, system_prompt=system_prompt)

        def work(db: sqlite3.Connection) -> Persona:
            _refuse_twice(db, made)
            db.execute(
                "INSERT INTO personas (id, name, system_prompt, created_at) VALUES (?, ?, ?, ?)",
                (made.id, name, system_prompt, now().isoformat()),
            )
            return made

        return await self._database.run(work)

    async def change(self, id: str, fields: Mapping[str, str]) -> Persona:
        """Set its name, its system prompt or both. Raises `NotFound`, or `Conflict` when another has the name."""

        def work(db: sqlite3.Connection) -> Persona:
            before = next((one for one in _all(db) if one.id == id), None)
            if before is None:
                raise _missing()
            after = before.model_copy(update=dict(fields))
            _refuse_twice(db, after)
            db.execute(
                "UPDATE personas SET name = :name, system_prompt = :system_prompt WHERE id = :id",
                after.model_dump(include={"id", "name", "system_prompt"}),
            )
            return after

        return await self._database.run(work)

    async def remove(self, id: str) -> None:
        """Delete it; threads keep what they were told. Raises `NotFound`."""

        def work(db: sqlite3.Connection) -> None:
            if not db.execute("DELETE FROM personas WHERE id = ?", (id,)).rowcount:
                raise _missing()

        await self._database.run(work)


def _all(db: sqlite3.Connection) -> list[Persona]:
    return [Persona.model_validate(dict(row)) for row in db.execute("SELECT id, name, system_prompt FROM personas")]


def _refuse_twice(db: sqlite3.Connection, wanted: Persona) -> None:
    if any(one.name.casefold() == wanted.name.casefold() and one.id != wanted.id for one in _all(db)):
        raise Conflict(f"There is a persona named {wanted.name} already.", "Choose another name.", param="name")


def _missing() -> NotFound:
    return NotFound("There is no such persona.", "It may have been deleted.")
