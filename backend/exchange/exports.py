"""Exports: threads written into one file, or into an archive with one file each; kept until they were fetched."""

from __future__ import annotations

import asyncio
import shutil
import time
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal

from backend.domain import Value, WholeThread, new_id, now
from backend.errors import Conflict, NotFound, StoreUnwritable
from backend.exchange import own
from backend.exchange.labels import Labels
from backend.exchange.names import Names, file_name
from backend.exchange.writers import WRITERS
from backend.store import Images, WholeThreads

Format = Literal["markdown", "json", "html", "txt", "pdf"]
SUFFIX: dict[Format, str] = {"markdown": "md", "json": "json", "html": "html", "txt": "txt", "pdf": "pdf"}
MEDIA = {
    ".md": "text/markdown; charset=utf-8",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}
STALE = 3600.0
Printer = Callable[[str], Awaitable[bytes]]
"""Makes a PDF of an HTML file."""


class Export(Value):
    """A file that was made; `size` is in bytes."""

    id: str
    name: str
    size: int
    threads: int = 0


class Exports:
    """The exports of one store. They lie in `folder`, for an hour at most."""

    def __init__(self, folder: Path, store: WholeThreads, images: Images) -> None:
        self._folder, self._store, self._images = folder, store, images

    async def make(self, ids: Sequence[str], format: Format, labels: Labels, printer: Printer | None = None) -> Export:
        """Write some threads. Raises `NotFound`, `Conflict` when there is no printer, or `StoreUnwritable`."""
        if not ids:
            raise NotFound("There is nothing to export.", "Write a message first.")
        if format == "pdf" and printer is None:
            raise Conflict("A PDF cannot be made here.", "Export HTML, and print it into a file.")
        first = await self._store.get(ids[0])
        alone = len(ids) == 1 or format == "json"
        title = labels.title(first) if len(ids) == 1 else f"Fireside {now().astimezone():%Y-%m-%d}"
        file = self.room(file_name(title, SUFFIX[format] if alone else "zip"))
        try:
            if format == "json":
                await _append(file, own.written(self._each(ids), self._image))
            elif alone:
                await asyncio.to_thread(file.write_bytes, await self._made(first, format, labels, printer))
            else:
                await self._archive(file, ids, format, labels, printer)
        except OSError as error:
            raise _unwritable(error) from error
        except BaseException:
            shutil.rmtree(file.parent, ignore_errors=True)
            raise
        return self.made(file, len(ids))

    def room(self, name: str) -> Path:
        """A path for a new file of that name; old ones are cleared away. Raises `StoreUnwritable`."""
        try:
            folder = self._folder / new_id()
            folder.mkdir(parents=True)
            for old in self._folder.iterdir():
                if time.time() - old.stat().st_mtime > STALE:
                    shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            raise _unwritable(error) from error
        return folder / name

    def made(self, file: Path, threads: int = 0) -> Export:
        """What was made at such a path."""
        return Export(id=file.parent.name, name=file.name, size=file.stat().st_size, threads=threads)

    def file(self, id: str) -> Path:
        """The file of an export. Raises `NotFound`."""
        folder = self._folder / id
        found = list(folder.iterdir()) if id.isalnum() and folder.is_dir() else []
        if not found:
            raise NotFound("This export is not there any more.", "Make it again.")
        return found[0]

    async def _each(self, ids: Sequence[str]) -> AsyncIterator[WholeThread]:
        for id in ids:
            try:
                yield await self._store.get(id)
            except NotFound:
                continue  # deleted while the others were written

    async def _archive(
        self, file: Path, ids: Sequence[str], format: Format, labels: Labels, printer: Printer | None
    ) -> None:
        names = Names()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            async for thread in self._each(ids):
                name = names.give(labels.title(thread), SUFFIX[format], thread.folders)
                moment = thread.thread.updated_at.astimezone().timetuple()[:6]
                member = zipfile.ZipInfo(name, max(moment, (1980, 1, 1, 0, 0, 0)))
                member.compress_type = zipfile.ZIP_DEFLATED
                data = await self._made(thread, format, labels, printer)
                await asyncio.to_thread(archive.writestr, member, data)

    async def _made(self, thread: WholeThread, format: Format, labels: Labels, printer: Printer | None) -> bytes:
        write, images = WRITERS["html" if format == "pdf" else format], await self._images.present(thread.images)
        text = await asyncio.to_thread(write, thread, labels, images)
        if format == "pdf" and printer is not None:
            return await printer(text)
        return text.encode("utf-8", "replace")

    async def _image(self, id: str) -> bytes | None:
        return (await self._images.present((id,))).get(id)


async def _append(file: Path, pieces: AsyncIterator[str]) -> None:
    with file.open("wb") as opened:
        async for piece in pieces:
            await asyncio.to_thread(opened.write, piece.encode("utf-8", "replace"))


def _unwritable(error: OSError) -> StoreUnwritable:
    return StoreUnwritable(f"The file cannot be written: {error.strerror}.", "Free some disk space, and try again.")
