"""A file on another computer, of which only what is looked at is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from backend.engines.header import Header, read_from
from backend.errors import DownloadFailed, ModelBroken
from backend.library.refusals import refusal

if TYPE_CHECKING:
    import httpx2

FIRST, LARGEST = 1 << 20, 1 << 23
"""Bytes of the first piece, and of the largest: each is twice the one before."""
MOST = 48 << 20
"""Bytes that are fetched of a file at most. The headers of today's models have 1 to 15 MB."""
_PARTIAL = 206
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class RemoteFile:
    """Read by ranges, forwards, in pieces. Blocks: for a thread.

    `client` is one of the gate's that blocks; `headers` go to the first address only, as the client sees to.
    Raises `DownloadFailed`, and what the gate raises.
    """

    def __init__(self, client: httpx2.Client, url: str, headers: Mapping[str, str]) -> None:
        self._client, self._url, self._headers = client, url, dict(headers)
        self.name = PurePosixPath(unquote(urlsplit(url).path)).name
        self._at = self._start = 0
        self._held, self._piece, self.fetched = b"", FIRST, 0
        self.size = FIRST
        self._held = self._fetch(0, FIRST)

    def seek(self, offset: int, /) -> int:
        """Go to that byte."""
        self._at = offset
        return offset

    def read(self, size: int, /) -> bytes:
        """So many bytes; fewer only at the end of the file."""
        end = min(self._at + size, self.size)
        held = self._start + len(self._held)
        if not self._start <= self._at <= held:
            self._start, self._held, held = self._at, b"", self._at
        if end > held:
            kept = self._held[self._at - self._start :]
            self._held = kept + self._fetch(held, max(end - held, self._piece))
            self._start = self._at
            self._piece = min(2 * self._piece, LARGEST)
        piece = self._held[self._at - self._start : end - self._start]
        self._at += len(piece)
        return piece

    def _fetch(self, start: int, count: int) -> bytes:
        last = min(start + count, self.size) - 1
        if self.fetched + last + 1 - start > MOST:
            raise ModelBroken(
                f"{self.name} says more about itself than any model does.", "Look for another file of this model."
            )
        asked = {**self._headers, "accept-encoding": "identity", "range": f"bytes={start}-{last}"}
        with self._client.stream("GET", self._url, headers=asked) as answer:
            if answer.status_code != _PARTIAL:
                raise refusal(answer) or DownloadFailed(
                    f"{answer.url.host} sends {self.name} as a whole only, so it cannot be looked at before.",
                    "Fetch it, or another one.",
                )
            told = _RANGE.fullmatch(answer.headers.get("content-range", ""))
            if not told or int(told[1]) != start or int(told[2]) > last:
                raise DownloadFailed(f"{answer.url.host} sends another part of {self.name} than was asked for.")
            data = answer.read()
        if len(data) != int(told[2]) + 1 - start or (self.fetched and int(told[3]) != self.size):
            raise DownloadFailed(f"{self.name} changed while it was looked at.", "Try again.")
        self.size, self.fetched = int(told[3]), self.fetched + len(data)
        return data


def remote_header(client: httpx2.Client, url: str, headers: Mapping[str, str]) -> Header:
    """What a GGUF file on another computer says about itself. Blocks. Raises as `RemoteFile`, and `ModelBroken`."""
    file = RemoteFile(client, url, headers)
    return read_from(file.name, file, file.size)
