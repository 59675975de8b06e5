"""Finds what a question is about among many lines: SQLite's FTS5 proposes, the share of common words decides."""

from __future__ import annotations

import difflib
import math
import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from backend.tools.content import plain, stem, words
from backend.tools.kin import FAMILIES
from backend.tools.usual import Usual, features

_PROPOSED = 200
"""Lines that are looked at closely."""
_RARE, _ASKED = 3.0, 10
"""By words of more than this weight lines are proposed, and by how many of them: common words cost most time."""
_COMMON = 0.25
"""A word in more lines than this share tells nothing."""
_NEXT, _MANY = 0.2, 0.3
"""What the next two lines of a home, and the mean of its ten best, add to its best one."""
_LONGEST = 1000  # characters of a question
_HOMES = 20  # found at most


class Finder:
    """Lines in one language, each at home somewhere: `homes` holds the lines of each home. Safe in several threads."""

    def __init__(self, homes: Sequence[Iterable[str]], language: str) -> None:
        self._language = language
        self._lock = threading.Lock()
        stemmed = [[(line, self._stems(line)) for line in lines] for lines in homes]
        self._lines = [
            (home, plain(line), frozenset(stems)) for home, lines in enumerate(stemmed) for line, stems in lines
        ]
        self._usual = Usual((features(line, stems) for line, stems in lines) for lines in stemmed)
        seen = Counter(each for _, _, stems in self._lines for each in stems)
        self._unknown = math.log(len(self._lines) + 1)
        self._weights = {each: math.log((len(self._lines) + 1) / count) for each, count in seen.items()}
        self._telling = {each for each, count in seen.items() if count <= _COMMON * len(self._lines)}
        self._weight_of_line = [self._weight(stems) for _, _, stems in self._lines]
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for each in self._weights:
            self._by_letter[each[0]].append(each)
        self._meant = lru_cache(maxsize=8192)(self._closest)
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute("CREATE VIRTUAL TABLE lines USING fts5(stems, tokenize = 'unicode61')")
        self._database.executemany(
            "INSERT INTO lines (rowid, stems) VALUES (?, ?)",
            ((row, " ".join(stems)) for row, (_, _, stems) in enumerate(self._lines)),
        )

    def find(self, question: str, but: str = "") -> list[tuple[int, float]]:
        """The homes that fit a question, the likeliest first; `but` is a line passed over.

        Which is likeliest, its lines and what is usual in them decide together; the number is how well its best lines
        fit, from 0 to about 1.5.
        """
        question = question[:_LONGEST]
        stems_asked = [self._meant(each) for each in self._stems(question)]
        asked = frozenset(stems_asked)
        passed_over = plain(but)
        line_of: int | None = None
        weight = self._weight(asked)
        likeness: dict[int, list[float]] = defaultdict(list)
        for row in self._proposed(asked):
            home, line, stems = self._lines[row]
            if but and line == passed_over:
                line_of = home
            else:
                shared = self._weight(asked & stems & self._telling)
                likeness[home].append(2 * shared / (weight + self._weight_of_line[row]))
        scores = {home: _joined(each) for home, each in likeness.items()}
        if not scores:
            return []
        without = (line_of, features(but, self._stems(but))) if line_of is not None else None
        usual = self._usual.scores(features(question, stems_asked), without)
        like = [scores.get(home, 0.0) for home in range(len(usual))]
        both = [one + other for one, other in zip(_standard(usual), _standard(like), strict=True)]
        ranked = sorted(range(len(both)), key=lambda home: -both[home])
        return [(home, like[home]) for home in ranked[:_HOMES]]

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

    def _closest(self, each: str) -> str:
        """The known word that a misspelt one was meant to be, or itself."""
        if each in self._weights or len(each) < 4 or each.isdigit():
            return each
        alike = [other for other in self._by_letter[each[0]] if abs(len(other) - len(each)) <= 2]
        return next(iter(difflib.get_close_matches(each, alike, n=1, cutoff=0.82)), each)


def _standard(scores: list[float]) -> list[float]:
    """Scores as deviations from their mean, in their own spread, so that two kinds of them can be added."""
    mean = sum(scores) / len(scores)
    spread = math.sqrt(sum((each - mean) ** 2 for each in scores) / len(scores)) or 1.0
    return [(each - mean) / spread for each in scores]


def _joined(scores: list[float]) -> float:
    best, *rest = sorted(scores, reverse=True)[:10]
    return best + _NEXT * sum(rest[:2]) + _MANY * (best + sum(rest)) / 10
