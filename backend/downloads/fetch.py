"""Fetches one file, from the byte on where it stopped."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from backend.downloads.plan import File
from backend.errors import DownloadFailed, StoreUnwritable

if TYPE_CHECKING:
    import httpx2

_PARTIAL, _RANGE_WRONG = 206, 416
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which it is worth to ask again."""
_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")


class Interrupted(Exception):
    """The line broke, or the server asks for patience: what came is kept, and more can be asked for."""


async def fetch(client: httpx2.AsyncClient, file: File, path: Path, add: Callable[[int], None]) -> None:
    """Append to `path`, which is there, what is still missing, and check it. `add` is told of bytes as they come.

    What was there and turns out to be of no use is taken back: `add` is told a negative number then.
    Raises `Interrupted`, `DownloadFailed`, `StoreUnwritable` and `Offline`.
    """
    import httpx2

    have = (await asyncio.to_thread(path.stat)).st_size
    if file.size is None or have < file.size:
        headers = {"accept-encoding": "identity"} | ({"range": f"bytes={have}-"} if have else {})
        try:
            async with client.stream("GET", file.url, headers=headers) as answer:
                have = await _take(answer, file, path, have, add)
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise Interrupted(str(error) or type(error).__name__) from error
        except httpx2.HTTPError as error:
            raise DownloadFailed(f"{file.url} cannot be fetched: {error}.", "Try again later.") from error
    await _check(file, path, have, add)


async def _take(answer: httpx2.Response, file: File, path: Path, have: int, add: Callable[[int], None]) -> int:
    host = answer.url.host
    if answer.status_code in _LATER:
        raise Interrupted(f"{host} answers {answer.status_code}")
    told = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if answer.status_code == _RANGE_WRONG:  # all of it is there already, or the file is another one now
        if told and told[2] == str(have):
            return have
        add(-have)
        await asyncio.to_thread(os.truncate, path, 0)
        raise Interrupted(f"{host} has another file by now")
    if answer.status_code not in (200, _PARTIAL):
        raise DownloadFailed(f"{host} answers {answer.status_code} for {file.path}.", _hint(answer.status_code))
    begins = int(told[1] or 0) if answer.status_code == _PARTIAL and told else 0
    if begins not in (0, have):
        raise DownloadFailed(f"{host} sends another part of {file.path} than was asked for.", "Try again later.")
    if begins != have:  # a server that knows no ranges sends all of it again
        add(-have)
        have = 0
    try:
        with path.open("ab") as out:
            out.truncate(have)
            async for piece in answer.aiter_raw():
                await asyncio.to_thread(out.write, piece)
                have += len(piece)
                add(len(piece))
                if file.size is not None and have > file.size:
                    break
    except OSError as error:
        raise StoreUnwritable(f"{path.name} cannot be stored: {error.strerror}.", "Free some disk space.") from error
    return have


async def _check(file: File, path: Path, have: int, add: Callable[[int], None]) -> None:
    if file.size is not None and have < file.size:
        raise Interrupted("the line was closed too early")
    right = file.size in (None, have)
    if not right or (file.sha256 and await asyncio.to_thread(digest, path) != file.sha256):
        add(-have)
        await asyncio.to_thread(os.truncate, path, 0)
        raise DownloadFailed(
            f"{file.path} is not what it should be: it was damaged on the way, or its publisher changed it.",
            "Try again; if it stays so, look for a newer Fireside.",
        )


def digest(path: Path) -> str:
    """The SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hint(status: int) -> str:
    if status in (401, 403):
        return "It may only be fetched by those who are signed in there."
    return "It may have moved: look for a newer Fireside." if status in (404, 410) else "Try again later."
