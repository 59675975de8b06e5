"""Opens the database so that nothing is lost: backed up when due; set aside and salvaged when damaged."""

from __future__ import annotations

import asyncio

from backend.domain import Problem
from backend.errors import StoreBroken
from backend.store.backups import Backups, salvage
from backend.store.database import Database, in_domain_words


async def open_database(database: Database, backups: Backups) -> Problem | None:
    """Open it; what the person should be told, if anything. Raises `StoreTooNew` or `StoreUnwritable`."""
    try:
        await _open(database, backups)
    except StoreBroken:
        problem = await asyncio.to_thread(_repair, database, backups)
        await _open(database, backups)
        return problem
    return None


async def _open(database: Database, backups: Backups) -> None:
    await database.open(before_migration=lambda: backups.make("before-update"))
    if await asyncio.to_thread(backups.due):
        await asyncio.to_thread(backups.make)


def _repair(database: Database, backups: Backups) -> Problem:
    with in_domain_words():
        damaged = backups.set_aside()
        saved = salvage(damaged, database.path)
    latest = next(iter(backups.all()), None)
    hint = f"The damaged file is kept at {damaged}."
    if latest:
        hint += f" A backup of {latest.created_at:%d %B %Y} can be restored under Settings → Storage."
    return Problem(
        type=StoreBroken.type,
        message=f"The database was damaged. {saved['threads']} threads ({saved['messages']} messages) could be saved.",
        hint=hint,
    )
