"""The files of an import: what is in them, told by their content, and the threads in them, one by one."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.domain import WholeThread
from backend.exchange.foreign import ForeignThread, mapping, name, title_of, whole
from backend.exchange.images import unpacked
from backend.exchange.readers import READERS, Keys, Reader, jan
from backend.exchange.stream import LONGEST, Watched, items, keys
from backend.exchange.unreadable import Unreadable, Why

MOST_PIECES = 100_000
MOST_UNPACKED = 16 << 30
"""Bytes that may come out of the archives of one import."""
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for damaged, encrypted or odd archives."""
BACKUP = "fireside-backup"


@dataclass
class Read:
    """What one item of a file came to: a thread, or why there is none. `lost` counts what of it has no place here."""

    place: str
    source: str
    thread: WholeThread | None = None
    lost: Counter[str] = field(default_factory=Counter)
    why: Why | None = None
    detail: str = ""


@dataclass(frozen=True)
class Piece:
    """A file, or a member of an archive, of which a reader knows the shape. `size` is in bytes, unpacked."""

    label: str
    file: Path
    member: str | None
    size: int
    reader: Reader


class Sources:
    """Some files, looked through once; their threads can be read as often as one likes. Blocks: use it in a thread."""

    def __init__(self, files: Sequence[tuple[str, Path]], stopped: Callable[[], bool] = lambda: False) -> None:
        self._stopped = stopped
        self._unpacked = 0
        self._heads: dict[str, Any] = {}
        self.read = 0
        self.pieces: list[Piece] = []
        self.problems: list[Read] = []
        for label, file in files:
            self._look_into(label, file)
        self.total = sum(piece.size for piece in self.pieces)

    def threads(self) -> Iterator[Read]:
        """All threads, in the order of the files; and in between what could not be read, and why."""
        self.read = self._unpacked = 0
        for piece in self.pieces:
            source = piece.reader.name
            try:
                with self._open(piece.file, piece.member) as file:
                    yield from self._threads(piece, file)
            except Unreadable as error:
                yield Read(piece.label, source, why=error.why, detail=error.detail)
            except OSError as error:
                yield Read(piece.label, source, why="unreadable", detail=error.strerror or "")
            except BROKEN_ZIP as error:
                yield Read(piece.label, source, why="damaged", detail=str(error))

    def images(self) -> Iterator[tuple[str, bytes]]:
        """The pictures in the files, by id; those that are damaged are passed over."""
        self.read = self._unpacked = 0
        for piece in self.pieces:
            if piece.reader.images is None:
                continue
            with suppress(Unreadable, OSError, *BROKEN_ZIP), self._open(piece.file, piece.member) as file:
                for item in items(file, piece.reader.images):
                    if found := unpacked(item):
                        yield found

    def _threads(self, piece: Piece, file: Watched) -> Iterator[Read]:
        reader = piece.reader
        found = iter([self._lines(file)]) if reader.lines else items(file, reader.within)
        for number, item in enumerate(found, 1):
            place = piece.label if reader.lines else f"{piece.label}, {number}"
            if isinstance(item, Unreadable):
                yield Read(place, reader.name, why=item.why, detail=item.detail)
            elif isinstance(item, dict):
                yield _read(place, reader, item)

    def _lines(self, file: Watched) -> Any:
        """All values of a file, as the messages of one thread."""
        messages = []
        for message in items(file, lines=True):
            if isinstance(message, dict):
                messages.append(message)
            if file.taken > LONGEST:
                return Unreadable("large")
        id = name(messages[0].get("thread_id")) if messages else ""
        return {"thread": self._heads.get(id), "messages": messages}

    def _look_into(self, label: str, file: Path) -> None:
        try:
            with file.open("rb") as opened:
                packed = opened.read(4) == b"PK\x03\x04"
            if packed:
                self._look_into_archive(label, file)
            elif not self._take(label, file, None, file.stat().st_size):
                self._refuse(label, Unreadable("unknown"))
        except OSError as error:
            self._refuse(label, Unreadable("unreadable", error.strerror or ""))
        except BROKEN_ZIP as error:
            self._refuse(label, Unreadable("damaged", str(error)))

    def _look_into_archive(self, label: str, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MOST_PIECES:
            self._refuse(label, Unreadable("many", f"more than {MOST_PIECES:,} files"))
            return
        taken = [self._take(member.filename, file, member.filename, member.file_size) for member in members]
        if not any(taken):
            self._refuse(label, Unreadable("nothing"))

    def _take(self, label: str, file: Path, member: str | None, size: int) -> bool:
        """Whether it is of a kind that is known; then it is one of the pieces."""
        label = title_of(label.replace("\\", "/").rsplit("/", 1)[-1])
        try:
            with self._open(file, member) as opened:
                found = keys(opened)
            if found.get("format") == BACKUP:
                raise Unreadable("backup")
            if jan.heads(found):
                self._keep_head(file, member)
                return True
            if reader := _reader(found):
                self.pieces.append(Piece(label, file, member, size, reader))
            return reader is not None
        except Unreadable as error:
            self._refuse(label, error)
            return True

    def _keep_head(self, file: Path, member: str | None) -> None:
        with self._open(file, member) as opened:
            for head in items(opened):
                if id := name(mapping(head).get("id")):
                    self._heads[id] = head

    def _refuse(self, label: str, error: Unreadable) -> None:
        self.problems.append(Read(title_of(label), "", why=error.why, detail=error.detail))

    @contextmanager
    def _open(self, file: Path, member: str | None) -> Iterator[Watched]:
        def count(size: int) -> None:
            self.read += size
            self._unpacked += size if member else 0
            if self._unpacked > MOST_UNPACKED:
                raise Unreadable("many", f"more than {MOST_UNPACKED >> 30} GB")

        if member is None:
            with file.open("rb") as opened:
                yield Watched(opened, count, self._stopped)
        else:
            with zipfile.ZipFile(file) as archive, archive.open(member) as unpacked:
                yield Watched(unpacked, count, self._stopped)


def _reader(found: Keys) -> Reader | None:
    return next((reader for reader in READERS.values() if reader.knows(found)), None)


def _read(place: str, reader: Reader, item: dict[str, Any]) -> Read:
    try:
        found = reader.read(item)
    except Unreadable as error:
        return Read(place, reader.name, why=error.why, detail=error.detail)
    thread = whole(found) if isinstance(found, ForeignThread) else found
    lost = +found.lost if isinstance(found, ForeignThread) else Counter[str]()
    if thread is None or not thread.messages:
        return Read(place, reader.name, why="empty")
    return Read(place, reader.name, thread, lost)
