"""Questions about numbers that are answered in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.tools.calculator import reckon

JUDGED = {
    "the remainder when you divide 1000 by 37": "1000 ÷ 37 = 27, remainder 1",
    "what is the remainder when 1000 is divided by 37": "1000 ÷ 37 = 27, remainder 1",
    "what's left over if you divide 100 by 7": "100 ÷ 7 = 14, remainder 2",
    "29 divided by 4 with remainder": "29 ÷ 4 = 7, remainder 1",
    "17 div 5 remainder?": "17 ÷ 5 = 3, remainder 2",
    "remainder of 58 / 9": "58 ÷ 9 = 6, remainder 4",
    "rest of 58 divided by 9": "58 ÷ 9 = 6, remainder 4",
    "what remains when 45 is divided by 7": "45 ÷ 7 = 6, remainder 3",
    "17 per cent as a fraction": "17 % = 17/100",
    "is 91 prime": "91 is not prime: 91 = 7 × 13",
    "is 97 a prime number?": "97 is prime",
    "is 7/8 more than 0.9": "7 ÷ 8 (0.875) is less than 0.9",
    "which is bigger, 3/4 or 0.7": "3 ÷ 4 (0.75) is more than 0.7",
    "is 12 divisible by 5": "12 is not divisible by 5: 12 ÷ 5 = 2, remainder 2",
    "is 144 divisible by 12?": "144 is divisible by 12: 144 ÷ 12 = 12, no remainder",
    "is 17 even or odd": "17 is odd",
    "what's bigger 2^10 or 1000": "2^10 (1024) is more than 1000",
    "is 3/8 greater than 1/3": "3 ÷ 8 (0.375) is more than 1 ÷ 3 (≈ 0.333333)",
    "der rest von 1000 geteilt durch 37": "1000 ÷ 37 = 27, Rest 1",
    "ist 91 eine primzahl": "91 ist keine Primzahl: 91 = 7 × 13",
    "what is 0.75 as a fraction": "0.75 = 3/4",
    "is 51 a prime": "51 is not prime: 51 = 3 × 17",
    "is 1001 prime or not": "1001 is not prime: 1001 = 7 × 143",
    "is 0.3 bigger than 1/3": "0.3 is less than 1 ÷ 3 (≈ 0.333333)",
    "whats more, 5/9 or 0.5": "5 ÷ 9 (≈ 0.555556) is more than 0.5",
    "which is larger 2/3 or 3/4": "2 ÷ 3 (≈ 0.666667) is less than 3 ÷ 4 (0.75)",
    "can 84 be divided by 7": "84 is divisible by 7: 84 ÷ 7 = 12, no remainder",
    "is 45 divisible by 6": "45 is not divisible by 6: 45 ÷ 6 = 7, remainder 3",
    "is 2 to the 10 more than 1000": "2^10 (1024) is more than 1000",
}


@pytest.mark.parametrize(("text", "expected"), JUDGED.items())
def test_a_question_about_numbers_is_answered_in_words(text: str, expected: str) -> None:
    found = reckon(text)
    assert found
    assert found.note == expected


@pytest.mark.parametrize(
    "text", ["is 2.5 prime", "is this prime", "is 12 more", "is 20 too young", "is 7b bigger than 3b"]
)
def test_what_is_no_such_question_is_left_alone(text: str) -> None:
    assert reckon(text) is None


def test_nothing_is_divided_by_nothing() -> None:
    found = reckon("what is the remainder of 7 divided by 0")
    assert found
    assert found.note == "7 ÷ 0 has no result"


@given(st.integers(0, 10**6), st.integers(1, 10**4))
@settings(deadline=None)
def test_a_remainder_is_what_division_leaves(value: int, by: int) -> None:
    found = reckon(f"what is the remainder when you divide {value} by {by}")
    assert found
    times, _, rest = found.result.partition(", ")
    remainder = 0 if rest == "no remainder" else int(rest.removeprefix("remainder ").replace(",", ""))
    assert int(times.replace(",", "")) * by + remainder == value
