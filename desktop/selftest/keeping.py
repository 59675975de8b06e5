"""Whether threads can be kept: in a new database, and in the one that is here, which is only read."""

from __future__ import annotations

from pathlib import Path

from backend.errors import StoreBroken
from backend.paths import Paths
from backend.probes import Finding
from backend.store import Backups, Database, Threads, open_database
from backend.store.database import migrations
from backend.store.looking import SQLITE, look


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
    words = f"SQLite {SQLITE}, version {len(migrations())} of the database"
    return Finding(name="new database", status="ok", words=words, facts={"sqlite": SQLITE})


def kept(file: Path) -> Finding:
    """Look through the database that is here, without writing. Raises what keeps it from being opened."""
    if not file.exists():
        return Finding(name="your database", status="ok", words="none yet")
    found = look(file)
    words = f"{found.threads} threads, {'unharmed' if found.whole else 'too large to be looked through here'}"
    facts = {**found._asdict(), "bytes": file.stat().st_size}
    return Finding(name="your database", status="ok", words=words, facts=facts)
