"""Looks at a database without changing it: not a byte is written, not a file laid beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from backend.errors import StoreTooNew
from backend.store.database import in_domain_words, migrations

SQLITE = sqlite3.sqlite_version
ENOUGH = 200_000
"""Steps of SQLite's machine, in thousands, after which a large database has been looked at long enough."""


class Looked(NamedTuple):
    """Its version, how many threads it holds, and whether all of it could be looked through, and was unharmed."""

    version: int
    threads: int
    whole: bool


def look(file: Path) -> Looked:
    """Raises `StoreTooNew`, `StoreBroken` or `StoreUnwritable`. May be open in a Fireside meanwhile."""
    # Without a write-ahead log nobody has it open: then SQLite need not lay one beside it, nor may.
    mode = "mode=ro" if file.with_name(f"{file.name}-wal").exists() else "immutable=1"
    with in_domain_words(), closing(sqlite3.connect(f"{file.as_uri()}?{mode}", uri=True, timeout=2)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations()):
            raise StoreTooNew("Your threads were written by a newer Fireside.", "Install the newest Fireside.")
        threads: int = connection.execute("SELECT count(*) FROM threads").fetchone()[0] if version else 0
        return Looked(version, threads, _whole(connection))


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
