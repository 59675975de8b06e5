"""Opens the database so that nothing is lost: backed up when due; kept aside and salvaged when damaged.

Before another version of Fireside takes it over, it is copied; one that is too new for this version is left as it is.
"""

from __future__ import annotations

import asyncio

from backend.domain import Problem
from backend.errors import FiresideError, StoreBroken, StoreTooNew, StoreUnwritable
from backend.store.backups import Backups
from backend.store.database import Database, in_domain_words, too_new
from backend.store.salvage import salvage


async def open_database(database: Database, backups: Backups) -> Problem | None:
    """Open it; what the person should be told, if anything. Raises `StoreTooNew` or `StoreUnwritable`."""
    try:
        problem = await _open(database, backups)
    except StoreBroken:
        problem = await asyncio.to_thread(_repair, database, backups)
        await _open(database, backups)
    except StoreTooNew as error:
        raise await asyncio.to_thread(_too_new, backups) or error from error
    return problem or await asyncio.to_thread(_back_up, backups)


async def _open(database: Database, backups: Backups) -> Problem | None:
    """Open it; what the person should be told, if anything."""
    copied = problem = None
    if await asyncio.to_thread(_is_another_s, database, backups):
        try:
            copied = await asyncio.to_thread(backups.make, f"v{backups.writer.last}")
        except StoreUnwritable as error:  # reason enough to change nothing in it, and none to keep it shut
            problem = error.problem
    await database.open(before_migration=lambda: copied or backups.make("before-update"))
    if problem is None:
        await asyncio.to_thread(backups.writer.keep)
    return problem


def _is_another_s(database: Database, backups: Backups) -> bool:
    return backups.writer.another and database.path.exists() and not too_new(database.path)


def _too_new(backups: Backups) -> StoreTooNew | None:
    """Which version is needed, where that is known, and which way leads back."""
    writer = backups.writer
    if not writer.another:
        return None
    ways = sorted(backups.all(), key=lambda backup: not backup.version)  # first what was copied for just this
    back = next((backup for backup in ways if not backup.too_new), None)
    hint = f"Install Fireside {writer.last} or newer"
    if back:
        of = f" by {back.version}" if back.version else ""
        hint += f", or go back to the backup made{of} on {back.created_at:%d %B %Y}: fireside restore {back.name}"
    message = f"Your threads were written by Fireside {writer.last}, and this is {writer.ours}."
    return StoreTooNew(message, f"{hint}. Nothing has been changed.")


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
