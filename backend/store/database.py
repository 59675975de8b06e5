"""One SQLite file, one thread that owns it, numbered migrations."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from backend.errors import FiresideError, StoreBroken, StoreTooNew, StoreUnwritable

MIGRATIONS = Path(__file__).parent / "migrations"
T = TypeVar("T")
PATIENCE = 5.0  # seconds to wait for another program that holds the file


class Database:
    """Runs work on the connection, each in a transaction of its own, in order.

    Everything is committed when the work returns (WAL, `synchronous=FULL`: also safe against a power cut).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._connection: sqlite3.Connection | None = None

    async def open(self, before_migration: Callable[[], object] = lambda: None) -> None:
        """Open the file and bring it to the newest version.

        Raises `StoreTooNew`, `StoreBroken` (the file is left as it is) or `StoreUnwritable`.
        """
        await self._in_thread(lambda: self._open(before_migration))

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Carry out `work` in a transaction. Raises `StoreUnwritable` or `StoreBroken` in SQLite's stead."""
        return await self._in_thread(lambda: self._transact(work))

    async def replaced(self, put: Callable[[], object]) -> None:
        """Close the file, let `put` lay another in its place, and open that one; whoever asks meanwhile waits.

        Raises what `put` and `open` raise. When `put` failed, the file of before is open again.
        """

        def work() -> None:
            self._close()
            try:
                put()
            finally:
                self._open(lambda: None)

        await self._in_thread(work)

    @property
    def is_open(self) -> bool:
        """Whether the file is open."""
        return self._connection is not None

    async def close(self) -> None:
        """Close the file; the write-ahead log is folded into it."""
        await self._in_thread(self._close)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _open(self, before_migration: Callable[[], object]) -> None:
        with in_domain_words():
            connection = connect(self.path)
            try:
                migrate(connection, before_migration)
            except BaseException:
                connection.close()
                raise
            self._connection = connection

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            raise StoreBroken("The database is not open.", "Close Fireside and open it again.")
        with in_domain_words(), self._connection:
            return work(self._connection)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def connect(path: Path) -> sqlite3.Connection:
    """A connection as we want it, its file checked for damage."""
    connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if (verdict := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(verdict)
    except BaseException:
        connection.close()
        raise
    return connection


def migrations() -> list[Path]:
    """The migration files, in order; the position of each is the version that it leads to."""
    return sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))


def too_new(path: Path) -> bool:
    """Whether a file was brought to a version that we do not know; told by its header, without opening it."""
    try:
        with path.open("rb") as file:
            header = file.read(64)
    except OSError:
        return False
    return header.startswith(b"SQLite format 3\0") and int.from_bytes(header[60:64], "big") > len(migrations())


def migrate(connection: sqlite3.Connection, before: Callable[[], object] = lambda: None) -> None:
    """Bring the file to the newest version, each step in a transaction; with old data, `before` is called first."""
    files = migrations()
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(files):
        raise StoreTooNew(
            "Your chats were written by a newer Fireside.", "Install the newest Fireside. Nothing has been changed."
        )
    if 0 < version < len(files):
        before()
    for number, file in enumerate(files[version:], version + 1):
        connection.executescript(f"BEGIN; {file.read_text('utf-8')}; PRAGMA user_version = {number}; COMMIT;")


@contextmanager
def in_domain_words() -> Iterator[None]:
    """Say in our words what SQLite or the file system refused."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _unusable(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise StoreBroken("The database is damaged.", "Restore a backup under Settings → Storage.") from error
    except OSError as error:
        raise _unusable(str(error)) from error


def _unusable(reason: str) -> FiresideError:
    if "malformed" in reason:
        return StoreBroken("The database is damaged.", "Restore a backup under Settings → Storage.")
    if "locked" in reason:
        return StoreUnwritable(
            "The database is held by another program.", "Close that program. Nothing stored has been lost."
        )
    return StoreUnwritable(
        f"Fireside cannot write to its data folder ({reason}).",
        "Free some disk space, or check the permissions of the folder. Nothing stored has been lost.",
    )
