"""Summaries of what older messages say; each lies on the branches that its last message lies on."""

from __future__ import annotations

from backend.domain import Summary
from backend.store.database import Database

COLUMNS = "message_id, text, messages, left_out, model_id, created_at"

ON_BRANCH = f"""
WITH RECURSIVE branch (id, depth) AS (
    SELECT ?, 0
    UNION ALL
    SELECT messages.parent_id, depth + 1 FROM messages JOIN branch USING (id) WHERE messages.parent_id IS NOT NULL
)
SELECT {COLUMNS} FROM summaries JOIN branch ON branch.id = message_id ORDER BY depth DESC
"""


class Summaries:
    """The summaries in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def branch(self, head: str | None) -> tuple[Summary, ...]:
        """Those of the messages from the first to `head`, the shortest beginning first."""
        return await self._database.run(
            lambda db: tuple(Summary.model_validate(dict(row)) for row in db.execute(ON_BRANCH, (head,)))
        )

    async def add(self, summary: Summary) -> None:
        """Store a summary, in the place of another that ended with the same message."""
        values = {**summary.model_dump(), "created_at": summary.created_at.isoformat()}
        names = ", ".join(f":{name}" for name in COLUMNS.split(", "))
        await self._database.run(lambda db: db.execute(f"REPLACE INTO summaries ({COLUMNS}) VALUES ({names})", values))
