"""Reads the header of a safetensors file, strictly, before any library sees it.

The format: https://huggingface.co/docs/safetensors. Eight bytes tell the header's length; the header is JSON and says
where in the rest of the file each tensor lies; they fill it without a gap.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, NoReturn

from backend.engines.lookalikes import resemblance
from backend.engines.reader import AGAIN, U64, absurd
from backend.errors import ModelBroken, ModelMissing

_LONGEST_HEADER = 100_000_000
"""Bytes; the format's own limit."""
_MOST_TENSORS = 1 << 18
_MOST_DIMENSIONS, _MOST_NUMBERS = 8, 1 << 50

BYTES = {
    **dict.fromkeys(("BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "F8_E8M0"), 1),
    **dict.fromkeys(("U16", "I16", "F16", "BF16"), 2),
    **dict.fromkeys(("U32", "I32", "F32"), 4),
    **dict.fromkeys(("U64", "I64", "F64"), 8),
}
"""The number formats that are known, and how many bytes a number takes."""


@dataclass(frozen=True)
class Tensor:
    """A tensor's number format and shape; `start` and `end` are bytes behind the header."""

    name: str
    kind: str
    shape: tuple[int, ...]
    start: int
    end: int

    @property
    def numbers(self) -> int:
        """How many there are."""
        return prod(self.shape)


def read_tensors(path: Path) -> tuple[Tensor, ...]:
    """What the file says it holds. Raises `ModelMissing` or `ModelBroken`, with a hint in plain words."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            start = file.read(64)
            length = _header_length(path.name, start, size)
            file.seek(8)
            return _checked(path.name, _parse(path.name, file.read(length)), size - 8 - length)
    except FileNotFoundError:
        raise ModelMissing(f"There is no file {path}.", "Was it moved or deleted? Add it again.") from None
    except OSError as error:
        raise ModelBroken(f"{path.name} cannot be read: {error}", "Check the disk that it lies on.") from error


def _header_length(name: str, start: bytes, size: int) -> int:
    if size == 0:
        raise ModelBroken(f"{name} is empty.", AGAIN)
    if start[8:9] != b"{":
        what, _ = resemblance(start)
        raise ModelBroken(f"{name} is no safetensors file: it seems to be {what}.", AGAIN)
    length: int = U64.unpack_from(start)[0]
    if length > _LONGEST_HEADER:
        raise absurd(f"it should be {length:,} bytes long")
    if length > size - 8:
        raise ModelBroken(f"{name} ends in the middle of its header.", f"It was cut off. {AGAIN}")
    return length


def _parse(name: str, header: bytes) -> dict[str, Any]:
    try:
        found = json.loads(header, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise absurd(f"{name} describes itself in no JSON") from error
    if not isinstance(found, dict):
        raise absurd(f"{name} describes no tensors")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _checked(name: str, header: dict[str, Any], room: int) -> tuple[Tensor, ...]:
    """The tensors in the order in which they lie, each in its place."""
    header.pop("__metadata__", None)
    if not header or len(header) > _MOST_TENSORS:
        raise absurd(f"{name} holds {len(header):,} tensors")
    tensors = sorted(_tensors(header), key=lambda tensor: (tensor.start, tensor.end))
    at = 0
    for tensor in tensors:
        if tensor.start != at:
            raise absurd(f"the tensor {tensor.name[:80]} at an odd place")
        at = tensor.end
    if at > room:
        raise ModelBroken(f"{name} is cut off: {at - room:,} bytes are missing at its end.", AGAIN)
    if at < room:
        raise absurd(f"{room - at:,} bytes that belong to nothing")
    return tuple(tensors)


def _tensors(header: dict[str, Any]) -> Iterator[Tensor]:
    for name, found in header.items():
        if not isinstance(found, dict):
            raise absurd(f"the tensor {name[:80]}")
        kind, shape, place = found.get("dtype"), _counts(found.get("shape")), _counts(found.get("data_offsets"))
        if not isinstance(kind, str) or kind not in BYTES:
            raise ModelBroken(
                f"The model uses a number format that Fireside does not know ({kind!s:.20}).",
                "Look for the model's usual weights (BF16, F16 or F32), or for a GGUF file of it.",
            )
        if shape is None or place is None or len(place) != 2 or len(shape) > _MOST_DIMENSIONS:
            raise absurd(f"the tensor {name[:80]}")
        tensor = Tensor(name, kind, shape, *place)
        if tensor.numbers > _MOST_NUMBERS or tensor.end - tensor.start != tensor.numbers * BYTES[kind]:
            raise absurd(f"the tensor {name[:80]} of shape {str(shape)[:80]}")
        yield tensor


def _counts(value: Any) -> tuple[int, ...] | None:
    good = isinstance(value, list) and all(type(item) is int and 0 <= item <= _MOST_NUMBERS for item in value)
    return tuple(value) if good else None
