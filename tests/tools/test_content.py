"""What words carry meaning, which forms of a word are one, and what language a question is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.tools.content import content, language_of, plain, stem, words
from backend.tools.kin import FAMILIES, KIN


@pytest.mark.parametrize(
    "forms",
    [
        ("open", "opens", "opened", "opening"),
        ("run", "runs", "running"),
        ("voice", "voices"),
        ("close", "closes", "closed", "closing"),
    ],
)
def test_forms_of_a_word_are_one(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_small_words_carry_nothing() -> None:
    assert content("Where are my threads, please?") == [stem("threads")]
    assert content("Wo sind denn bitte meine Themen?", "de") == [stem("themen", "de")]
    assert content("what is it?") == [stem(word) for word in ("what", "is", "it")], "unless there is nothing else"
    assert content("the mill's wheel") == [stem("mill"), stem("wheel")]


def test_accents_and_case_make_no_difference() -> None:
    assert words("Größe CAFÉ Straße don’t") == ["grosse", "cafe", "strasse", "don't"]
    assert plain("ÜBER") == plain("über") == "uber"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where are my threads", "en"),
        ("wo liegen meine themen", "de"),
        ("Kannst du mir helfen?", "de"),
        ("schöne grüße", "de"),
        ("how do I get Jürgen's letter in here", "en"),
        ("pdf", "fr"),
        ("", "fr"),
        ("?!?", "fr"),
    ],
)
def test_the_language_is_told_by_small_words(text: str, language: str) -> None:
    assert language_of(text, "fr") == language


@given(st.text(max_size=80))
def test_any_text_has_words(text: str) -> None:
    for language in ("en", "de"):
        assert all(content(text, language))
        assert all(each == plain(each) for each in words(text))
        assert language_of(text) in ("en", "de")


@given(st.text(st.characters(categories=["Lu", "Ll", "Lm", "Lo", "Nd"]), min_size=1, max_size=12))
def test_a_stem_is_never_empty(word: str) -> None:
    assert all(stem(each, language) for each in words(word) for language in ("en", "de"))


def test_a_mark_alone_is_no_word() -> None:
    assert words("\uff9e") == []


def test_words_that_stand_for_each_other_do_so_both_ways() -> None:
    assert stem("paid") in KIN[stem("cost")]
    assert all(each in KIN[other] for each, group in KIN.items() for other in group)
    assert FAMILIES["en"][stem("chat")] == FAMILIES["en"][stem("conversation")]
    assert FAMILIES["de"][stem("rechner", "de")] == FAMILIES["de"][stem("laptop", "de")]
