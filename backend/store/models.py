"""The models a person added; files stay where they lie."""

from __future__ import annotations

from backend.domain import Model, now
from backend.store.database import Database


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
                (model.id, model.place, model.model_dump_json(), now().isoformat()),
            )
        )

    async def remove(self, id: str) -> None:
        """Forget a model; its file is not touched."""
        await self._database.run(lambda db: db.execute("DELETE FROM models WHERE id = ?", (id,)))
