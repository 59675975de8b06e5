"""A message is parted into the text that it brings and what is asked about it; nothing that was asked is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import DocumentPart, TextPart
from backend.runs.wording import worded
from backend.tools.pasted import Pasted, split

TEXT = (
    "The old mill by the river was built in 1820 by Jonas Weber. It ground flour for three villages. "
    "In 1871 it burned down, and his daughter had it built again in stone. Today it is a museum."
)
QUESTION = "Who had it built again?"


def document(text: str, name: str = "mill.txt") -> str:
    return worded(DocumentPart(name=name, text=text))


@pytest.mark.parametrize(
    "message",
    [
        f"{TEXT}\n{QUESTION}",
        f"{TEXT}\n\n\n{QUESTION}\n",
        f"{QUESTION}\n\n{TEXT}",
        f"{TEXT} {QUESTION}",
        f"{QUESTION} {TEXT}",
        f"Text: {TEXT}\n\nQuestion: {QUESTION}",
        f"Here is the article:\n{TEXT}\n{QUESTION}",
        f"here's a letter: {TEXT}\n{QUESTION}",
        f"{TEXT}\r\n\r\n{QUESTION}",
    ],
)
def test_a_pasted_text_and_its_question_are_told_apart(message: str) -> None:
    assert split(message) == Pasted(name="", text=TEXT, question=QUESTION)


def test_an_order_is_a_question_too() -> None:
    assert split(f"{TEXT}\ntell me who built it") == Pasted(name="", text=TEXT, question="tell me who built it")
    assert split(f"{TEXT}\nnenne den Müller") == Pasted(name="", text=TEXT, question="nenne den Müller")


@pytest.mark.parametrize(
    "message",
    ["", " \n ", "Where are my threads?", "Hi.\nHow are you?", "a\n" * 10, QUESTION, "word " * 60, "?" * 10_000],
)
def test_other_messages_bring_no_text(message: str) -> None:
    assert split(message) is None


def test_a_long_message_is_a_text_even_without_a_question() -> None:
    rambling = "So this morning I went out and it was raining again and I met the neighbour. " * 8
    assert split(rambling) == Pasted(name="", text=rambling.strip(), question="")


def test_a_document_brings_its_name_and_several_are_one_text() -> None:
    one, two = document("First.", "one.txt"), document("Second.", "two.txt")
    assert split(f"{one}{two}What is it?") == Pasted(name="one.txt", text="First.\n\nSecond.", question="What is it?")
    assert split(f"What is it?\n\n{one}") == Pasted(name="one.txt", text="First.", question="What is it?")
    assert split(f"What is{one}it?") == Pasted(name="one.txt", text="First.", question="What isit?")


@pytest.mark.parametrize("name", ['my "notes".txt', "a>b.md", "", "x" * 255, "größe.txt", 'trailing">'])
def test_a_document_may_have_any_name(name: str) -> None:
    assert split(document("Milk.", name) + "What?") == Pasted(name=name, text="Milk.", question="What?")


def test_an_empty_document_is_an_empty_text() -> None:
    for empty in ("", " ", "\n\n"):
        assert split(document(empty) + "What is in it?") == Pasted(name="mill.txt", text="", question="What is in it?")
    assert split(document("Only this.")) == Pasted(name="mill.txt", text="Only this.", question="")


@pytest.mark.parametrize(
    "junk",
    [
        '<document name="x">\n' * 20_000,
        '<document name="' * 60_000,
        '<document name="x">\n</document>\n' * 20_000,
        "\n</document>" * 80_000,
        "read this" + " " * 300_000 + "word " * 30 + "\nwhat?",
        ("text" + " " * 1000) * 300,
        "and so now " * 90_000 + "\nand what?",
        ".\"'" * 300_000,
        "\n" * 1_000_000 + "x",
        "a. " * 300_000,
    ],
)
def test_a_megabyte_of_junk_is_parted(junk: str) -> None:
    """In a moment, or the suite's limit for a test ends it."""
    split(junk)


WORDY = st.lists(st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=9), min_size=1, max_size=12)


@given(WORDY.map(" ".join), st.text())
def test_a_question_about_a_document_is_never_lost(question: str, text: str) -> None:
    found = split("".join(map(worded, (DocumentPart(name="a", text=text), TextPart(text=f"{question}?")))))
    assert found
    assert found.question.endswith(f"{question}?")


@given(st.lists(WORDY.map(" ".join), min_size=1, max_size=6), WORDY.map(" ".join))
def test_a_question_below_a_pasted_text_is_never_lost(lines: list[str], question: str) -> None:
    found = split("\n".join([TEXT, *lines, f"{question}?"]))
    assert found
    assert found.question == f"{question}?"
    assert found.text.startswith(TEXT)


@given(st.text())
def test_anything_can_be_parted(message: str) -> None:
    for whole in (message, f"{TEXT}{message}", f"{message}\n{TEXT}", document(message)):
        found = split(whole)
        assert found is None or (found.text.strip() == found.text and found.question.strip() == found.question)
