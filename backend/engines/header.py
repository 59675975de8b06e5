"""Reads the header of a GGUF file, strictly, before any native library sees it.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Nothing in a file is believed: each count and
length is checked against the size of the file before anything is read or kept, and arrays are stepped over.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from struct import Struct
from typing import BinaryIO

from backend.engines.lookalikes import resemblance
from backend.engines.numbers import TENSOR_TYPES
from backend.errors import ModelBroken, ModelMissing

_WINDOW = 1 << 20
_MOST_KEYS = 1 << 16
_MOST_TENSORS = 1 << 17
_MOST_STRINGS = 1 << 23
_MOST_KEPT = 1 << 24
_LONGEST_NAME = 1 << 16
_MOST_NUMBERS = 1 << 62

_U32, _U64 = Struct("<I"), Struct("<Q")
_SCALARS = {number: Struct("<" + code) for number, code in enumerate("BbHhIif?")} | {
    10: Struct("<Q"),
    11: Struct("<q"),
    12: Struct("<d"),
}
_STRING, _ARRAY = 8, 9
_AGAIN = "Download the file again."


@dataclass(frozen=True)
class Array:
    """An array that was stepped over: the GGUF type of its items, and how many there are."""

    kind: int
    count: int


Metadata = dict[str, int | float | bool | str | Array]


@dataclass(frozen=True)
class Tensor:
    """Where a tensor lies: `offset` and `size` in bytes, the offset from the start of the file."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int
    size: int


@dataclass(frozen=True)
class Header:
    """All that a GGUF file says about itself; `size` is that of the file in bytes."""

    size: int
    metadata: Metadata
    tensors: tuple[Tensor, ...]


