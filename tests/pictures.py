"""Small pictures, as programs write them, and headers that lie."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any


def png(width: int = 3, height: int = 2, colour: str = "orange") -> bytes:
    """A PNG of one colour."""
    return _written("PNG", width, height, colour)


def jpeg(width: int = 3, height: int = 2, colour: str = "orange", **options: Any) -> bytes:
    """A JPEG of one colour."""
    return _written("JPEG", width, height, colour, **options)


def noisy_png(size: int) -> bytes:
    """A PNG that cannot be packed, of at least so many bytes."""
    import random

    from PIL import Image

    side = int((size / 3) ** 0.5) + 1
    file = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(1).randbytes(3 * side * side)).save(file, "PNG")
    return file.getvalue()


def png_of(width: int, height: int) -> bytes:
    """The beginning of a PNG that says it is so large."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


def jpeg_of(width: int, height: int, frame: int = 0xC0) -> bytes:
    """The beginning of a JPEG that says it is so large, behind a comment."""
    size = struct.pack(">BBHBHHB", 0xFF, frame, 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xfe\x00\x06made" + size


def _written(kind: str, width: int, height: int, colour: str, **options: Any) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind, **options)
    return file.getvalue()
