"""What is there of a file that is being fetched: on the disk, and up to a piece of it in memory."""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import suppress
from pathlib import Path

from backend.downloads.plan import File

PIECE = 1 << 18
"""Bytes that are written and hashed at once: fewer cost a processor, more would be lost when the app is killed."""


class Half:
    """Blocks, but for `add` and `digest`; one thread at a time writes.

    Where no hash tells that all of it belongs together, the server's mark of its file (ETag) lies beside it.
    """

    def __init__(self, path: Path, file: File) -> None:
        self._mark = None if file.sha256 else path.with_name(f"{path.name}.etag")
        self._out = path.open("r+b")
        self._hash = hashlib.sha256()
        if file.sha256:
            while piece := self._out.read(1 << 20):
                self._hash.update(piece)
        self.size = self._out.seek(0, os.SEEK_END)
        self._held = bytearray()
        self._writing = threading.Lock()  # a flush whose task was cancelled goes on beside `close`

    def asked(self) -> dict[str, str]:
        """The headers that ask for the rest."""
        headers = {"accept-encoding": "identity"}
        if self.size:
            headers["range"] = f"bytes={self.size}-"
            if self._mark and self._mark.is_file():
                headers["if-range"] = self._mark.read_text("ascii")
        return headers

    def mark(self, etag: str) -> None:
        """Remember which file of the server this is the beginning of."""
        if self._mark and etag.startswith('"') and etag.isascii():
            self._mark.write_text(etag, "ascii")

    def add(self, piece: bytes) -> bool:
        """Take a piece; says whether it is time to flush."""
        self._held += piece
        self.size += len(piece)
        return len(self._held) >= PIECE

    def flush(self) -> None:
        """Write what is held."""
        with self._writing:
            held, self._held = self._held, bytearray()
            self._hash.update(held)
            self._out.write(held)

    def empty(self) -> int:
        """Give up what is there; says how much that was."""
        lost, self.size = self.size, 0
        self._held.clear()
        self._out.truncate(0)
        self._out.seek(0)
        self._hash = hashlib.sha256()
        return lost

    def digest(self) -> str:
        """The SHA-256 of what was flushed."""
        return self._hash.hexdigest()

    def whole(self) -> None:
        """No mark is needed any more."""
        if self._mark:
            self._mark.unlink(missing_ok=True)

    def close(self) -> None:
        """Keep what came, also when it ended badly."""
        with suppress(OSError):
            self.flush()
        with self._writing, suppress(OSError):
            self._out.close()
