"""Finds what a question is about among many lines: by the words that it shares with some, and by a trained sorter."""

from __future__ import annotations

import difflib
import math
import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from backend.tools.content import plain, stem, words
from backend.tools.kin import FAMILIES
from backend.tools.sorter import Sorter

_PROPOSED = 200
"""Lines that are looked at closely."""
_RARE, _ASKED = 3.0, 10
"""By words of more than this weight lines are proposed, and by how many of them: common words cost most time."""
_COMMON = 0.25
"""A word in more lines than this share tells nothing."""
_NEXT, _MANY = 0.2, 0.3
"""What the next two lines of a home, and the mean of its ten best, add to its best one."""
_SORTED = 3.0
"""How much more the sorter counts than the lines that are alike."""
_UNSORTED, _LEAST = 4, 0.05
"""A home that the sorter has not learnt yet is as likely as its lines are alike, to this power, and no less than this.
"""
_LONGEST = 1000  # characters of a question
_HOMES = 20  # found at most


class Finder:
    """Lines in one language, each at home somewhere: `homes` holds the lines of each home, by its name.

    The `sorter` may know only some of the homes, or others. Safe in several threads.
    """

    def __init__(self, homes: Mapping[str, Iterable[str]], language: str, sorter: Sorter | None = None) -> None:
        self._language, self._sorter = language, sorter
        self._lock = threading.Lock()
        self._count = len(homes)
        self._lines = [
            (home, plain(line), frozenset(self._stems(line)))
            for home, lines in enumerate(homes.values())
            for line in lines
        ]
        places = {name: place for place, name in enumerate(sorter.homes if sorter else ())}
        self._sorted = [places.get(name) for name in homes]
        seen = Counter(each for _, _, stems in self._lines for each in stems)
        self._unknown = math.log(len(self._lines) + 1)
        self._weights = {each: math.log((len(self._lines) + 1) / count) for each, count in seen.items()}
        self._telling = {each for each, count in seen.items() if count <= _COMMON * len(self._lines)}
        self._weight_of_line = [self._weight(stems) for _, _, stems in self._lines]
        stems = _by_letter(self._weights)
        self._meant = lru_cache(maxsize=8192)(lambda each: _closest(each, stems))
        spoken = _by_letter(dict.fromkeys(word for _, line, _ in self._lines for word in words(line)))
        self._spelt = lru_cache(maxsize=8192)(lambda each: _closest(each, spoken))
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute("CREATE VIRTUAL TABLE lines USING fts5(stems, tokenize = 'unicode61')")
        self._database.executemany(
            "INSERT INTO lines (rowid, stems) VALUES (?, ?)",
            ((row, " ".join(stems)) for row, (_, _, stems) in enumerate(self._lines)),
        )

    def find(self, question: str, but: str = "") -> list[tuple[int, float]]:
        """The homes that fit a question, the likeliest first.

        Which is likeliest, its lines and the sorter decide together; the number is how likely the sorter thinks it,
        from 0 to 1. `but` is a line passed over: the sorter has learnt it, so then the lines alone decide, and the
        number is how well the best of them fit, 1 at most.
        """
        question = question[:_LONGEST]
        asked = frozenset(self._meant(each) for each in self._stems(question))
        passed_over = plain(but)
        weight = self._weight(asked)
        likeness: dict[int, list[float]] = defaultdict(list)
        for row in self._proposed(asked):
            home, line, stems = self._lines[row]
            if not but or line != passed_over:
                shared = self._weight(asked & stems & self._telling)
                likeness[home].append(2 * shared / (weight + self._weight_of_line[row]))
        if not likeness:
            return []
        like = [_joined(likeness[home]) if home in likeness else 0.0 for home in range(self._count)]
        both, likely = like, [min(each, 1.0) for each in like]
        if self._sorter and not but:
            said = self._by_sorter(question, like)
            both = [one + _SORTED * other for one, other in zip(_standard(like), _standard(said), strict=True)]
            likely = [math.exp(each) for each in said]
        ranked = sorted(range(self._count), key=lambda home: -both[home])
        return [(home, likely[home]) for home in ranked[:_HOMES]]

    def _by_sorter(self, question: str, like: list[float]) -> list[float]:
        """How likely each home is, as a logarithm; of one that the sorter does not know, its lines tell."""
        assert self._sorter
        said = self._sorter.scores(" ".join(map(self._spelt, words(question))))
        return [
            _UNSORTED * math.log(max(_LEAST, min(like[home], 1.0))) if place is None else said[place]
            for home, place in enumerate(self._sorted)
        ]

    def _stems(self, text: str) -> list[str]:
        families = FAMILIES[self._language]
        stems = (stem(word.removesuffix("'s"), self._language) for word in words(text))
        return [families.get(each, each) for each in stems]

    def _proposed(self, asked: frozenset[str]) -> list[int]:
        rarest = sorted(asked & self._telling, key=lambda each: (-self._weights[each], each))
        rare = [each for each in rarest if self._weights[each] > _RARE][:_ASKED] or rarest[:_ASKED]
        if not rare:
            return []
        # Quotes keep what a person types from being read as a query.
        query = " OR ".join(f'"{each}"' for each in rare)
        with self._lock:
            rows = self._database.execute(
                "SELECT rowid FROM lines WHERE lines MATCH ? ORDER BY rank LIMIT ?", (query, _PROPOSED)
            )
            return [row[0] for row in rows]

    def _weight(self, stems: Iterable[str]) -> float:
        return sum(self._weights.get(each, self._unknown) for each in stems)


def _by_letter(known: Iterable[str]) -> Mapping[str, Mapping[str, None]]:
    """Known words by their first letters."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for each in known:
        found[each[0]][each] = None
    return found


def _closest(each: str, known: Mapping[str, Mapping[str, None]]) -> str:
    """The known word that a misspelt one was meant to be, or itself."""
    others = known.get(each[0], {})
    if each in others or len(each) < 4 or each.isdigit():
        return each
    alike = [other for other in others if abs(len(other) - len(each)) <= 2]
    letters = sorted(each)
    turned = next((other for other in alike if sorted(other) == letters), None)
    return turned or next(iter(difflib.get_close_matches(each, alike, n=1, cutoff=0.82)), each)


def _standard(scores: list[float]) -> list[float]:
    """Scores as deviations from their mean, in their own spread, so that two kinds of them can be added."""
    mean = sum(scores) / len(scores)
    spread = math.sqrt(sum((each - mean) ** 2 for each in scores) / len(scores)) or 1.0
    return [(each - mean) / spread for each in scores]


def _joined(scores: list[float]) -> float:
    best, *rest = sorted(scores, reverse=True)[:10]
    return best + _NEXT * sum(rest[:2]) + _MANY * (best + sum(rest)) / 10
