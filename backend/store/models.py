"""The models a person added, what is remembered of each, and those that wait to go; files stay where they lie."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from backend.domain import Measured, Model, ModelOptions, Remembered, RemovedModel, Trouble, Value, now
from backend.store.database import Database

_OURS = {"own_name", "notes", "options", "measured", "missing", "sees"}
"""What is not the model's own: it is remembered apart, or looked up anew."""


class AddedModels:
    """The added models in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Model, ...]:
        """All added models, in the order in which they were added."""
        query = "SELECT description FROM models ORDER BY rowid"
        return await self._database.run(
            lambda db: tuple(Model.model_validate_json(row["description"]) for row in db.execute(query))
        )

    async def add(self, model: Model) -> None:
        """Add a model, or refresh the one at its place."""
        await self._database.run(
            lambda db: db.execute(
                """INSERT INTO models (id, path, description, added_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (path) DO UPDATE SET id = excluded.id, description = excluded.description""",
                (model.id, model.place, model.model_dump_json(exclude=_OURS), now().isoformat()),
            )
        )

    async def move(self, model: Model) -> None:
        """A model lies elsewhere now; it keeps its id, and its turn in the list."""
        values = (model.place, model.model_dump_json(exclude=_OURS), model.id)
        query = "UPDATE models SET path = ?, description = ? WHERE id = ?"
        await self._database.run(lambda db: db.execute(query, values))

    async def remove(self, id: str) -> None:
        """Forget a model; its file is not touched."""
        await self._database.run(lambda db: db.execute("DELETE FROM models WHERE id = ?", (id,)))


class RememberedModels:
    """What the store remembers of models by their ids, bundled and added ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, Remembered]:
        """Of all models of which there is anything."""
        query = "SELECT model_id, name, notes, options, measured, trouble FROM model_options"
        return await self._database.run(lambda db: {row["model_id"]: _remembered(row) for row in db.execute(query)})

    async def change(self, id: str, fields: Mapping[str, str | Value | None]) -> Remembered:
        """Put others in the place of some fields; the rest stays. Raises `StoreUnwritable`."""
        values = {
            name: value.model_dump_json() if isinstance(value, Value) else value for name, value in fields.items()
        }

        def work(db: sqlite3.Connection) -> Remembered:
            db.execute("INSERT OR IGNORE INTO model_options (model_id) VALUES (?)", (id,))
            for name, value in values.items():
                db.execute(f"UPDATE model_options SET {_COLUMNS[name]} = ? WHERE model_id = ?", (value, id))
            return _remembered(db.execute("SELECT * FROM model_options WHERE model_id = ?", (id,)).fetchone())

        return await self._database.run(work)

    async def forget(self, id: str) -> None:
        """All that was remembered of a model."""
        await self._database.run(lambda db: db.execute("DELETE FROM model_options WHERE model_id = ?", (id,)))


_COLUMNS = {name: name for name in ("name", "notes", "options", "measured", "trouble")}


def _remembered(row: sqlite3.Row) -> Remembered:
    return Remembered(
        name=row["name"],
        notes=row["notes"],
        options=ModelOptions.model_validate_json(row["options"]),
        measured=row["measured"] and Measured.model_validate_json(row["measured"]),
        trouble=row["trouble"] and Trouble.model_validate_json(row["trouble"]),
    )


class RemovedModels:
    """Models that were taken off the list and can be brought back for a while."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[RemovedModel, ...]:
        """All of them, the newest first."""
        query = "SELECT description FROM removed_models ORDER BY removed_at DESC, rowid DESC"
        return await self._database.run(
            lambda db: tuple(RemovedModel.model_validate_json(row["description"]) for row in db.execute(query))
        )

    async def add(self, removed: RemovedModel) -> None:
        """Remember one, in the place of what was removed of that id before. Raises `StoreUnwritable`."""
        values = (removed.model.id, removed.model_dump_json(), removed.removed_at.isoformat())
        query = "INSERT OR REPLACE INTO removed_models (id, description, removed_at) VALUES (?, ?, ?)"
        await self._database.run(lambda db: db.execute(query, values))

    async def forget(self, id: str) -> None:
        """It is back, or gone for good."""
        await self._database.run(lambda db: db.execute("DELETE FROM removed_models WHERE id = ?", (id,)))
