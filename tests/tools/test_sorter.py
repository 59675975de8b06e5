"""The sorter's file is read in milliseconds, fits the help as it is now, and knows what a message is about."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.paths import catalogue
from backend.tools.help import SORTER, Help
from backend.tools.pages import lines_by_title
from backend.tools.sorter import ZERO, Sorter, traits

FOLDER = catalogue() / "help"
ENGLISH = Sorter(FOLDER / "en" / SORTER, "en")


def best(message: str) -> str:
    scores = ENGLISH.scores(message)
    return ENGLISH.homes[max(range(len(scores)), key=scores.__getitem__)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_knows_nearly_all_that_a_message_may_be_about(language: str) -> None:
    """New sections are found by their lines until it is trained again: python packaging/starter/make.py --index."""
    sections = [section.title for page in Help(FOLDER).pages(language) for section in page.sections]
    talk = lines_by_title((FOLDER / language / "talk.txt").read_text("utf-8"))
    homes = {*sections, *talk}
    assert len(homes - set(Sorter(FOLDER / language / SORTER, language).homes)) <= len(homes) // 20


@pytest.mark.parametrize(
    ("message", "home"),
    [
        ("Where is night mode?", "Dark or light"),
        ("can the voice talk slower please", "Speak faster or slower"),
        ("keybord shortcuts list", "All the keys"),
        ("thanks a lot, you helped", "thanks"),
        ("how do I boil rice", "cooking"),
    ],
)
def test_messages_in_other_words_and_with_slips_are_sorted(message: str, home: str) -> None:
    assert best(message).startswith(home)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_sorted_and_all_homes_together_are_certain(message: str) -> None:
    assert math.fsum(math.exp(each) for each in ENGLISH.scores(message)) == pytest.approx(1)


def test_traits_tell_words_letters_and_neighbours_and_where_they_stand() -> None:
    found = traits("louder voice", "en")
    assert {(each.first, each.last) for each in found} == {(0, 0), (1, 1), (0, 1)}
    assert {each.number for each in traits("Louder  VOICE!", "en")} == {each.number for each in found}
    assert not {each.number for each in traits("zzz", "en")} & {each.number for each in found}
    assert traits("?!", "en") == []


def test_a_file_says_what_stands_in_it(tmp_path: Path) -> None:
    """One row for all traits, of 1 and -2, and two homes of which one likes the first number and one the second."""
    head = json.dumps({"rows": 1, "width": 2, "homes": ["one", "other"]}).encode()
    row = bytes([(ZERO + 1) | (ZERO - 2) << 4])
    says = struct.pack("<4b", 1, 0, 0, 1)
    (tmp_path / "made.bin").write_bytes(
        head + b"\n" + row + struct.pack("<e", 1.0) + says + struct.pack("<4f", 1, 1, 0, 0)
    )
    one, other = Sorter(tmp_path / "made.bin", "en").scores("anything")
    assert one > other
    assert Sorter(tmp_path / "made.bin", "en").scores("") == pytest.approx([math.log(0.5)] * 2)


@pytest.mark.parametrize("broken", [b"", b"{}\n", b'{"rows": 4, "width": 4, "homes": ["a"]}\n'])
def test_a_broken_file_is_refused(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "broken.bin").write_bytes(broken)
    with pytest.raises((ValueError, KeyError, struct.error)):
        Sorter(tmp_path / "broken.bin", "en")
