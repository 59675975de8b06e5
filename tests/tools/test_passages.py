"""The sentences that answer are found and quoted word for word; where nothing fits, nothing is quoted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.tools.passages import ENOUGH, LONGEST, find, sentences

TEXT = (
    "Mr. Jonas Weber built the old mill by the river in 1820. It ground flour for three villages. "
    "In 1871 a fire destroyed it. His daughter Clara had it built again in stone, because wood had burned easily.\n\n"
    "Today it is a museum. A ticket costs 4.50 euros; children pay nothing. The museum is closed on Mondays."
)
BRIEF = (
    "Liebe Anna, am Samstag feiern wir im Garten hinter dem Haus. Das Fest beginnt um 15 Uhr. "
    "Onkel Karl bringt den Kuchen mit. Wenn es regnet, gehen wir in die Scheune."
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who built the mill?", "Jonas Weber"),
        ("when was the mill built", "1820"),
        ("How much is a ticket?", "4.50 euros"),
        ("what does it cost to get in", "4.50 euros"),
        ("why was it built in stone", "because wood had burned"),
        ("how many villages got flour", "three villages"),
    ],
)
def test_an_english_question_finds_its_sentence(question: str, answer: str) -> None:
    assert answer in find(TEXT, question)[0].text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Wann beginnt das Fest?", "15 Uhr"),
        ("wer bringt den kuchen mit", "Onkel Karl"),
        ("Wo feiern wir?", "Garten"),
        ("was machen wir wenn es regnet", "Scheune"),
    ],
)
def test_a_german_question_finds_its_sentence(question: str, answer: str) -> None:
    assert answer in find(BRIEF, question)[0].text


def test_what_may_answer_too_is_quoted_after_it() -> None:
    quotes = find(TEXT, "Which day is the museum closed?")
    assert any("Mondays" in quote.text for quote in quotes)


@pytest.mark.parametrize("question", ["", "?", "Which planet has rings?", "?" * 10_000, "\0", "\ud800"])
def test_where_nothing_fits_nothing_is_quoted(question: str) -> None:
    assert find(TEXT, question) == ()


@pytest.mark.parametrize("text", ["", " \n ", "\0", "\ud800"])
def test_an_empty_text_answers_nothing(text: str) -> None:
    assert find(text, "What is it about?") == ()


def test_a_follow_up_leans_on_what_was_asked_before() -> None:
    text = "The bakery opens at seven. The bakery closes at noon. The library opens at nine. The library closes at six."
    of_library = find(text, "and when does it close?", "when does the library open")
    of_bakery = find(text, "and when does it close?", "when does the bakery open")
    for place, quotes, others in (("library", of_library, of_bakery), ("bakery", of_bakery, of_library)):
        score, other = (next(each.score for each in found if place in each.text) for found in (quotes, others))
        assert score > other


def test_abbreviations_and_numbers_end_no_sentence_and_lines_of_a_list_do() -> None:
    assert sentences(TEXT)[0].endswith("1820.")
    assert sentences("Dr. Lee met Mrs. Fox, e.g. Anna. It was 3.5 km.") == [
        "Dr. Lee met Mrs. Fox, e.g. Anna.",
        "It was 3.5 km.",
    ]
    assert sentences("To buy:\n- milk\n- two eggs\n\nThanks") == ["To buy:", "- milk", "- two eggs", "Thanks"]
    assert sentences('"Stop!" He left… Why?') == ['"Stop!"', "He left…", "Why?"]


def test_a_sentence_that_leans_is_quoted_after_the_one_it_leans_on() -> None:
    assert find(TEXT, "how many villages got flour")[0].text == (
        "Mr. Jonas Weber built the old mill by the river in 1820. It ground flour for three villages."
    )


def test_a_quote_holds_no_quotation_marks_of_its_own() -> None:
    assert find('The sign says “Beware of the "dog"”.', "what does the sign say")[0].text == (
        "The sign says 'Beware of the 'dog''."
    )


def test_what_no_model_can_say_is_left_out() -> None:
    assert find("The\0 \x1bmill\ud800 was built\tin\x85 1820.", "when was the mill built")[0].text == (
        "The mill was built in 1820."
    )


def test_a_long_sentence_is_cut_at_a_word() -> None:
    quote = find("The mill " + "and the mill " * 100 + "end.", "what about the mill")[0].text
    assert len(quote) <= LONGEST + 2
    assert quote.endswith((" and …", " the …", " mill …"))


@pytest.mark.parametrize(
    "junk",
    [
        TEXT * 3000,
        "." * 1_000_000,
        "x" * 1_000_000,
        "word" + " " * 1_000_000,
        "\n " * 500_000,
        ".)'" * 300_000,
        "the quick " * 90_000,
        "…" * 1_000_000 + " Mr. A",
        "A. " * 300_000,
        "- a\n" * 250_000,
    ],
)
def test_a_megabyte_is_looked_at_in_part(junk: str) -> None:
    """In a moment, or the suite's limit for a test ends it."""
    assert len(sentences(junk)) <= 4000
    find(junk, "where is the mill? " + " ".join(f"word{number}" for number in range(100_000)))


def mending(text: str) -> str:
    """A text without what quoting changes: white space, control characters, and which quotation marks."""
    return " ".join(re.sub(r"[“”„\"]", "'", re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", text)).split())


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(re.split(r"(?<=[.;]) ", TEXT)), st.text(max_size=40)), max_size=8),
    st.sampled_from([" ", "\n", "\n\n", "\r\n", ". "]),
    st.sampled_from(["when was the mill built?", "how much is a ticket", "wer war es", "who is it?"]),
)
def test_quotes_are_parts_of_the_text(pieces: list[str], between: str, question: str) -> None:
    text = between.join(pieces)
    quotes = find(text, question, "and the museum")
    assert len(quotes) <= 5
    for quote in quotes:
        assert quote.score >= ENOUGH
        assert quote.text.removesuffix(" …") in mending(text)
        assert len(quote.text) <= LONGEST + 2
    assert [quote.score for quote in quotes] == sorted((quote.score for quote in quotes), reverse=True)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_text_can_be_asked_anything(text: str, question: str, earlier: str) -> None:
    find(text, question, earlier)
    assert all(each == " ".join(each.split()) for each in sentences(text))
