"""A state as bytes: a head that says how much of what follows, then the tokens, the snapshots and the bulk."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise
from struct import Struct
from struct import error as Short
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:  # the main process only lists and removes states: it does without numpy
    import numpy as np

    Bytes = np.ndarray[Any, np.dtype[np.uint8]]
_MAGIC = b"fireside state 1"
_START = Struct("<16s32sI")
"""The magic, the fingerprint, and the checksum of all that follows."""
_COUNTS, _SNAPSHOT = Struct("<IIQ"), Struct("<IQ")


class State(NamedTuple):
    """A sequence's tokens, all that the model remembers of them, and its snapshots by their length."""

    tokens: Sequence[int]
    data: Bytes
    snapshots: dict[int, Bytes]


class Outline(NamedTuple):
    """What a state begins with, without its bulk: its tokens, and the lengths that it has snapshots of."""

    tokens: list[int]
    lengths: list[int]


class Useless(Exception):
    """It is damaged, or another model or version wrote it."""


def write(file: BinaryIO, fingerprint: bytes, state: State) -> None:
    """Raises OSError."""
    import numpy as np

    table = b"".join(_SNAPSHOT.pack(length, len(data)) for length, data in state.snapshots.items())
    tokens = np.array(state.tokens, "<i4").tobytes()
    counts = _COUNTS.pack(len(state.tokens), len(state.snapshots), len(state.data))
    parts: list[Any] = [counts, table, tokens, *state.snapshots.values(), state.data]
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    file.write(_START.pack(_MAGIC, fingerprint, checksum))
    for part in parts:
        file.write(part)


def read_outline(file: BinaryIO, fingerprint: bytes) -> Outline:
    """Reads no more than that; only `read` finds damage in it. Raises `Useless` or OSError."""
    _, tokens, sizes, _ = _read_head(file, fingerprint)
    return Outline(tokens, [length for length, _ in sizes])


def read(file: BinaryIO, fingerprint: bytes) -> State:
    """The whole state. Raises `Useless`, OSError or MemoryError."""
    import numpy as np

    checksum, tokens, sizes, start = _read_head(file, fingerprint)
    file.seek(_START.size)
    content = np.frombuffer(file.read(), np.uint8)
    if zlib.crc32(content.data) != checksum:
        raise Useless("its checksum is wrong")
    ends = np.cumsum([start - _START.size, *(size for _, size in sizes)]).tolist()
    parts = [content[begin:end] for begin, end in pairwise(ends)]
    snapshots = {length: part for (length, _), part in zip(sizes, parts, strict=True)}
    return State(tokens, content[ends[-1] :], snapshots)


def _read_head(file: BinaryIO, fingerprint: bytes) -> tuple[int, list[int], list[tuple[int, int]], int]:
    """The checksum, the tokens, lengths and bytes of the snapshots, and where these begin."""
    import numpy as np

    size = file.seek(0, 2)
    file.seek(0)
    try:
        magic, whose, checksum = _START.unpack(file.read(_START.size))
        count, snapshots, bulk = _COUNTS.unpack(file.read(_COUNTS.size))
        if (magic, whose) != (_MAGIC, fingerprint):
            raise Useless("another model or version wrote it")
        left = size - _START.size - _COUNTS.size - bulk - 4 * count - _SNAPSHOT.size * snapshots
        if left < 0:
            raise Useless("it is cut off")
        sizes = [_SNAPSHOT.unpack(file.read(_SNAPSHOT.size)) for _ in range(snapshots)]
    except Short as error:
        raise Useless("it is cut off") from error
    if sum(size for _, size in sizes) != left:
        raise Useless("its sizes do not fit")
    tokens: list[int] = np.frombuffer(file.read(4 * count), "<i4").tolist()
    return checksum, tokens, sizes, file.tell()
