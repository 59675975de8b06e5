"""The tokens that are told with words: each once, in order, and none of what is not told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.engines.base import Choice
from backend.engines.choices import Choices


def choices_of(*pieces: bytes) -> Choices:
    choices = Choices()
    for piece in pieces:
        choices.add(Choice(piece=piece, logprob=-1.0))
    return choices


def taken(choices: Choices, text: str) -> list[bytes]:
    return [choice.piece for choice in choices.take(text)]


def test_what_is_not_told_takes_its_tokens_along() -> None:
    choices = choices_of(b"</think>", b"\n\n", b"Yes", b", it", b" is")
    assert taken(choices, "Yes, it") == [b"Yes", b", it"]
    assert taken(choices, " is") == [b" is"]
    assert taken(choices, "") == []


def test_a_character_of_several_tokens_comes_with_all_of_them() -> None:
    choices = choices_of(b"a", b"\xf0\x9f", b"\x98\x80", b"!")
    assert taken(choices, "a") == [b"a"]
    assert taken(choices, "😀") == [b"\xf0\x9f", b"\x98\x80"]
    assert taken(choices, "!") == [b"!"]


@given(st.lists(st.text("ab é😀", min_size=1, max_size=4), max_size=12), st.data())
def test_each_token_is_told_once_however_the_words_are_cut(pieces: list[str], data: st.DataObject) -> None:
    choices, text, told = choices_of(*(piece.encode() for piece in pieces)), "".join(pieces), list[bytes]()
    while text:
        length = data.draw(st.integers(1, len(text)))
        told += taken(choices, text[:length])
        text = text[length:]
    assert told == [piece.encode() for piece in pieces]
