"""Whether threads can be kept: in a new database, and in the one that is here, which is only read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from backend.errors import StoreBroken, StoreTooNew
from backend.paths import Paths
from backend.probes import Finding
from backend.store import Backups, Database, Threads, open_database
from backend.store.database import in_domain_words, migrations

ENOUGH = 200_000
"""Steps of SQLite's machine, in thousands, after which a large database has been looked at long enough."""


async def keeps(paths: Paths) -> Finding:
    """Write a thread into a new database, close that, and read it again. Raises `StoreUnwritable` or `StoreBroken`."""
    title = "A thread of the self-test — Größe, 火"
    for _ in range(2):
        database = Database(paths.database)
        await open_database(database, Backups(paths.database, paths.backups))
        try:
            threads = Threads(database)
            if not (kept := await threads.all()):
                await threads.create(title)
        finally:
            await database.close()
    if [thread.title for thread in kept] != [title]:
        raise StoreBroken("What was written did not come back.", "Install Fireside anew.")
    version = sqlite3.sqlite_version
    words = f"SQLite {version}, version {len(migrations())} of the database"
    return Finding(name="new database", status="ok", words=words, facts={"sqlite": version})


def kept(file: Path) -> Finding:
    """Look through the database that is here, without writing. Raises `StoreTooNew`, `StoreBroken` and others."""
    if not file.exists():
        return Finding(name="your database", status="ok", words="none yet")
    # Without a write-ahead log nobody has it open: then SQLite need not lay one beside it, nor may.
    mode = "mode=ro" if file.with_name(f"{file.name}-wal").exists() else "immutable=1"
    with in_domain_words(), closing(sqlite3.connect(f"{file.as_uri()}?{mode}", uri=True, timeout=2)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations()):
            raise StoreTooNew("Your threads were written by a newer Fireside.", "Install the newest Fireside.")
        threads = connection.execute("SELECT count(*) FROM threads").fetchone()[0] if version else 0
        whole = _whole(connection)
    facts = {"version": version, "threads": threads, "whole": whole, "bytes": file.stat().st_size}
    words = f"{threads} threads, {'unharmed' if whole else 'too large to be looked through here'}"
    return Finding(name="your database", status="ok", words=words, facts=facts)


def _whole(connection: sqlite3.Connection) -> bool:
    """Whether all of it was looked through in time. Raises DatabaseError when it is damaged."""
    left = ENOUGH

    def enough() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    connection.set_progress_handler(enough, 1_000)
    try:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return False
        raise
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    return True
