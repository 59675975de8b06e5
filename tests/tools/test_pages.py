"""The help pages as they ship: every section answers, both languages have the same ones; and how pages are read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.paths import catalogue
from backend.tools.pages import LANGUAGES, HelpPage, lines_by_title, parse, read_pages

FOLDER = catalogue() / "help"
PAGES = {language: read_pages(FOLDER, language) for language in LANGUAGES}
BY_NAME = [pytest.param(page, id=f"{language}-{page.name}") for language, pages in PAGES.items() for page in pages]


@pytest.mark.parametrize("page", BY_NAME)
def test_every_section_begins_with_a_whole_short_answer_in_plain_words(page: HelpPage) -> None:
    for section in page.sections:
        assert 12 <= len(section.lead.split()) <= 45, section.title
        assert re.search(r"[.!?:)]$", section.lead), section.title
        assert not re.search(r"\]\(|[*`#]|https?://\w|  |^[-\d]+[.)]? |[\x00-\x1f]", section.lead), section.lead


@pytest.mark.parametrize("page", BY_NAME)
def test_no_hidden_line_is_shown(page: HelpPage) -> None:
    assert not re.search("<!--|-->", page.intro + "".join(section.text for section in page.sections))
    assert page.intro


@pytest.mark.parametrize("page", BY_NAME)
def test_every_section_is_asked_for_in_many_ways(page: HelpPage) -> None:
    for section in page.sections:
        assert len(section.asks) >= 8, section.title
        assert max(map(len, section.asks)) <= 1000


def test_both_languages_have_the_same_pages_with_as_many_sections() -> None:
    shapes = [{page.name: len(page.sections) for page in pages} for pages in PAGES.values()]
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) >= 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_names_one_section(language: str) -> None:
    """The starter names what it found by its title, and nothing else that one may talk about has such a name."""
    titles = Counter(section.title for page in PAGES[language] for section in page.sections)
    titles += Counter(lines_by_title((FOLDER / language / "talk.txt").read_text("utf-8")).keys())
    assert [title for title, times in titles.items() if times > 1] == []
    assert not [title for title in titles if re.search(r"[;()\n]|^\s|\s$", title)], "a note lists them so"
    assert len({page.title for page in PAGES[language]}) == len(PAGES[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_anchor_leads_to_one_section_of_its_page(language: str) -> None:
    for page in PAGES[language]:
        anchors = [section.anchor for section in page.sections]
        assert len(set(anchors)) == len(anchors)
        assert all(re.fullmatch(r"[\w-]+", anchor) for anchor in anchors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_ways_to_ask_stand_under_titles_that_are_there(language: str) -> None:
    sections = {page.name: {section.title for section in page.sections} for page in PAGES[language]}
    files = sorted((FOLDER / language / "asks").glob("*.txt"))
    assert files
    for file in files:
        unknown = set(lines_by_title(file.read_text("utf-8"))) - sections[file.stem]
        assert unknown == set(), file.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_is_ordinary_text(language: str) -> None:
    for file in sorted(file for file in (FOLDER / language).rglob("*.*") if file.suffix in {".md", ".txt"}):
        text = file.read_bytes().decode("utf-8")
        assert not re.search("[\\x00-\\x09\\x0b-\\x1f\\x7f\\ufeff\\ufffd]", text), file.name


PAGE = """# A page

What it is about.

## First
<!-- asks
how first
  how first
what
-->
**Bold** and `code` on
two lines.

More.

## Second!
Only this.
"""


def test_a_page_is_its_title_intro_and_sections() -> None:
    page = parse(PAGE, "a-page", "en", "## Second!\nwhy second\n\n## Elsewhere\nnot here\n")
    assert (page.name, page.title, page.intro) == ("a-page", "A page", "What it is about.")
    first, second = page.sections
    assert first.asks == ("how first", "what")
    assert first.lead == "Bold and code on two lines."
    assert first.text == "**Bold** and `code` on\ntwo lines.\n\nMore."
    assert (second.title, second.anchor, second.asks) == ("Second!", "second", ("why second",))


@pytest.mark.parametrize("text", ["", "no title\n\n## Section\nText", "# Title\n\nno section", "## Section\n# Title\n"])
def test_what_is_no_page_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="the-name"):
        parse(text, "the-name", "en")


@given(st.lists(st.sampled_from(["A", "a", "A 2", "A-2", "!", "?!", "a 3", "Ä", ""]), min_size=1, max_size=8))
def test_anchors_tell_sections_apart_whatever_their_titles(titles: list[str]) -> None:
    page = parse("# T\n" + "".join(f"## {title}\nText.\n" for title in titles), "t", "en")
    anchors = [section.anchor for section in page.sections]
    assert len(set(anchors)) == len(titles)
    assert all(anchors)


def test_a_language_without_pages_has_none(tmp_path: Path) -> None:
    assert read_pages(tmp_path, "en") == ()
