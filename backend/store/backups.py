"""Copies of the database: made daily and before each migration, kept for seven, and put back when asked."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.domain import Value, now
from backend.errors import NotFound, StoreBroken
from backend.store.database import connect, in_domain_words, migrate

KEEP = 7
EVERY = timedelta(days=1)
NAME = re.compile(r"fireside-(\d{8}-\d{6})(-[a-z-]+)?\.db")


class Backup(Value):
    """One copy; `size` is in bytes."""

    name: str
    created_at: datetime
    size: int


class Backups:
    """The copies in one folder, of one database. Its methods block: call them in a thread."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database, self._folder = database, folder

    def all(self) -> tuple[Backup, ...]:
        """All copies, the newest first."""
        found = [(NAME.fullmatch(file.name), file) for file in self._folder.glob("fireside-*.db")]
        backups = [
            Backup(name=file.name, created_at=_moment(match[1]), size=file.stat().st_size)
            for match, file in found
            if match
        ]
        return tuple(sorted(backups, key=lambda backup: (backup.created_at, backup.name), reverse=True))

    def due(self) -> bool:
        """Whether the newest copy is older than a day and there is something to copy."""
        backups = self.all()
        return self._database.exists() and (not backups or now() - backups[0].created_at > EVERY)

    def make(self, reason: str = "") -> Backup:
        """Copy the database as it is at this moment, also while it is in use. Raises `StoreUnwritable`."""
        name = f"fireside-{now():%Y%m%d-%H%M%S}{'-' + reason if reason else ''}.db"
        half = self._folder / (name + ".half")
        with in_domain_words():
            with closing(sqlite3.connect(self._database)) as source, closing(sqlite3.connect(half)) as target:
                source.backup(target)
            half.replace(self._folder / name)
        for old in self.all()[KEEP:]:
            (self._folder / old.name).unlink(missing_ok=True)
        return next(backup for backup in self.all() if backup.name == name)

    def check(self, name: str) -> Path:
        """The file of a copy that can be put back. Raises `NotFound`, `StoreBroken` or `StoreTooNew`."""
        if name not in {backup.name for backup in self.all()}:
            raise NotFound("There is no such backup.", "Choose one from the list.", param="name")
        trial = self._folder / (name + ".half")
        with in_domain_words():
            shutil.copyfile(self._folder / name, trial)
            try:
                with closing(connect(trial)) as copy:
                    migrate(copy)
            finally:
                _unlink(trial)
        return self._folder / name

    def restore(self, name: str) -> None:
        """Put a copy in the database's place, which must be closed. What was there is kept as a copy first."""
        source = self.check(name)
        with in_domain_words():
            half = self._database.with_suffix(".half")
            shutil.copyfile(source, half)
            if self._database.exists():
                self._keep_present()
            _unlink(self._database)
            half.replace(self._database)

    def _keep_present(self) -> None:
        try:
            self.make("before-restore")
        except StoreBroken:
            self.set_aside()

    def set_aside(self) -> Path:
        """Move a damaged database out of the way, whole, and say where it is now."""
        aside = self._folder / f"damaged-{now():%Y%m%d-%H%M%S}"
        aside.mkdir(parents=True)
        for file in (self._database, *_companions(self._database)):
            if file.exists():
                shutil.move(file, aside / file.name)
        return aside / self._database.name


def salvage(damaged: Path, target: Path) -> dict[str, int]:
    """Copy every row that can still be read from a damaged database to a new one; rows saved, by table.

    `damaged` is not changed: a copy of it is read.
    """
    saved: dict[str, int] = {}
    trial = damaged.with_suffix(".reading")
    for file, copy in zip((damaged, *_companions(damaged)), (trial, *_companions(trial)), strict=True):
        if file.exists():
            shutil.copyfile(file, copy)
    with closing(connect(target)) as new:
        migrate(new)
        new.execute("PRAGMA foreign_keys = OFF")
        with closing(sqlite3.connect(trial)) as old:
            for table in ("threads", "messages", "runs", "models"):
                saved[table] = _copy_rows(old, new, table)
        new.execute("DELETE FROM messages WHERE thread_id NOT IN (SELECT id FROM threads)")
        new.execute("UPDATE messages SET parent_id = NULL WHERE parent_id NOT IN (SELECT id FROM messages)")
        new.execute("DELETE FROM runs WHERE message_id NOT IN (SELECT id FROM messages)")
        new.commit()
    _unlink(trial)
    return saved


def _copy_rows(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> int:
    """Rows saved from one table: read in both directions, so that a damaged page in the middle costs only itself."""
    before = new.total_changes
    for order in ("ASC", "DESC"):
        try:
            rows = old.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid {order}")
            names = [column[0] for column in rows.description]
            insert = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            for row in rows:
                new.execute(insert, row)
        except sqlite3.Error:
            continue
    return new.total_changes - before


def _moment(digits: str) -> datetime:
    return datetime.strptime(digits, "%Y%m%d-%H%M%S").replace(tzinfo=UTC)


def _companions(database: Path) -> tuple[Path, Path]:
    return database.with_name(database.name + "-wal"), database.with_name(database.name + "-shm")


def _unlink(database: Path) -> None:
    for file in (database, *_companions(database)):
        file.unlink(missing_ok=True)
