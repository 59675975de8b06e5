"""Sorts a message among the things it may be about: a small linear network over its words, their letters and pairs.

Its file is made by `packaging/starter/sorting.py`. It is read in milliseconds, and its numbers stay packed in memory.
"""

from __future__ import annotations

import json
import math
import struct
from functools import lru_cache
from itertools import pairwise
from operator import mul
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from backend.tools.content import stem, words
from backend.tools.kin import FAMILIES

ZERO = 8
"""What stands for zero in a number of four bits."""
_LETTERS = (3, 4, 5)  # of a word are taken together, with marks for its start and end


class Trait(NamedTuple):
    """Something that a message shares with others: by a number, how much it weighs, and its first and last word."""

    number: int
    weight: float
    first: int
    last: int


def traits(message: str, language: str) -> list[Trait]:
    """Each word by itself, by its stem, by the family of that and by its letters, and each pair of neighbours."""
    said = [word.removesuffix("'s") for word in words(message)]
    found = [
        Trait(number, weight, at, at) for at, word in enumerate(said) for number, weight in _of_word(word, language)
    ]
    families = ["^", *(_family(word, language) for word in said), "$"]
    last = len(said) - 1
    for at, (one, other) in enumerate(pairwise(families) if said else ()):
        found.append(Trait(_number(f"p{one} {other}"), 1.0, max(at - 1, 0), min(at, last)))
    return found


@lru_cache(maxsize=16384)
def _of_word(word: str, language: str) -> tuple[tuple[int, float], ...]:
    marked = f"<{word}>"
    letters = [marked[at : at + many] for many in _LETTERS for at in range(len(marked) - many + 1)]
    whole = (f"w{word}", f"s{stem(word, language)}", f"f{_family(word, language)}")
    return (
        *((_number(each), 1.0) for each in whole),
        *((_number(f"g{each}"), 1 / math.sqrt(len(letters))) for each in letters),
    )


def _family(word: str, language: str) -> str:
    root = stem(word, language)
    return FAMILIES[language].get(root, root)


def _number(name: str) -> int:
    return crc32(name.encode())


class Sorter:
    """What the traits of a message say for each home. `homes` are their names, in the order of the scores."""

    def __init__(self, file: Path, language: str) -> None:
        """Reads a file; raises OSError, ValueError or struct.error."""
        head, _, self._packed = file.read_bytes().partition(b"\n")
        told = json.loads(head)
        self.homes: list[str] = told["homes"]
        self._rows, self._width, self._language = int(told["rows"]), int(told["width"]), language
        self._scales = self._rows * self._width // 2
        at, count = self._scales + 2 * self._rows, len(self.homes)
        self._says = [
            struct.unpack_from(f"{self._width}b", self._packed, at + home * self._width) for home in range(count)
        ]
        at += count * self._width
        self._scale_of_home = struct.unpack_from(f"<{count}f", self._packed, at)
        self._usual = struct.unpack_from(f"<{count}f", self._packed, at + 4 * count)

    def scores(self, message: str) -> list[float]:
        """How much speaks for each home: the logarithm of how likely it is."""
        meant = self._meant(message)
        said = [
            scale * sum(map(mul, says, meant)) + usual
            for scale, says, usual in zip(self._scale_of_home, self._says, self._usual, strict=True)
        ]
        most = max(said)
        all_of_them = most + math.log(sum(math.exp(each - most) for each in said))
        return [each - all_of_them for each in said]

    def _meant(self, message: str) -> list[float]:
        """The message as one point: the weighted sum of its traits."""
        half = self._width // 2
        low, high = [0.0] * half, [0.0] * half
        found = traits(message, self._language)
        length = math.sqrt(sum(each.weight**2 for each in found)) or 1.0
        for each in found:
            row = each.number % self._rows
            (scale,) = struct.unpack_from("<e", self._packed, self._scales + 2 * row)
            worth = scale * each.weight / length
            for place, two in enumerate(self._packed[row * half : (row + 1) * half]):
                low[place] += worth * ((two & 15) - ZERO)
                high[place] += worth * ((two >> 4) - ZERO)
        return low + high
