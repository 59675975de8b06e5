"""Whatever is typed is no syntax error, and every word of a text finds it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.store.questions import BEGIN, END, expression, indexed, marked

ALPHABET = "abcdefgGHIß äöüÄÉéñ λΩ жЯ 東京都にようこそカナ 한국어 ภาษา 0189 .,;:!?-_'\"*()[]{}#`~>\n\t/\\^+|&%$€…🔥"


def finds(question: str, text: str) -> list[str]:
    """The snippet, if a question finds a text."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE w USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")
        db.execute("INSERT INTO w VALUES (?)", (indexed(text),))
        if not (words := expression(question)):
            return []
        query = f"SELECT snippet(w, 0, '{BEGIN}', '{END}', '…', 60) FROM w WHERE w MATCH ?"
        return [row[0] for row in db.execute(query, (words,))]


@settings(deadline=None)
@given(st.text() | st.text(alphabet='"*():^-+ANDORTNE \0\x02\u200b{}.,\ud800', max_size=60))
def test_whatever_is_typed_is_understood(question: str) -> None:
    finds(question, "The quick brown fox")


@settings(deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=120))
def test_every_word_of_a_text_finds_it(text: str) -> None:
    for word in re.findall(r"[^\W_]+", text):
        assert finds(word, text), word
        assert finds(f'"{word}"', text), word
        assert finds(f"{word} ", text), word


@settings(deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=120))
def test_marks_lie_within_the_snippet_and_hold_something(text: str) -> None:
    for word in re.findall(r"[^\W_]+", text)[:3]:
        words, marks = marked(finds(word, text)[0])
        assert marks
        assert not re.search(f"[{BEGIN}{END}\u200b]", words)
        assert all(0 <= start < end <= len(words) for start, end in marks)
        assert all(before[1] < after[0] for before, after in pairwise(marks))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("cafe", "Un CAFÉ noir"),
        ("CAFÉ", "cafe"),
        ("uber", "Über allen Gipfeln"),
        ("bicyc", "my blue bicycle"),
        ("bicycle blue", "my blue bicycle"),
        ('"blue bicycle"', "my **blue** `bicycle`"),
        ('"blue bicy', "my blue bicycle"),
        ("don't", "I don't know"),
        ("snake_case", "a snake_case name"),
        ("京都", "東京都に住む"),
        ("京", "東京都に住む"),
        ("국어", "한국어를 배운다"),
        ("fox :-)", "quick fox"),
    ],
)
def test_finds(question: str, text: str) -> None:
    assert finds(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("bicyc ", "my blue bicycle"),
        ('"bicyc"', "my blue bicycle"),
        ('"bicycle blue"', "my blue bicycle"),
        ("blue AND", "my blue bicycle"),
        ("blue red", "my blue bicycle"),
        ("都京", "東京都"),
        ("", "anything"),
        ("?!", "anything ?!"),
    ],
)
def test_does_not_find(question: str, text: str) -> None:
    assert not finds(question, text)


def test_a_match_is_marked_as_it_was_written() -> None:
    assert marked(finds("京都", "東京都\n\nに住む")[0]) == ("東京都 に住む", [(1, 3)])
    assert marked(finds("cafe", "Un  **Café**!")[0]) == ("Un Café!", [(3, 7)])
