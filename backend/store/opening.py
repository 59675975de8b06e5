"""Opens the database so that nothing is lost: backed up when due; kept aside and salvaged when damaged."""

from __future__ import annotations

import asyncio

from backend.domain import Problem
from backend.errors import FiresideError, StoreBroken
from backend.store.backups import Backups
from backend.store.database import Database, in_domain_words
from backend.store.salvage import salvage


async def open_database(database: Database, backups: Backups) -> Problem | None:
    """Open it; what the person should be told, if anything. Raises `StoreTooNew` or `StoreUnwritable`."""
    problem = None
    try:
        await _open(database, backups)
    except StoreBroken:
        problem = await asyncio.to_thread(_repair, database, backups)
        await _open(database, backups)
    return problem or await asyncio.to_thread(_back_up, backups)


async def _open(database: Database, backups: Backups) -> None:
    await database.open(before_migration=lambda: backups.make("before-update"))


def _back_up(backups: Backups) -> Problem | None:
    """Make the daily copy; no room for one is to be said, and no reason to keep the threads shut."""
    try:
        if backups.due():
            backups.make()
    except FiresideError as error:
        return error.problem
    return None


def _repair(database: Database, backups: Backups) -> Problem:
    with in_domain_words():
        damaged, saved_file = backups.keep_aside(), database.path.with_suffix(".half")
        saved_file.unlink(missing_ok=True)
        saved = salvage(damaged, saved_file)
        backups.put(saved_file)  # only now: a repair that is cut off begins anew at the next start
    latest = next(iter(backups.all()), None)
    hint = f"The damaged file is kept at {damaged}."
    if latest:
        hint += f" A backup of {latest.created_at:%d %B %Y} can be restored under Settings → Storage."
    return Problem(
        type=StoreBroken.type,
        message=f"The database was damaged. {saved['threads']} threads ({saved['messages']} messages) could be saved.",
        hint=hint,
    )
