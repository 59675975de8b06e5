"""What the model has read of each thread, on disk: a thread goes on at once after a restart.

A folder for each fingerprint, in it a file for each thread. Nothing here must survive: a file that is damaged, or that
another model or version wrote, is removed and the prompt read again.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import BinaryIO, TypeVar

from backend.engines.statefile import Outline, State, Useless, read, read_outline, write

log = logging.getLogger(__name__)
T = TypeVar("T")

STATES = "states"
"""The folder's name below the cache."""
_ENDING, _UNFINISHED = ".state", ".new"


class States:
    """The states of one loaded model, in a folder below `root`; there, of all models, at most `limit` bytes.

    Writing goes on in a thread of its own: what is handed over must not change any more.
    """

    def __init__(self, root: Path, fingerprint: bytes, limit: int) -> None:
        self._root, self._limit = root, limit
        self._fingerprint = fingerprint
        self._folder = root / fingerprint.hex()[:32]
        self._writer = ThreadPoolExecutor(1, "states")
        self._writing: dict[str, Future[None]] = {}
        for left in root.glob(f"*/*{_UNFINISHED}"):
            _remove(left)

    def save(self, thread: str, state: State) -> None:
        """Keep a thread's state in place of the one before. What goes wrong is only logged."""
        self._writing[thread] = self._writer.submit(self._save, thread, state)

    def outline(self, thread: str) -> Outline | None:
        """What is kept of a thread, or None."""
        return self._read(thread, read_outline)

    def load(self, thread: str) -> State | None:
        """All of what is kept of a thread, or None."""
        state = self._read(thread, read)
        with contextlib.suppress(OSError):
            os.utime(self._path(thread))  # those unused for longest go first
        return state

    def forget(self, thread: str) -> None:
        """Remove what is kept of a thread."""
        self._settle(thread)
        _remove(self._path(thread))

    def close(self) -> None:
        """Wait until all is written."""
        self._writer.shutdown()

    # -------------------------------------------------------------- files

    def _path(self, thread: str) -> Path:
        return self._folder / _name(thread)

    def _settle(self, thread: str) -> None:
        if writing := self._writing.pop(thread, None):
            wait([writing])

    def _read(self, thread: str, take: Callable[[BinaryIO, bytes], T]) -> T | None:
        """What `take` finds in the thread's file. One that it cannot read is removed."""
        self._settle(thread)
        path = self._path(thread)
        try:
            with path.open("rb") as file:
                return take(file, self._fingerprint)
        except FileNotFoundError:
            return None
        except (Useless, OSError, MemoryError) as error:
            log.warning("a kept state is removed: %s", error)
            _remove(path)
            return None

    def _save(self, thread: str, state: State) -> None:
        path = self._path(thread)
        unfinished = path.with_suffix(_UNFINISHED)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(unfinished, "wb", opener=_private) as file:
                write(file, self._fingerprint, state)
                if file.tell() > self._limit:
                    raise OSError("it is larger than all may be together")
            os.replace(unfinished, path)
            self._keep_to_limit()
        except OSError as error:
            log.warning("a state could not be kept (%s)", error)
            _remove(unfinished)

    def _keep_to_limit(self) -> None:
        keep_within(self._root, self._limit)


def forget(root: Path, thread: str) -> None:
    """Remove what any model has kept of a thread."""
    for path in root.glob(f"*/{_name(thread)}"):
        _remove(path)


def used(root: Path) -> int:
    """The bytes that all kept states take."""
    return sum(size for _, size, _ in _files(root))


def keep_within(root: Path, limit: int) -> None:
    """Remove those unused for longest, until all take at most so many bytes."""
    excess = used(root) - limit
    for _, size, path in _files(root):
        if excess <= 0:
            break
        _remove(path)
        excess -= size


def clear(root: Path) -> None:
    """Remove all that was kept, of any model."""
    for _, _, path in _files(root):
        _remove(path)


def _files(root: Path) -> list[tuple[float, int, Path]]:
    """All states: when each was last used, its bytes and where it lies; those unused for longest first."""
    found = []
    for path in root.glob(f"*/*{_ENDING}"):
        with contextlib.suppress(OSError):  # one that was just removed
            status = path.stat()
            found.append((status.st_mtime, status.st_size, path))
    return sorted(found)


def _name(thread: str) -> str:
    return hashlib.blake2b(thread.encode("utf-8", "replace"), digest_size=16).hexdigest() + _ENDING


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)  # it holds people's words


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
