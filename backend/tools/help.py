"""The help, and what a message may be about: a section of it, or one of the other things that people say."""

from __future__ import annotations

import threading
from pathlib import Path

from backend.domain import SourcePart, Value
from backend.tools.finder import Finder
from backend.tools.pages import LANGUAGES, HelpPage, Section, lines_by_title, read_pages

_TALK = "talk.txt"


class Found(Value):
    """A section that may answer a question."""

    page: HelpPage
    section: Section

    @property
    def source(self) -> SourcePart:
        """It as a part of the reply that leans on it."""
        section = self.section
        return SourcePart(title=section.title, text=section.lead, page=self.page.name, anchor=section.anchor)


class Hint(Value):
    """What a message may be about, by name, and how well that fits; `found` when it is a section of the help."""

    name: str
    score: float
    found: Found | None = None


class Help:
    """All help pages and other talk, and the search in them. Read when first wanted; safe in several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._books: dict[str, Book] = {}

    def pages(self, language: str) -> tuple[HelpPage, ...]:
        """The pages in a language, by name."""
        return self._book(language).pages

    def find(self, question: str, language: str, most: int = 8) -> tuple[Found, ...]:
        """The sections that fit a question best, the best first."""
        return tuple(hint.found for hint in self._book(language).hints(question, "") if hint.found)[:most]

    def hints(self, message: str, language: str, most: int = 8, but: str = "") -> tuple[Hint, ...]:
        """What a message may be about, likeliest first. `but` is a line of the index to be passed over."""
        return self._book(language).hints(message, but)[:most]

    def _book(self, language: str) -> Book:
        with self._lock:
            wanted = language if language in LANGUAGES else LANGUAGES[0]
            if wanted not in self._books:
                self._books[wanted] = Book(self._folder, wanted)
            return self._books[wanted]


class Book:
    """The help in one language, with the lines by which each of its sections, and other talk, is known."""

    def __init__(self, folder: Path, language: str) -> None:
        self.pages = read_pages(folder, language)
        self._found = [Found(page=page, section=section) for page in self.pages for section in page.sections]
        talk = folder / language / _TALK
        self._talk = lines_by_title(talk.read_text("utf-8")) if talk.is_file() else {}
        homes = [[*each.section.asks, f"{each.page.title} {each.section.title}"] for each in self._found]
        self._finder = Finder([*homes, *self._talk.values()], language)
        self._names = [each.section.title for each in self._found] + list(self._talk)

    def hints(self, message: str, but: str) -> tuple[Hint, ...]:
        """All that a message may be about, likeliest first."""
        return tuple(
            Hint(
                name=self._names[home],
                score=round(score, 3),
                found=self._found[home] if home < len(self._found) else None,
            )
            for home, score in self._finder.find(message, but)
        )
