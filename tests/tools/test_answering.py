"""What a text clearly does not answer is told from what it does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.tools.answering import ANSWERED, likely

TEXT = (
    "The old mill by the river was built in 1820 by Jonas Weber. It ground flour for three villages. "
    "In 1871 it burned down, and his daughter had it built again in stone. Today it is a museum."
)


@pytest.mark.parametrize(
    "question", ["Who built the mill?", "When did the mill burn down?", "How many villages got flour from it?"]
)
def test_a_text_that_says_it_answers(question: str) -> None:
    assert likely(TEXT, question) >= ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        "What colour is the door?",
        "How heavy is the wheel?",
        "What does a ticket cost?",
        "Is there parking for coaches?",
    ],
)
def test_a_text_that_holds_nothing_of_the_kind_does_not(question: str) -> None:
    assert likely(TEXT, question) < ANSWERED


def test_the_more_a_text_speaks_of_what_is_asked_the_likelier_it_answers() -> None:
    assert likely(TEXT, "When was the mill built?") > likely(TEXT, "When was the bakery in Rome sold?")


def test_of_german_it_knows_nothing() -> None:
    assert likely("Die Mühle wurde 1820 gebaut.", "Welche Farbe hat die Tür der Bäckerei?") == 1.0


@given(st.text(max_size=200), st.text(max_size=80))
def test_any_text_and_question_are_judged(text: str, question: str) -> None:
    assert 0 <= likely(text, question) <= 1
