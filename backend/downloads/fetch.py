"""Fetches one file, from the byte on where it stopped."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backend.downloads.half import Half
from backend.downloads.plan import File
from backend.errors import DownloadFailed, Gated, StoreUnwritable
from backend.patience import patiently

if TYPE_CHECKING:
    import httpx2

_PARTIAL, _PROXY_WANTS_LOGIN, _RANGE_WRONG = 206, 407, 416
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which it is worth to ask again."""
_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")
_LONGEST_WAIT = 300
SILENCE = 30.0
"""Seconds without a byte after which the line is given up, to be tried again."""
DISK, CLOSING = 60.0, 3.0
"""Seconds that a disk is given for a piece, and for the last one."""


class Interrupted(Exception):
    """The line broke, or the server asks for patience (of `wait` seconds): what came is kept, and more can be had."""

    def __init__(self, why: str, wait: float = 0) -> None:
        super().__init__(why)
        self.wait = wait


async def fetch(
    client: httpx2.AsyncClient,
    file: File,
    path: Path,
    add: Callable[[int], None],
    take: Callable[[int], Awaitable[None]],
    headers: Mapping[str, str] = {},
) -> None:
    """Append to `path`, which is there, what is still missing, and check it. `add` is told of bytes as they come.

    What was there and turns out to be of no use is taken back: `add` is told a negative number then. `take` waits
    as long as the pace of all downloads asks for.
    Raises `Interrupted`, `DownloadFailed`, `Gated`, `StoreUnwritable` and `Offline`.
    """
    import httpx2

    half = await patiently(partial(Half, path, file))  # which reads what is there: that may take minutes
    try:
        if file.size is None or half.size < file.size:
            asked = {**headers, **await patiently(half.asked, DISK)}
            async with client.stream("GET", file.url, headers=asked, timeout=SILENCE) as answer:
                await _take(answer, file, half, add, take)
        await patiently(half.flush, DISK)
        await _check(file, half, add)
    except (httpx2.TransportError, httpx2.DecodingError) as error:
        raise Interrupted(str(error) or type(error).__name__) from error
    except httpx2.HTTPError as error:
        raise DownloadFailed(f"{file.url} cannot be fetched: {error}.", "Try again later.") from error
    except TimeoutError as error:
        raise StoreUnwritable(f"{path.name} cannot be stored: the disk does not answer.", "Look at it.") from error
    except OSError as error:
        raise StoreUnwritable(f"{path.name} cannot be stored: {error.strerror}.", "Free some disk space.") from error
    finally:
        with suppress(TimeoutError):  # whoever gives it up need not wait for a disk that hangs
            await patiently(half.close, CLOSING)


async def _take(
    answer: httpx2.Response,
    file: File,
    half: Half,
    add: Callable[[int], None],
    take: Callable[[int], Awaitable[None]],
) -> None:
    host = answer.url.host
    if answer.status_code in _LATER:
        raise Interrupted(f"{host} answers {answer.status_code}", _wait(answer))
    told = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if answer.status_code == _RANGE_WRONG:  # all of it is there already, or the file is another one now
        if told and told[2] == str(half.size):
            return
        add(-await patiently(half.empty, DISK))
        raise Interrupted(f"{host} has another file by now")
    if answer.status_code == _PROXY_WANTS_LOGIN:
        raise DownloadFailed("The proxy wants another name and password.", "Enter them under Settings → Privacy.")
    if answer.status_code in (401, 403):
        raise Gated(
            f"{host} gives {file.path} only to those who accepted its licence.",
            "Accept the licence on its page and enter an access token, then go on with it.",
        )
    if answer.status_code not in (200, _PARTIAL):
        raise DownloadFailed(f"{host} answers {answer.status_code} for {file.path}.", _hint(answer.status_code))
    begins = int(told[1] or 0) if answer.status_code == _PARTIAL and told else 0
    if begins not in (0, half.size):
        raise DownloadFailed(f"{host} sends another part of {file.path} than was asked for.", "Try again later.")
    total = told[2] if told else answer.headers.get("content-length", "*")
    if file.size is not None and total.isdecimal() and int(total) != file.size:
        add(-await patiently(half.empty, DISK))
        raise _changed(file)
    if begins != half.size:  # a server that knows no ranges, or has another file by now, sends all of it
        add(-await patiently(half.empty, DISK))
    await patiently(partial(half.mark, answer.headers.get("etag", "")), DISK)
    async for piece in answer.aiter_raw():
        add(len(piece))
        if half.add(piece):
            await patiently(half.flush, DISK)
        if file.size is not None and half.size > file.size:
            break
        await take(len(piece))


async def _check(file: File, half: Half, add: Callable[[int], None]) -> None:
    if file.size is not None and half.size < file.size:
        raise Interrupted("the line was closed too early")
    if file.size not in (None, half.size) or (file.sha256 and half.digest() != file.sha256):
        add(-await patiently(half.empty, DISK))
        raise _changed(file)
    await patiently(half.whole, DISK)


def digest(path: Path) -> str:
    """The SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(file: File) -> DownloadFailed:
    return DownloadFailed(
        f"{file.path} is not what it should be: it was damaged on the way, or its publisher changed it.",
        "Try again; if it stays so, look for a newer Fireside.",
    )


def _wait(answer: httpx2.Response) -> float:
    """Seconds, which a server tells as such, or as a date."""
    told = answer.headers.get("retry-after", "")
    try:
        wait = float(told) if told.isdecimal() else parsedate_to_datetime(told).timestamp() - time.time()
    except ValueError:
        return 0.0
    return min(max(wait, 0.0), _LONGEST_WAIT)


def _hint(status: int) -> str:
    return "It may have moved: look for a newer Fireside." if status in (404, 410) else "Try again later."
