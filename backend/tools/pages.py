"""The help pages: Markdown files, whose sections each begin with a lead that answers the questions hidden beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from backend.domain import Value

_ASKS = re.compile(r"<!-- asks\n(.*?)-->\n", re.DOTALL)
_MARKUP = re.compile(r"\*\*|`")
LANGUAGES = ("en", "de")


class Section(Value):
    """A section: its Markdown without heading, and the ways in which people ask for it."""

    anchor: str
    title: str
    text: str
    asks: tuple[str, ...] = ()

    @property
    def lead(self) -> str:
        """Its first paragraph, as plain words: an answer that is complete in itself."""
        return _MARKUP.sub("", self.text.split("\n\n", 1)[0]).replace("\n", " ").strip()


class HelpPage(Value):
    """One help page. `intro` is the Markdown above its first section."""

    name: str
    language: str
    title: str
    intro: str
    sections: tuple[Section, ...]


def read_pages(folder: Path, language: str) -> tuple[HelpPage, ...]:
    """All help pages in a language, in the order of their files. Raises OSError or ValueError."""
    pages = []
    for file in sorted((folder / language).glob("*.md")):
        more = folder / language / "asks" / f"{file.stem}.txt"
        asks = more.read_text("utf-8") if more.is_file() else ""
        pages.append(parse(file.read_text("utf-8"), file.stem, language, asks))
    return tuple(pages)


def parse(text: str, name: str, language: str, asks: str = "") -> HelpPage:
    """A page from its Markdown, and more ways to ask for its sections, under their titles.

    Raises ValueError when it has no title or no section.
    """
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    title = re.match(r"# (.+)\n", head)
    if not title or not sections:
        raise ValueError(f"The help page {name} ({language}) has no title or no section.")
    return HelpPage(
        name=name,
        language=language,
        title=title[1].strip(),
        intro=head[title.end() :].strip(),
        sections=tuple(_sections(sections, lines_by_title(asks))),
    )


def lines_by_title(asks: str) -> dict[str, list[str]]:
    """The lines of a text file below each of its titles ("## title")."""
    more: dict[str, list[str]] = {}
    for block in re.split(r"^## ", asks, flags=re.MULTILINE)[1:]:
        title, _, lines = block.partition("\n")
        more.setdefault(title.strip(), []).extend(line for line in lines.splitlines() if line.strip())
    return more


def _sections(raw: list[str], more: dict[str, list[str]]) -> Iterator[Section]:
    anchors: set[str] = set()
    for each in raw:
        title, _, text = each.partition("\n")
        asks = [line.strip() for block in _ASKS.findall(text) for line in block.splitlines()]
        asks += [line.strip() for line in more.get(title.strip(), ())]
        anchor = _anchor(title, anchors)
        anchors.add(anchor)
        yield Section(
            anchor=anchor,
            title=title.strip(),
            text=_ASKS.sub("", text).strip(),
            asks=tuple(dict.fromkeys(ask for ask in asks if ask)),
        )


def _anchor(title: str, taken: set[str]) -> str:
    base = re.sub(r"[^\w]+", "-", title.lower()).strip("-") or "section"
    if base not in taken:
        return base
    return next(anchor for number in count(len(taken)) if (anchor := f"{base}-{number}") not in taken)
