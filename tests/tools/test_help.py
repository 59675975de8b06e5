"""What people ask about Fireside, as they type it, finds the section of the help that answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.paths import catalogue
from backend.tools.help import Help

HELP = Help(catalogue() / "help")

ENGLISH = {
    "How do I add a model?": "adding-models",
    "where can I get more models?": "finding-models",
    "the voice is too fast": "voice-speed-and-volume",
    "I want another voice": "voices",
    "there is no sound": "no-sound",
    "Can you read PDF files?": "documents",
    "does anything I type leave my computer": "privacy",
    "switch on dark mode": "appearance-and-language",
    "how do I restore a backup?": "backups",
    "why are you so slow?": "slow-or-stuck",
    "list of keyboard shortcuts": "shortcuts",
    "can I dictate instead of typing": "dictation",
}
GERMAN = {
    "Wie füge ich ein Modell hinzu?": "adding-models",
    "die Stimme ist zu schnell": "voice-speed-and-volume",
    "man hört nichts": "no-sound",
    "wie stelle ich eine Sicherung wieder her": "backups",
    "welche Tastenkürzel gibt es": "shortcuts",
    "verlässt irgendetwas meinen Rechner": "privacy",
}
TYPOS = {
    "how do i ad a modle": "adding-models",
    "keybord shortcutts": "shortcuts",
    "restor a bakcup": "backups",
    "switch on drak mode": "appearance-and-language",
}


def pages_of(question: str, language: str, most: int = 3) -> list[str]:
    return [found.page.name for found in HELP.find(question, language, most)]


@pytest.mark.parametrize(("question", "page"), ENGLISH.items())
def test_a_plain_question_finds_its_page(question: str, page: str) -> None:
    assert pages_of(question, "en", 1) == [page]


@pytest.mark.parametrize(("question", "page"), GERMAN.items())
def test_a_german_question_finds_its_page(question: str, page: str) -> None:
    assert pages_of(question, "de", 1) == [page]


@pytest.mark.parametrize(("question", "page"), TYPOS.items())
def test_typos_do_no_harm(question: str, page: str) -> None:
    assert page in pages_of(question, "en")


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_title_finds_its_own_section(language: str) -> None:
    """But for a few, where people's own words for one thing are the title of another."""
    sections = [(page.name, section) for page in HELP.pages(language) for section in page.sections]
    lost = [
        section.title
        for name, section in sections
        if section not in [found.section for found in HELP.find(f"{section.title} {name}", language)]
    ]
    assert len(lost) <= len(sections) // 50, lost


def test_nothing_is_found_twice_and_no_more_than_wanted() -> None:
    for question in ENGLISH:
        for most in (0, 1, 8, 100):
            found = [(each.page.name, each.section.anchor) for each in HELP.find(question, "en", most)]
            assert len(set(found)) == len(found) <= most


def test_hints_also_tell_of_other_talk() -> None:
    hints = HELP.hints("good morning! how are you?", "en")
    assert hints[0].found is None
    assert hints[0].score > 0.9
    assert hints[0].score == max(hint.score for hint in hints)
    assert all(hint.found and hint.found.section.title == hint.name for hint in hints if hint.found)


def test_what_was_found_can_be_a_source() -> None:
    found = HELP.find("How do I add a model?", "en", 1)[0]
    source = found.source
    assert (source.title, source.text) == (found.section.title, found.section.lead)
    assert (source.page, source.anchor) == (found.page.name, found.section.anchor)


def test_a_language_that_is_not_there_is_english() -> None:
    assert HELP.pages("fr") == HELP.pages("") == HELP.pages("../de") == HELP.pages("en")
    assert HELP.find("add a model", "fr") == HELP.find("add a model", "en")


@pytest.mark.parametrize("junk", ["", "   ", "?" * 10_000, "\0\ud800", "x" * 1_000_000])
def test_junk_finds_nothing(junk: str) -> None:
    assert HELP.find(junk, "en") == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "de"]))
def test_any_text_can_be_asked(question: str, language: str) -> None:
    assert len(HELP.hints(question, language, 3)) <= 3


def test_the_index_is_made_once() -> None:
    help = Help(catalogue() / "help")
    help.prepare("de")
    help.prepare("de")
    assert help.find("Wie füge ich ein Modell hinzu?", "de") == HELP.find("Wie füge ich ein Modell hinzu?", "de")


def test_a_folder_without_help_finds_nothing(tmp_path: Path) -> None:
    empty = Help(tmp_path)
    assert empty.pages("en") == ()
    assert empty.find("anything", "en") == ()
    assert empty.hints("anything", "de") == ()
