"""Where a question is at home, by what is usual in the lines of each: naive Bayes over words, pairs and letters."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from backend.tools.content import words

_SMOOTH = 5.0
"""How many lines' worth of what is usual everywhere is taken to be usual in each home, too."""
_LETTERS = 4
_LETTERS_WEIGH = 0.5


class Usual:
    """How usual each feature of a line is in each home, counted once."""

    def __init__(self, homes: Sequence[Iterable[Sequence[str]]]) -> None:
        counts: dict[str, Counter[int]] = defaultdict(Counter)
        self._counts = counts
        self._sizes: list[int] = []
        for home, lines in enumerate(homes):
            size = 0
            for line in lines:
                size += 1
                for each in line:
                    counts[each][home] += 1
            self._sizes.append(size)
        total = sum(self._sizes) or 1
        # What no line of a home has speaks against it, the more the more lines it has.
        self._without = [math.log(_SMOOTH / (size + _SMOOTH)) for size in self._sizes]
        self._speaks: dict[str, list[tuple[int, float]]] = {}
        for each, homes_of in counts.items():
            everywhere = sum(homes_of.values()) / total
            self._speaks[each] = [
                (
                    home,
                    math.log((count + _SMOOTH * everywhere) / ((self._sizes[home] + _SMOOTH) * everywhere))
                    - self._without[home],
                )
                for home, count in homes_of.items()
            ]

    def scores(self, features: Iterable[str], but: tuple[int, Sequence[str]] | None = None) -> list[float]:
        """How much speaks for each home, as a logarithm; for all alike when nothing is known.

        `but` is a home and the features of a line of it that is to be passed over.
        """
        passed_over = but[0] if but else None
        line = self._only(*but) if but else set()
        known = [(each, _LETTERS_WEIGH if each[0] == "~" else 1.0) for each in features if each in self._speaks]
        weight = sum(weight for _, weight in known)
        scores = [weight * without for without in self._without]
        for each, worth in known:
            for home, speaks in self._speaks[each]:
                if home != passed_over or each not in line:
                    scores[home] += worth * speaks
        return scores

    def _only(self, home: int, line: Sequence[str]) -> set[str]:
        """The features of a line that no other line of its home has."""
        return {each for each in line if each not in self._counts or self._counts[each][home] <= 1}


def features(text: str, stems: Sequence[str]) -> list[str]:
    """The words of a line, its pairs of neighbours, and its letters in fours (marked with a tilde), each once."""
    letters = "^" + " ".join(words(text)) + "$"
    fours = (letters[at : at + _LETTERS] for at in range(len(letters) - _LETTERS + 1))
    pairs = (f"{one} {other}" for one, other in pairwise(stems))
    return list(dict.fromkeys([*stems, *pairs, *(f"~{four}" for four in fours)]))
