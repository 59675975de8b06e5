"""Words are found in sound whose maker does not tell of them: not exactly, but in order, and near enough to follow."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.speech.base import Audio
from backend.speech.espeak import Espeak
from backend.speech.estimate import Estimate, marked

RATE = 1_000


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    return Espeak()  # the newest of a process is the one that speaks


def sound(*lengths: int) -> list[Audio]:
    return [Audio(np.zeros(length, np.float32), RATE) for length in lengths]


def starts(text: str, *lengths: int) -> dict[str, int]:
    return {text[word.start : word.end]: word.sample for piece in marked(sound(*lengths), text) for word in piece.words}


def test_a_word_begins_as_far_into_the_sound_as_into_the_letters() -> None:
    assert starts("abcd efgh ijkl", 1_200) == {"abcd": 0, "efgh": 400, "ijkl": 800}
    assert starts("(abcd) “efgh” ijkl!", 500, 600, 100) == {"abcd": 0, "efgh": 400, "ijkl": 800}


def test_pauses_and_digits_take_longer_than_letters() -> None:
    assert starts("abc, def", 900) == {"abc": 0, "def": 600}
    assert starts("1897 abcd", 1_000) == {"1897": 0, "abcd": 800}
    assert starts("abc def...", 600) == {"abc": 0, "def": 300}  # nobody waits for the end


def test_each_word_is_told_with_the_piece_in_which_it_begins() -> None:
    pieces = list(marked(sound(450, 0, 450, 300), "abcd efgh ijkl"))
    assert [[word.sample for word in piece.words] for piece in pieces] == [[0, 400], [800], []]


@given(st.text(max_size=60), st.lists(st.integers(0, 500), max_size=8))
def test_every_word_is_told_once_and_in_order(text: str, lengths: list[int]) -> None:
    words = [word for piece in marked(sound(*lengths), text) for word in piece.words]
    assert [word.start for word in words] == sorted({word.start for word in words})
    assert [word.sample for word in words] == sorted(word.sample for word in words)
    assert all(0 <= word.sample < sum(lengths) for word in words)
    if sum(lengths):
        told = "".join(text[word.start : word.end] for word in words)
        assert re.findall(r"\w", told) == re.findall(r"\w", text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-us", "It was a long day on the road, with 12 bridges and a ferry over the lake."),
        ("en-us", "The library, which was built long ago, holds more than forty thousand books; most of them are old."),
        ("de", "Zuerst tragen wir alle Taschen die Treppe hinauf und packen sie aus."),
    ],
)
def test_it_is_near_to_what_espeak_tells(espeak: Espeak, language: str, text: str) -> None:
    pieces = list(espeak.speak(text, f"espeak:{language}", 1.0))
    told = {word.start: word.sample / espeak.rate for piece in pieces for word in piece.words}
    length = sum(len(piece.samples) for piece in pieces)
    guessed = {word.start: word.sample / espeak.rate for word in Estimate(text).within((0.0, 1.0), 0, length)}
    off = [abs(guessed[start] - told[start]) for start in guessed.keys() & told.keys()]
    assert len(off) > 10
    assert np.median(off) < 0.15
    assert max(off) < 0.6
