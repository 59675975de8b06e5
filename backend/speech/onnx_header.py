"""What an ONNX file tells of itself: its metadata, read without loading it, and whether the file is whole.

The layout is that of onnx.proto: `ModelProto` holds its metadata in field 14, as pairs of a key and a value.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from backend.errors import VoiceBroken

_METADATA, _GRAPH = 14, 7
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_LARGEST = 1 << 20


class _Torn(Exception):
    """The bytes end in the middle, or are no protobuf."""


def read_metadata(path: Path) -> dict[str, str]:
    """The metadata of a model. Raises `VoiceBroken` when the file is not there, is cut off, or is no ONNX."""
    try:
        with path.open("rb") as file:
            return _metadata(file, os.fstat(file.fileno()).st_size)
    except _Torn as error:
        raise VoiceBroken(f"{path.name} is damaged, or no voice at all.", "Download it again.") from error
    except OSError as error:
        raise VoiceBroken(f"{path.name} cannot be read: {error.strerror}.", "Download it again.") from error


def models_of(path: Path, names: Iterable[str]) -> dict[str, Path]:
    """The files of a folder's models, by these names, each whole; a file's name may tell its precision, too.

    Raises `VoiceBroken`.
    """
    found: dict[str, Path] = {}
    for name in names:
        models = sorted(path.glob(f"{name}*.onnx"))
        if not models:
            raise VoiceBroken(f"{path.name} lacks {name}.onnx.", "Download it again.")
        read_metadata(models[0])
        found[name] = models[0]
    return found


def _metadata(file: BinaryIO, size: int) -> dict[str, str]:
    found: dict[str, str] = {}
    graph = False
    while file.tell() < size:
        field, data = _field(file, size, wanted=(_METADATA,))
        graph = graph or field == _GRAPH
        if field == _METADATA:
            pair = dict(_fields(data))
            found[_text(pair.get(1, b""))] = _text(pair.get(2, b""))
    if not graph:
        raise _Torn
    return found


def _fields(data: bytes) -> list[tuple[int, bytes]]:
    file = io.BytesIO(data)
    fields = []
    while file.tell() < len(data):
        fields.append(_field(file, len(data), wanted=(1, 2)))
    return fields


def _field(file: BinaryIO, size: int, wanted: tuple[int, ...]) -> tuple[int, bytes]:
    """The number of the next field, and its bytes if they are wanted."""
    key = _varint(file)
    field, kind = key >> 3, key & 7
    if kind == _VARINT:
        _varint(file)
        return field, b""
    length = {_EIGHT: 8, _FOUR: 4}.get(kind, -1) if kind != _BYTES else _varint(file)
    if field == 0 or length < 0 or file.tell() + length > size:
        raise _Torn
    if kind != _BYTES or field not in wanted:
        file.seek(length, io.SEEK_CUR)
        return field, b""
    if length > _LARGEST:
        raise _Torn
    return field, file.read(length)


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise _Torn
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise _Torn


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
