"""The help pages: Markdown files, whose sections each begin with a lead that answers the questions hidden beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    return tuple(
        parse(file.read_text("utf-8"), file.stem, language) for file in sorted((folder / language).glob("*.md"))
    )


def parse(text: str, name: str, language: str) -> HelpPage:
    """A page from its Markdown. Raises ValueError when it has no title or no section."""
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    title = re.match(r"# (.+)\n", head)
    if not title or not sections:
        raise ValueError(f"The help page {name} ({language}) has no title or no section.")
    return HelpPage(
        name=name,
        language=language,
        title=title[1].strip(),
        intro=head[title.end() :].strip(),
        sections=tuple(_sections(sections)),
    )


def _sections(raw: list[str]) -> Iterator[Section]:
    anchors: set[str] = set()
    for each in raw:
        title, _, text = each.partition("\n")
        asks = [line.strip() for block in _ASKS.findall(text) for line in block.splitlines()]
        anchor = base = re.sub(r"[^\w]+", "-", title.lower()).strip("-")
        while anchor in anchors:
            anchor = f"{base}-{len(anchors)}"
        anchors.add(anchor)
        yield Section(
            anchor=anchor,
            title=title.strip(),
            text=_ASKS.sub("", text).strip(),
            asks=tuple(ask for ask in asks if ask),
        )
