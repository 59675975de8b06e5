"""Reads the header of a GGUF file, strictly, before any native library sees it.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Nothing in a file is believed: each count and
length is checked against the size of the file before anything is read or kept, and long arrays are stepped over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from struct import Struct

from backend.engines.lookalikes import resemblance
from backend.engines.numbers import TENSOR_TYPES
from backend.engines.reader import AGAIN, U32, U64, WINDOW, Reader, Source, absurd
from backend.errors import ModelBroken, ModelMissing

_MOST_KEYS = 1 << 16
_MOST_TENSORS = 1 << 17
_LONGEST_KEY, _LONGEST_TEXT = 1 << 16, 1 << 24
_MOST_NUMBERS = 1 << 62
_MOST_VALUES = 512
"""A longer array is stepped over: llama.cpp knows models of so many layers, and vocabularies are of no use here."""

_VOCABULARY = "tokenizer."
_START = 1 << 14
"""Bytes in which the entries before a vocabulary mostly lie."""

_SCALARS = {number: Struct("<" + code) for number, code in enumerate("BbHhIif?")} | {
    10: Struct("<Q"),
    11: Struct("<q"),
    12: Struct("<d"),
}
_STRING, _ARRAY = 8, 9


@dataclass(frozen=True)
class Array:
    """The GGUF type of an array's items, and how many there are; `values` only if they are numbers and few."""

    kind: int
    count: int
    values: tuple[int | float | bool, ...] = ()


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


def read_header(path: Path) -> Header:
    """Read what the file says about itself.

    Raises `ModelMissing` or `ModelBroken`, with a hint in plain words.
    """
    return _opened(path, _read)


def read_start(path: Path) -> Header:
    """Only what stands before the vocabulary, which is most of a header: enough for a list; no tensors.

    Raises as `read_header` does. That the rest is sound is not known.
    """
    return _opened(path, _read_start)


def read_from(name: str, file: Source, size: int) -> Header:
    """The same of what is no file here: `file` is asked to seek and read, and `size` is that of the whole, in bytes.

    Raises `ModelBroken`, and what `file` raises.
    """
    return _read(name, file, size)


def _opened(path: Path, read: Callable[[str, Source, int], Header]) -> Header:
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            raise ModelBroken(f"{path.name} is a folder.", "Choose the .gguf file inside it.")
        if not S_ISREG(status.st_mode):
            raise ModelBroken(f"{path.name} is not a file.", "Choose a .gguf file.")
        with path.open("rb", buffering=0) as file:
            return read(path.name, file, status.st_size)
    except (FileNotFoundError, NotADirectoryError):
        raise ModelMissing(f"There is no file {path}.", "Was it moved or deleted? Add it again.") from None
    except PermissionError:
        raise ModelBroken(f"{path.name} may not be read.", "Change its permissions so that you may read it.") from None
    except (OSError, ValueError) as error:
        raise ModelBroken(f"{path.name} cannot be read: {error}", "Check the disk that it lies on.") from error


def _read(name: str, file: Source, size: int) -> Header:
    reader, tensors, keys = _begin(name, file, size)
    metadata = _read_metadata(reader, keys)
    infos = [_read_tensor(reader) for _ in range(tensors)]
    return Header(size, metadata, _placed(infos, metadata, reader.position, size))


def _read_start(name: str, file: Source, size: int) -> Header:
    reader, _, keys = _begin(name, file, size, window=_START)
    return Header(size, _read_metadata(reader, keys, until=_VOCABULARY), ())


