"""Copies of the database: made daily and before another version takes it over, and put back when asked."""

from __future__ import annotations

import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.domain import Value, now
from backend.errors import NotFound, StoreBroken
from backend.store.database import connect, in_domain_words, migrate, too_new
from backend.store.writer import Writer

KEEP = 7
KEEP_VERSIONS = 3
"""Of copies that are named after the version which wrote them; they are counted apart."""
ROOM, KEEP_ANYHOW = 4 << 30, 2
"""Bytes that the copies of either kind may take together, and how many are kept when even these take more: pictures
are in each of them."""
EVERY = timedelta(days=1)
NAME = re.compile(r"fireside-(\d{8}-\d{6})(?:-v(?P<version>\d+(?:\.\d+){1,3})|-[a-z-]+)?\.db")


class Backup(Value):
    """One copy; `size` is in bytes. `version` is the Fireside that had written it, where another one took over.

    This Fireside cannot put back one that is `too_new`.
    """

    name: str
    created_at: datetime
    size: int
    version: str = ""
    too_new: bool = False


class Backups:
    """The copies in one folder, of one database. Its methods block: call them in a thread."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database, self._folder = database, folder
        self.writer = Writer(database.with_name("version.json"))
        self._lock = threading.RLock()

    def all(self) -> tuple[Backup, ...]:
        """All copies, the newest first."""
        found = (_backup(file) for file in self._folder.glob("fireside-*.db"))
        backups = (backup for backup in found if backup)
        return tuple(sorted(backups, key=lambda backup: (backup.created_at, backup.name), reverse=True))

    def due(self) -> bool:
        """Whether there is something to copy and no copy of the last day; a clock that was put back delays none."""
        ages = (abs(now() - backup.created_at) for backup in self.all())
        return self._database.exists() and all(age > EVERY for age in ages)

    def make(self, reason: str = "") -> Backup:
        """Copy the database as it is at this moment, also while it is in use. Raises `StoreUnwritable`.

        `reason` goes into its name; `v0.1.0` says which version had written it.
        """
        with self._lock, in_domain_words():
            for half in self._folder.glob("*.half*"):  # of a copy that was cut off
                half.unlink(missing_ok=True)
            suffix = f"-{reason}" if reason else ""
            file = _free(lambda moment: self._folder / f"fireside-{moment:%Y%m%d-%H%M%S}{suffix}.db")
            half = file.with_name(file.name + ".half")
            try:
                self._copy(half)
                half.replace(file)
            finally:
                half.unlink(missing_ok=True)
            made = Backup.model_validate(_told(file))
            others = [one for one in self.all() if one.name != made.name and bool(one.version) == bool(made.version)]
            for old in _too_many([made, *others], KEEP_VERSIONS if made.version else KEEP):
                (self._folder / old.name).unlink(missing_ok=True)
            return made

    def copy(self, target: Path) -> None:
        """Copy the database to any place, also while it is in use. Raises `StoreUnwritable` or `StoreBroken`."""
        with in_domain_words():
            self._copy(target)

    def adopt(self, file: Path) -> str:
        """Move a database that came from elsewhere among the backups; its name there.

        Raises `StoreBroken`, `StoreTooNew` or `StoreUnwritable`; then nothing has changed.
        """
        with self._lock, in_domain_words():
            adopted = _free(lambda moment: self._folder / f"fireside-{moment:%Y%m%d-%H%M%S}-from-file.db")
            shutil.move(file, adopted)
            try:
                self.check(adopted.name)
            except BaseException:
                adopted.unlink(missing_ok=True)
                raise
            return adopted.name

    def _copy(self, target: Path) -> None:
        with closing(sqlite3.connect(self._database)) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there)

    def check(self, name: str) -> Path:
        """The file of a copy that can be put back. Raises `NotFound`, `StoreBroken` or `StoreTooNew`."""
        if name not in {backup.name for backup in self.all()}:
            raise NotFound("There is no such backup.", "Choose one from the list.", param="name")
        trial = self._folder / (name + ".half")
        with self._lock, in_domain_words():
            try:
                shutil.copyfile(self._folder / name, trial)
                with closing(connect(trial)) as copy:
                    migrate(copy)
            finally:
                _unlink(trial)
        return self._folder / name

    def restore(self, name: str) -> None:
        """Put a copy in the database's place, which must be closed. What was there is kept as a copy first."""
        with self._lock, in_domain_words():
            half = self._database.with_suffix(".half")
            try:
                shutil.copyfile(self.check(name), half)
                if self._database.exists():
                    self._keep_present()
                self.put(half)
                self.writer.keep()
            finally:
                _unlink(half)

    def _keep_present(self) -> None:
        newer = too_new(self._database) and self.writer.another  # of a version that the person may want to go on with
        try:
            self.make(f"v{self.writer.last}" if newer else "before-restore")
        except StoreBroken:
            self.keep_aside()

    def keep_aside(self) -> Path:
        """Copy a damaged database, whole, to a folder of its own, and say where that copy is."""
        aside = _free(lambda moment: self._folder / f"damaged-{moment:%Y%m%d-%H%M%S}")
        aside.mkdir(parents=True)
        for file in (self._database, *companions(self._database)):
            if file.exists():
                shutil.copyfile(file, aside / file.name)
        return aside / self._database.name

    def put(self, file: Path) -> None:
        """Move a closed database into the present one's place. Cut off anywhere, it leaves the one or the other."""
        for companion in companions(self._database):
            companion.unlink(missing_ok=True)
        file.replace(self._database)


def _too_many(backups: Sequence[Backup], most: int) -> Iterator[Backup]:
    """Those that need not be kept, of copies of one kind, the newest first."""
    taken = 0
    for number, backup in enumerate(backups):
        taken += backup.size
        if number >= most or (number >= KEEP_ANYHOW and taken > ROOM):
            yield backup


def companions(database: Path) -> tuple[Path, Path]:
    """The files that SQLite keeps beside a database while it is open."""
    return database.with_name(database.name + "-wal"), database.with_name(database.name + "-shm")


def _backup(file: Path) -> Backup | None:
    try:
        return Backup.model_validate(_told(file)) if file.is_file() else None
    except (ValueError, OSError):  # not one of ours, or it has just been cleared away
        return None


def _told(file: Path) -> dict[str, object]:
    """What a copy is, by its name and its first bytes. Raises ValueError and OSError."""
    match = NAME.fullmatch(file.name)
    if match is None:
        raise ValueError(file.name)
    return {
        "name": file.name,
        "created_at": datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC),
        "size": file.stat().st_size,
        "version": match["version"] or "",
        "too_new": too_new(file),
    }


def _free(path: Callable[[datetime], Path]) -> Path:
    """The path for this second, or for the next one in which none lies."""
    moment = now()
    while path(moment).exists():
        moment += timedelta(seconds=1)
    return path(moment)


def _unlink(database: Path) -> None:
    for file in (database, *companions(database)):
        file.unlink(missing_ok=True)
