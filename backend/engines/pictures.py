"""Pictures among tokens: numbers below nothing stand for what a model sees, and no word is ever one of them.

A picture is one tile or several, and a tile many numbers: the first tells how many, and how many positions they take,
the others come from the picture's hash. So all that compares, cuts and keeps lists of tokens goes on working.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.engines.base import Image
from backend.errors import Invalid

if TYPE_CHECKING:  # only where a model runs: the server hands pictures on without numpy
    import numpy as np

    Places = np.ndarray[Any, np.dtype[np.int32]]

_FIRST, _BITS = 1 << 30, 15
MOST = (1 << _BITS) - 1
"""Tokens of a tile."""


@dataclass(frozen=True, eq=False)
class Tile:
    """What a model sees at once: the picture's tile of that number. `tokens` stand for it.

    `places` are their positions, counted from where the tile begins: int32 [1 or 3, tokens].
    """

    image: Image
    number: int
    tokens: Sequence[int]
    places: Places

    @property
    def positions(self) -> int:
        """How many positions it takes."""
        return _told(self.tokens[0])[1]


def stand_ins(image: str, number: int, count: int, positions: int) -> list[int]:
    """The numbers for a tile of `count` tokens of the picture with that id."""
    drawn = hashlib.shake_128(f"{image} {number}".encode()).digest(4 * count)
    numbers = [-1 - int.from_bytes(drawn[at : at + 4]) % _FIRST for at in range(0, 4 * count, 4)]
    if count > 1:
        numbers[0] = -1 - (_FIRST | count << _BITS | positions)
    return numbers


def whole(tokens: Sequence[int], length: int) -> int:
    """So many of the tokens, or fewer: none of a tile that would be cut."""
    if length <= 0 or tokens[length - 1] >= 0:
        return length
    first = _first(tokens, length)
    return first if first + _told(tokens[first])[0] > length else length


def place(tokens: Sequence[int], length: int) -> tuple[int, int]:
    """The position that follows on so many tokens, and the least one that the last of them may have."""
    saved = 0
    for at in (index for index in range(length) if tokens[index] < -_FIRST):
        count, positions = _told(tokens[at])
        saved += count - positions
    follows = length - saved
    seen = length > 0 and tokens[length - 1] < 0
    return follows, follows - (_told(tokens[_first(tokens, length)])[1] if seen else 1)


def _first(tokens: Sequence[int], length: int) -> int:
    """Where the tile begins that the last of so many tokens belongs to."""
    at = length - 1
    while at > 0 and tokens[at] >= -_FIRST and tokens[at - 1] < 0:
        at -= 1
    count = _told(tokens[at])[0]
    return at if at + count >= length else length - 1  # else behind a tile stands one of a single token


def _told(token: int) -> tuple[int, int]:
    """How many tokens and positions the tile has that begins so."""
    told = -1 - token
    return (told >> _BITS & MOST, told & MOST) if told >= _FIRST else (1, 1)


def broken(image: Image) -> Invalid:
    """It cannot be looked at."""
    return Invalid(f"The picture {image.name} is damaged.", "Save it anew, as PNG or JPEG, or leave it out.")
