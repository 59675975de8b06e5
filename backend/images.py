"""What the first bytes of a picture say: whether it is a PNG or a JPEG, and how large. Nothing of it is decoded."""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable
from typing import NamedTuple

from backend.errors import Invalid, TooLarge

LARGEST = 8 * 1024 * 1024
"""Bytes of one picture."""
LONGEST = 4096
"""Pixels of a side: what decodes a picture needs four bytes for each pixel, however few bytes it comes in."""
_PNG = b"\x89PNG\r\n\x1a\n"
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Markers of a JPEG that nothing belongs to."""
_FRAMES = frozenset((0xC0, 0xC1, 0xC2))
"""Markers of a JPEG's size, of the kinds that browsers and models read."""
_OTHER_FRAMES = frozenset((0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))


class Looked(NamedTuple):
    """What a picture is, and its size in pixels."""

    media_type: str
    width: int
    height: int


def look(data: bytes) -> Looked:
    """What a picture's own bytes say of it. Raises `Invalid` or `TooLarge`."""
    if len(data) > LARGEST:
        raise TooLarge("The picture is too large (at most 8 MB).", "Make it smaller first.")
    read = next((read for begin, read in _READERS.items() if data.startswith(begin)), None)
    if read is None:
        raise Invalid("This is no PNG and no JPEG.", "Choose a picture of one of these kinds.")
    looked = read(data)
    if looked is None or not (looked.width and looked.height):
        raise Invalid("The picture is damaged, or not all of it is there.", "Choose another one.")
    if max(looked.width, looked.height) > LONGEST:
        raise Invalid(
            f"The picture is too large ({looked.width:,} × {looked.height:,} pixels; at most {LONGEST:,} a side).",
            "Make it smaller first.",
        )
    return looked


def data_url(data: bytes) -> str:
    """A picture as an address that holds all of it. Raises `Invalid` or `TooLarge`."""
    return f"data:{look(data).media_type};base64,{base64.b64encode(data).decode()}"


def _png(data: bytes) -> Looked | None:
    """Of a PNG, whose first chunk is its header: length, kind, width, height, five bytes more and a checksum."""
    if len(data) < len(_PNG) + 25 or data[8:16] != b"\x00\x00\x00\rIHDR":
        return None
    return Looked("image/png", *struct.unpack_from(">II", data, 16))


def _jpeg(data: bytes) -> Looked | None:
    """Of a JPEG: segments, each a marker and its length, among which the frame's header is."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in _FRAMES:
            if length < 8 or at + 2 + length > len(data):
                return None
            height, width = struct.unpack_from(">HH", data, at + 5)
            return Looked("image/jpeg", width, height)
        if marker in _OTHER_FRAMES or length < 2:
            return None
        at += 2 + length
    return None


_READERS: dict[bytes, Callable[[bytes], Looked | None]] = {_PNG: _png, b"\xff\xd8\xff": _jpeg}