class _Reader:
    """Reads forward through a file in windows; never past its end."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size
        self._window, self._start, self._at = b"", 0, 0
        self._kept = 0

    @property
    def position(self) -> int:
        return self._start + self._at

    @property
    def left(self) -> int:
        return self._size - self.position

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise _unfinished()
        if self._at + count > len(self._window):
            self._refill(count)
        piece = self._window[self._at : self._at + count]
        if len(piece) < count:  # the file shrank while it was read
            raise _unfinished()
        self._at += count
        return piece

    def _refill(self, count: int) -> None:
        self._start += self._at
        self._file.seek(self._start)
        self._window, self._at = self._file.read(max(count, _WINDOW)), 0

    def skip(self, count: int) -> None:
        if count > self.left:
            raise _unfinished()
        self._at += count

    def number(self, form: Struct) -> int:
        value: int = form.unpack(self.take(form.size))[0]
        return value

    def text(self, longest: int) -> str:
        length = self.number(_U64)
        self._kept += length
        if length > longest or self._kept > _MOST_KEPT:
            raise _absurd("a text of an absurd length")
        try:
            return self.take(length).decode("utf-8")
        except UnicodeDecodeError:
            raise _absurd("a text that is no UTF-8") from None

    def skip_strings(self, count: int) -> None:
        if count > self.left // 8:
            raise _unfinished()
        length_at = _U64.unpack_from
        while count:
            if len(self._window) - self._at < 8:
                if self.left < 8:
                    raise _unfinished()
                self._refill(8)
            window, at = self._window, self._at
            last = len(window) - 8
            if last < 0:
                raise _unfinished()
            while count and at <= last:
                at += 8 + length_at(window, at)[0]
                count -= 1
            self.skip(at - self._at)


def read_header(path: Path) -> Header:
    """Read what the file says about itself.

    Raises `ModelMissing` or `ModelBroken`, with a hint in plain words.
    """
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            raise ModelBroken(f"{path.name} is a folder.", "Choose the .gguf file inside it.")
        if not S_ISREG(status.st_mode):
            raise ModelBroken(f"{path.name} is not a file.", "Choose a .gguf file.")
        with path.open("rb", buffering=0) as file:
            return _read(path.name, file, status.st_size)
    except (FileNotFoundError, NotADirectoryError):
        raise ModelMissing(f"There is no file {path}.", "Was it moved or deleted? Add it again.") from None
    except PermissionError:
        raise ModelBroken(f"{path.name} may not be read.", "Change its permissions so that you may read it.") from None
    except (OSError, ValueError) as error:
        raise ModelBroken(f"{path.name} cannot be read: {error}", "Check the disk that it lies on.") from error


def _read(name: str, file: BinaryIO, size: int) -> Header:
    reader = _Reader(file, size)
    if size == 0:
        raise ModelBroken(f"{name} is empty.", _AGAIN)
    start = reader.take(min(size, 64))
    if not start.startswith(b"GGUF"):
        what, hint = resemblance(start)
        raise ModelBroken(f"{name} is no GGUF model: it seems to be {what}.", hint)
    reader = _Reader(file, size)
    reader.skip(4)
    _check_version(name, reader.number(_U32))
    tensors, keys = reader.number(_U64), reader.number(_U64)
    if tensors > min(_MOST_TENSORS, size // 24) or keys > min(_MOST_KEYS, size // 13):
        raise _absurd(f"{tensors} tensors and {keys} entries")
    metadata = _read_metadata(reader, keys)
    infos = [_read_tensor(reader) for _ in range(tensors)]
    return Header(size, metadata, _placed(infos, metadata, reader.position, size))


def _check_version(name: str, version: int) -> None:
    if version & 0xFFFF == 0:
        raise ModelBroken(f"{name} is for big-endian computers.", "Look for the usual (little-endian) file.")
    if version not in (2, 3):
        raise ModelBroken(
            f"{name} is in version {version} of GGUF; Fireside reads 2 and 3.", "Look for a current file of this model."
        )


def _read_metadata(reader: _Reader, keys: int) -> Metadata:
    metadata: Metadata = {}
    for _ in range(keys):
        key = reader.text(_LONGEST_NAME)
        if key in metadata:
            raise _absurd(f"the entry {key[:80]} twice")
        metadata[key] = _read_value(reader, reader.number(_U32))
    return metadata


def _read_value(reader: _Reader, kind: int) -> int | float | bool | str | Array:
    if kind == _STRING:
        return reader.text(_MOST_KEPT)
    if kind in _SCALARS:
        return reader.number(_SCALARS[kind])
    if kind != _ARRAY:
        raise _absurd(f"a value of unknown type {kind}")
    item, count = reader.number(_U32), reader.number(_U64)
    if item == _STRING and count <= _MOST_STRINGS:
        reader.skip_strings(count)
    elif item in _SCALARS:
        reader.skip(count * _SCALARS[item].size)
    else:
        raise _absurd(f"a list of {count} values of type {item}")
    return Array(item, count)


def _read_tensor(reader: _Reader) -> Tensor:
    name = reader.text(64)
    rank = reader.number(_U32)
    if not 1 <= rank <= 4:
        raise _absurd(f"a tensor of {rank} dimensions")
    shape = tuple(reader.number(_U64) for _ in range(rank))
    kind, offset = reader.number(_U32), reader.number(_U64)
    if kind not in TENSOR_TYPES:
        raise ModelBroken(
            f"The model uses a number format that Fireside does not know ({kind}).",
            "Look for another quantisation of this model, such as Q4_K_M.",
        )
    _, block, stride = TENSOR_TYPES[kind]
    numbers = prod(shape)
    if not 0 < numbers < _MOST_NUMBERS or shape[0] % block:
        raise _absurd(f"the tensor {name} of shape {shape}")
    return Tensor(name, shape, kind, offset, numbers // block * stride)


def _placed(infos: list[Tensor], metadata: Metadata, end: int, size: int) -> tuple[Tensor, ...]:
    """The tensors with offsets from the start of the file, each checked to lie inside it."""
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 1 <= alignment <= 1 << 20 or alignment & (alignment - 1):
        raise _absurd(f"an alignment of {alignment}")
    data = (end + alignment - 1) // alignment * alignment
    placed = []
    for info in infos:
        if info.offset % alignment:
            raise _absurd(f"the tensor {info.name} at an odd place")
        if (missing := data + info.offset + info.size - size) > 0:
            raise ModelBroken(f"The file is cut off: at least {missing:,} bytes are missing at its end.", _AGAIN)
        placed.append(Tensor(info.name, info.shape, info.kind, data + info.offset, info.size))
    if len({tensor.name for tensor in placed}) < len(placed):
        raise _absurd("two tensors of the same name")
    return tuple(placed)


def _unfinished() -> ModelBroken:
    return ModelBroken("The file ends in the middle of its header.", f"It was cut off. {_AGAIN}")


def _absurd(what: str) -> ModelBroken:
    return ModelBroken(f"The file's header makes no sense: {what}.", f"It is damaged. {_AGAIN}")
