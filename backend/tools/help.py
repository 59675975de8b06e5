"""Finds the help sections that may answer a question: SQLite's FTS5 proposes, the share of common words decides."""

from __future__ import annotations

import difflib
import math
import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from backend.domain import Value
from backend.tools.content import content, plain
from backend.tools.kin import FAMILIES
from backend.tools.pages import LANGUAGES, HelpPage, Section, read_pages

_PROPOSED = 240
"""Lines that are looked at closely."""
_LINES = {"ask": 1.0, "title": 0.9, "lead": 0.5}
"""How far a line of each kind can be trusted to say what its section is asked for."""
_BEST, _OFTEN = 0.7, 1.0
"""What the likeness of a section's best lines weighs, and how much its lines together speak of the question."""
_ENOUGH = 4.0
"""How many lines of a section must hold a word for it to be at home there."""


class Found(Value):
    """A section that may answer, and how much of the question it shares, from 0 to about 1.5."""

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

    def find(self, question: str, language: str, most: int = 8, but: str = "") -> tuple[Found, ...]:
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
        self._often: list[Counter[str]] = [Counter() for _ in self._sections]
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute("CREATE VIRTUAL TABLE lines USING fts5(stems, tokenize = 'unicode61')")
        for number, (page, section) in enumerate(self._sections):
            for ask in section.asks:
                self._add(number, "ask", ask)
            self._add(number, "title", f"{page.title} {section.title}")
            self._add(number, "lead", section.lead)
        seen = Counter(each for _, _, stems, _ in self._lines for each in stems)
        total = len(self._lines) + 1
        self._weights = {each: math.log(total / count) for each, count in seen.items()}
        self._unknown = math.log(total)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for each in self._weights:
            self._by_letter[each[0]].append(each)
        self._meant = lru_cache(maxsize=8192)(self._closest)

    def _stems(self, text: str) -> list[str]:
        families = FAMILIES[self._language]
        return [families.get(each, each) for each in content(text, self._language)]

    def _add(self, section: int, kind: str, line: str) -> None:
        stems = frozenset(self._stems(line))
        self._lines.append((section, kind, stems, plain(line)))
        self._often[section].update(stems)
        self._database.execute("INSERT INTO lines (rowid, stems) VALUES (?, ?)", (len(self._lines), " ".join(stems)))

    def find(self, question: str, most: int, but: str) -> tuple[Found, ...]:
        asked = frozenset(self._meant(each) for each in self._stems(question[:1000]))
        known = [each for each in asked if each in self._weights]
        if not known:
            return ()
        passed_over = plain(but)
        without: tuple[int, frozenset[str]] | None = None
        likeness: dict[int, list[float]] = defaultdict(list)
        for row in self._proposed(known):
            section, kind, stems, line = self._lines[row - 1]
            if but and line == passed_over:
                without = section, stems
                continue
            likeness[section].append(_LINES[kind] * self._likeness(asked, stems, kind))
        scores = {
            section: _BEST * _joined(each)
            + _OFTEN * self._at_home(asked, section, without[1] if without and without[0] == section else frozenset())
            for section, each in likeness.items()
        }
        ranked = sorted(scores, key=lambda section: -scores[section])[:most]
        return tuple(
            Found(page=self._sections[section][0], section=self._sections[section][1], score=round(scores[section], 3))
            for section in ranked
        )

    def _proposed(self, stems: list[str]) -> list[int]:
        query = " OR ".join(f'"{each}"' for each in stems)
        with self._lock:
            rows = self._database.execute(
                "SELECT rowid FROM lines WHERE lines MATCH ? ORDER BY rank LIMIT ?", (query, _PROPOSED)
            )
            return [row[0] for row in rows]

    def _likeness(self, asked: frozenset[str], line: frozenset[str], kind: str) -> float:
        """Twice the weight of the common words over that of all (Dice); of a long lead, its own words count little."""
        shared = self._weight(asked & line)
        own = self._weight(line) if kind == "ask" else self._weight(line) * 0.3
        return 2 * shared / (self._weight(asked) + max(own, shared))

    def _at_home(self, asked: frozenset[str], section: int, without: frozenset[str]) -> float:
        """How much of the question's weight is in words that the section's lines use often."""
        often = self._often[section]
        at_home = sum(
            self._weights.get(each, 0.0) * min(1.0, (often[each] - (each in without)) / _ENOUGH) for each in asked
        )
        return at_home / (self._weight(asked) or 1.0)

    def _weight(self, stems: Iterable[str]) -> float:
        return sum(self._weights.get(each, self._unknown) for each in stems)

    def _closest(self, each: str) -> str:
        """The word of the help pages that a misspelt one was meant to be, or itself."""
        if each in self._weights or len(each) < 4 or each.isdigit():
            return each
        alike = [other for other in self._by_letter[each[0]] if abs(len(other) - len(each)) <= 2]
        return next(iter(difflib.get_close_matches(each, alike, n=1, cutoff=0.82)), each)


def _joined(scores: list[float]) -> float:
    """The best line, and a little of the next two."""
    best, *rest = sorted(scores, reverse=True)
    return best + 0.2 * sum(rest[:2])
