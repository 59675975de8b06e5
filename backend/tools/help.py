"""Finds the help section that answers a question: SQLite's FTS5 proposes, the share of common words decides."""

from __future__ import annotations

import difflib
import math
import sqlite3
import threading
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from backend.domain import Value
from backend.tools.content import content, plain
from backend.tools.pages import LANGUAGES, HelpPage, Section, read_pages

_PROPOSED = 60
_SECOND = 0.35
"""What a section's second-best line adds to its best."""
_LINES = {"ask": 1.0, "title": 0.9, "lead": 0.55}
"""How far a line of each kind can be trusted to say what its section is asked for."""


class Found(Value):
    """A section that may answer, and how much of the question it shares, from 0 to 1."""

    page: HelpPage
    section: Section
    score: float


class Help:
    """All help pages, and the search in them. Nothing is read before it is wanted; safe in several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._indices: dict[str, Index] = {}

    def pages(self, language: str) -> tuple[HelpPage, ...]:
        """The pages in a language, by name."""
        return self._index(language).pages

    def find(self, question: str, language: str, most: int = 3, but: str = "") -> tuple[Found, ...]:
        """The sections that fit a question best, the best first. `but` is a line of the index to be passed over."""
        return self._index(language).find(question, most, but)

    def _index(self, language: str) -> Index:
        with self._lock:
            wanted = language if language in LANGUAGES else LANGUAGES[0]
            if wanted not in self._indices:
                self._indices[wanted] = Index(read_pages(self._folder, wanted), wanted)
            return self._indices[wanted]


class Index:
    """The lines of all sections in one language: what they are asked by, their titles and leads."""

    def __init__(self, pages: tuple[HelpPage, ...], language: str) -> None:
        self.pages, self._language = pages, language
        self._lock = threading.Lock()
        self._sections = [(page, section) for page in pages for section in page.sections]
        self._lines: list[tuple[int, str, frozenset[str], str]] = []
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute("CREATE VIRTUAL TABLE lines USING fts5(stems, tokenize = 'unicode61')")
        for number, (page, section) in enumerate(self._sections):
            for ask in section.asks:
                self._add(number, "ask", ask)
            self._add(number, "title", f"{page.title} {section.title}")
            self._add(number, "lead", section.lead)
        seen: dict[str, int] = defaultdict(int)
        for _, _, stems, _ in self._lines:
            for each in stems:
                seen[each] += 1
        total = len(self._lines) + 1
        self._weights = {each: math.log(total / count) for each, count in seen.items()}
        self._unknown = math.log(total)
        self._meant = lru_cache(maxsize=4096)(self._closest)

    def _add(self, section: int, kind: str, line: str) -> None:
        stems = content(line, self._language)
        self._lines.append((section, kind, frozenset(stems), plain(line)))
        self._database.execute("INSERT INTO lines (rowid, stems) VALUES (?, ?)", (len(self._lines), " ".join(stems)))

    def find(self, question: str, most: int, but: str) -> tuple[Found, ...]:
        asked = {self._meant(each) for each in content(question[:1000], self._language)}
        known = [each for each in asked if each in self._weights]
        if not known:
            return ()
        passed_over = plain(but)
        scores: dict[int, list[float]] = defaultdict(list)
        for row in self._proposed(known):
            section, kind, stems, line = self._lines[row - 1]
            if but and line == passed_over:
                continue
            scores[section].append(_LINES[kind] * self._likeness(asked, stems, kind))
        ranked = sorted(((_joined(each), section) for section, each in scores.items()), reverse=True)
        return tuple(
            Found(page=self._sections[section][0], section=self._sections[section][1], score=round(score, 3))
            for score, section in ranked[:most]
        )

    def _proposed(self, stems: list[str]) -> list[int]:
        query = " OR ".join(f'"{each}"' for each in stems)
        with self._lock:
            rows = self._database.execute(
                "SELECT rowid FROM lines WHERE lines MATCH ? ORDER BY rank LIMIT ?", (query, _PROPOSED)
            )
            return [row[0] for row in rows]

    def _likeness(self, asked: set[str], line: frozenset[str], kind: str) -> float:
        """Twice the weight of the common words over that of all (Dice); of a long lead, its own words count little."""
        shared = self._weight(asked & line)
        own = self._weight(set(line)) if kind == "ask" else self._weight(set(line)) * 0.3
        return 2 * shared / (self._weight(asked) + max(own, shared))

    def _weight(self, stems: set[str]) -> float:
        return sum(self._weights.get(each, self._unknown) for each in stems)

    def _closest(self, each: str) -> str:
        """The word of the help pages that a misspelt one was meant to be, or itself."""
        if each in self._weights or len(each) < 4 or each.isdigit():
            return each
        close = difflib.get_close_matches(each, self._weights, n=1, cutoff=0.82)
        return close[0] if close and close[0][0] == each[0] else each


def _joined(scores: list[float]) -> float:
    best, *rest = sorted(scores, reverse=True)
    return best + _SECOND * (rest[0] if rest else 0.0)
