"""The help, and what a message may be about: a section of it, or one of the other things that people say."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from backend.domain import SourcePart, Value
from backend.tools.finder import Finder
from backend.tools.pages import LANGUAGES, HelpPage, Section, lines_by_title, read_pages
from backend.tools.sorter import Sorter

_TALK = "talk.txt"
SORTER = "sorter.bin"


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
    """What a message may be about, by name, and how likely that is; `found` when it is a section of the help.

    `sort` is how likely the message is about the app at all, for a section, or about anything else, for other
    talk.
    """

    name: str
    score: float
    sort: float
    found: Found | None = None


class Help:
    """All help pages and other talk, and the search in them. Read when first wanted; safe in several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Two, since pages are shown at once, and the index takes a second or more.
        self._reading, self._indexing = threading.Lock(), threading.Lock()
        self._pages: dict[str, tuple[HelpPage, ...]] = {}
        self._books: dict[str, Book] = {}

    def pages(self, language: str) -> tuple[HelpPage, ...]:
        """The pages in a language, by name."""
        wanted = _known(language)
        with self._reading:
            if wanted not in self._pages:
                self._pages[wanted] = read_pages(self._folder, wanted)
            return self._pages[wanted]

    def prepare(self, language: str) -> None:
        """Make the index, so that what is sought next is found at once."""
        self._book(language)

    def find(self, question: str, language: str, most: int = 8) -> tuple[Found, ...]:
        """The sections that fit a question best, the best first."""
        return tuple(hint.found for hint in self._book(language).hints(question, "") if hint.found)[:most]

    def hints(self, message: str, language: str, most: int = 8, but: str = "") -> tuple[Hint, ...]:
        """What a message may be about, likeliest first. `but` is a line of the index to be passed over."""
        return self._book(language).hints(message, but)[:most]

    def _book(self, language: str) -> Book:
        wanted = _known(language)
        with self._indexing:
            if wanted not in self._books:
                talk = self._folder / wanted / _TALK
                lines = lines_by_title(talk.read_text("utf-8")) if talk.is_file() else {}
                sorter = self._folder / wanted / SORTER
                known = Sorter(sorter, wanted) if sorter.is_file() else None
                self._books[wanted] = Book(self.pages(wanted), lines, wanted, known)
            return self._books[wanted]


def _known(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


class Book:
    """The help in one language, with the lines by which each of its sections, and other talk, is known."""

    def __init__(
        self, pages: Sequence[HelpPage], talk: Mapping[str, Sequence[str]], language: str, sorter: Sorter | None = None
    ) -> None:
        self._found = [Found(page=page, section=section) for page in pages for section in page.sections]
        homes: dict[str, Sequence[str]] = {
            each.section.title: [*each.section.asks, f"{each.page.title} {each.section.title}"] for each in self._found
        }
        homes |= talk
        self._finder = Finder(homes, language, sorter)
        self._names = list(homes)

    def hints(self, message: str, but: str) -> tuple[Hint, ...]:
        """All that a message may be about, likeliest first."""
        likely = self._finder.find(message, but)
        about_app = sum(score for home, score in likely if home < len(self._found))
        share = about_app / (sum(score for _, score in likely) or 1.0)
        return tuple(self._hint(home, score, share) for home, score in likely)

    def _hint(self, home: int, score: float, about_app: float) -> Hint:
        section = self._found[home] if home < len(self._found) else None
        sort = about_app if section else 1 - about_app
        return Hint(name=self._names[home], score=round(score, 3), sort=sort, found=section)