def _begin(name: str, file: Source, size: int, window: int = WINDOW) -> tuple[Reader, int, int]:
    """A reader behind the magic, and how many tensors and entries follow."""
    if size == 0:
        raise ModelBroken(f"{name} is empty.", AGAIN)
    start = Reader(file, size, window).take(min(size, 64))
    if not start.startswith(b"GGUF"):
        what, hint = resemblance(start)
        raise ModelBroken(f"{name} is no GGUF model: it seems to be {what}.", hint)
    reader = Reader(file, size, window)
    reader.skip(4)
    _check_version(name, reader.number(U32))
    tensors, keys = reader.number(U64), reader.number(U64)
    if tensors > min(_MOST_TENSORS, size // 24) or keys > min(_MOST_KEYS, size // 13):
        raise absurd(f"{tensors} tensors and {keys} entries")
    return reader, tensors, keys


def _check_version(name: str, version: int) -> None:
    if version & 0xFFFF == 0:
        raise ModelBroken(f"{name} is for big-endian computers.", "Look for the usual (little-endian) file.")
    if version not in (2, 3):
        raise ModelBroken(
            f"{name} is in version {version} of GGUF; Fireside reads 2 and 3.", "Look for a current file of this model."
        )


def _read_metadata(reader: Reader, keys: int, until: str | None = None) -> Metadata:
    metadata: Metadata = {}
    for _ in range(keys):
        key = reader.text(_LONGEST_KEY)
        if until and key.startswith(until):
            break
        if key in metadata:
            raise absurd(f"the entry {key[:80]} twice")
        metadata[key] = _read_value(reader, reader.number(U32))
    return metadata


def _read_value(reader: Reader, kind: int) -> int | float | bool | str | Array:
    if kind == _STRING:
        return reader.text(_LONGEST_TEXT)
    if kind in _SCALARS:
        return reader.number(_SCALARS[kind])
    if kind != _ARRAY:
        raise absurd(f"a value of unknown type {kind}")
    item, count = reader.number(U32), reader.number(U64)
    if item == _STRING:
        reader.skip_strings(count)
    elif item in _SCALARS and count <= _MOST_VALUES:
        return Array(item, count, reader.numbers(_SCALARS[item], count))
    elif item in _SCALARS:
        reader.skip(count * _SCALARS[item].size)
    else:
        raise absurd(f"a list of {count} values of type {item}")
    return Array(item, count)


def _read_tensor(reader: Reader) -> Tensor:
    name = reader.text(64)
    rank = reader.number(U32)
    if not 1 <= rank <= 4:
        raise absurd(f"a tensor of {rank} dimensions")
    shape = tuple(reader.number(U64) for _ in range(rank))
    kind, offset = reader.number(U32), reader.number(U64)
    if kind not in TENSOR_TYPES:
        raise ModelBroken(
            f"The model uses a number format that Fireside does not know ({kind}).",
            "Look for another quantisation of this model, such as Q4_K_M.",
        )
    _, block, stride = TENSOR_TYPES[kind]
    numbers = prod(shape)
    if not 0 < numbers < _MOST_NUMBERS or shape[0] % block:
        raise absurd(f"the tensor {name} of shape {shape}")
    return Tensor(name, shape, kind, offset, numbers // block * stride)


def _placed(infos: list[Tensor], metadata: Metadata, end: int, size: int) -> tuple[Tensor, ...]:
    """The tensors with offsets from the start of the file, each checked to lie inside it."""
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 1 <= alignment <= 1 << 20 or alignment & (alignment - 1):
        raise absurd(f"an alignment of {alignment}")
    data = (end + alignment - 1) // alignment * alignment
    placed = []
    for info in infos:
        if info.offset % alignment:
            raise absurd(f"the tensor {info.name} at an odd place")
        if (missing := data + info.offset + info.size - size) > 0:
            raise ModelBroken(f"The file is cut off: at least {missing:,} bytes are missing at its end.", AGAIN)
        placed.append(Tensor(info.name, info.shape, info.kind, data + info.offset, info.size))
    if len({tensor.name for tensor in placed}) < len(placed):
        raise absurd("two tensors of the same name")
    places = sorted((tensor.offset, tensor.offset + tensor.size) for tensor in placed)
    if any(end > start for (_, end), (start, _) in pairwise(places)):
        raise absurd("two tensors at the same place")
    return tuple(placed)
