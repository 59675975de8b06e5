"""What is usual in the lines of each home tells where a question is at home, in other words than any line's."""

from __future__ import annotations

from backend.tools.usual import Usual, features

HOMES = [
    ["make it louder", "the voice is too quiet", "turn up the sound", "louder please"],
    ["dark theme", "make the window darker", "too bright for my eyes", "night colours"],
    [],
]
USUAL = Usual([[features(line, line.split()) for line in lines] for lines in HOMES])


def best(question: str, but: tuple[int, str] | None = None) -> int:
    passed_over = (but[0], features(but[1], but[1].split())) if but else None
    scores = USUAL.scores(features(question, question.split()), passed_over)
    return max(range(len(scores)), key=scores.__getitem__)


def test_words_of_several_lines_join() -> None:
    assert best("the sound is too quiet please") == 0
    assert best("darker window") == 1


def test_letters_tell_when_a_word_is_misspelt() -> None:
    assert best("loudder") == 0
    assert best("brigth eyes") == 1


def test_of_a_question_without_a_known_feature_nothing_is_said() -> None:
    assert len(set(USUAL.scores(features("xyzzy", ["xyzzy"])))) == 1


def test_a_line_that_is_passed_over_does_not_speak_for_its_home() -> None:
    line = "night colours"
    with_it = USUAL.scores(features(line, line.split()))
    without = USUAL.scores(features(line, line.split()), (1, features(line, line.split())))
    assert without[1] < with_it[1]
    assert without[0] == with_it[0]


def test_features_are_words_pairs_and_letters_each_once() -> None:
    found = features("no no", ["no", "no"])
    assert found[:2] == ["no", "no no"]
    assert "~^no$" in found
    assert len(found) == len(set(found))
