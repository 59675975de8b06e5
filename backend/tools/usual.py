"""Where a question is at home, by what is usual in the lines of each: naive Bayes over words, pairs and letters."""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from backend.tools.content import words

_SMOOTH = 5.0
"""How many lines' worth of what is usual everywhere is taken to be usual in each home, too."""
_LETTERS = 4
_LETTERS_WEIGH = 0.5


class Usual:
    """How usual each feature of a line is in each home, counted once."""

    def __init__(self, homes: Iterable[Iterable[Sequence[str]]]) -> None:
        counts: dict[str, Counter[int]] = defaultdict(Counter)
        sizes: list[int] = []
        for home, lines in enumerate(homes):
            size = 0
            for line in lines:
                size += 1
                for each in line:
                    counts[each][home] += 1
            sizes.append(size)
        total = sum(sizes) or 1
        # What no line of a home has speaks against it, the more the more lines it has.
        self._without = [math.log(_SMOOTH / (size + _SMOOTH)) for size in sizes]
        # Flat arrays: as tuples of numbers they would take ten times the memory.
        self._speaks: dict[str, tuple[array[int], array[float], array[int]]] = {}
        while counts:
            each, homes_of = counts.popitem()
            everywhere = sum(homes_of.values()) / total
            speaks = (
                math.log((count + _SMOOTH * everywhere) / ((sizes[home] + _SMOOTH) * everywhere)) - self._without[home]
                for home, count in homes_of.items()
            )
            self._speaks[each] = array("H", homes_of), array("f", speaks), array("H", homes_of.values())

    def scores(self, features: Iterable[str], but: tuple[int, Sequence[str]] | None = None) -> list[float]:
        """How much speaks for each home, as a logarithm; for all alike when nothing is known.

        `but` is a home and the features of a line of it that is to be passed over.
        """
        passed_over, line = (but[0], set(but[1])) if but else (-1, set())
        known = [(each, _LETTERS_WEIGH if each[0] == "~" else 1.0) for each in features if each in self._speaks]
        weight = sum(weight for _, weight in known)
        scores = [weight * without for without in self._without]
        for each, worth in known:
            for home, speaks, count in zip(*self._speaks[each], strict=True):
                if count > 1 or home != passed_over or each not in line:
                    scores[home] += worth * speaks
        return scores


def features(text: str, stems: Sequence[str]) -> list[str]:
    """The words of a line, its pairs of neighbours, and the letters of words in fours (with a tilde), each once."""
    pairs = (f"{one} {other}" for one, other in pairwise(stems))
    return list(dict.fromkeys([*stems, *pairs, *(four for word in words(text) for four in _fours(word))]))


@lru_cache(maxsize=65536)
def _fours(word: str) -> tuple[str, ...]:
    letters = f"^{word}$"
    return tuple(f"~{letters[at : at + _LETTERS]}" for at in range(max(1, len(letters) - _LETTERS + 1)))
