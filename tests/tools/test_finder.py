"""Lines of a home are found by their words, in any order, with typos and other words for the same."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.tools.finder import Finder
from backend.tools.sorter import Sorter

HOMES = [
    ["where are my conversations kept on the disk", "which folder holds my chats", "path of the database"],
    ["make the voice speak slower", "it talks too fast", "speed of reading aloud"],
    ["add a gguf file", "install a bigger model", "how do i make you smarter"],
    ["delete a chat for good", "remove old conversations", "throw a thread away"],
    ["i hear nothing", "no sound from the speakers", "the narrator is silent"],
    ["change to dark colours", "the window is too bright", "theme for the night"],
]


def named(homes: list[list[str]]) -> dict[str, list[str]]:
    return {f"home {place}": lines for place, lines in enumerate(homes)}


FINDER = Finder(named(HOMES), "en")


@pytest.mark.parametrize(
    ("question", "home"),
    [
        ("Where is the folder with my chats?", 0),
        ("the database, its path?", 0),
        ("SLOWER VOICE!!!", 1),
        ("aloud reading speed", 1),
        ("instal a biger modle", 2),
        ("i want to trow away a thred", 3),
        ("there's no audio, the speakers are silent", 4),
        ("dark theme", 5),
        ("dark colors", 5),
    ],
)
def test_a_question_finds_its_home(question: str, home: int) -> None:
    assert FINDER.find(question)[0][0] == home


def test_the_same_line_fits_best_of_all() -> None:
    for home, lines in enumerate(HOMES):
        for line in lines:
            best, score = FINDER.find(line)[0]
            assert best == home
            assert score > 0.9


def test_words_that_come_twice_count_once() -> None:
    assert FINDER.find("voice voice slower slower voice") == FINDER.find("voice slower")


def test_a_line_is_passed_over_on_demand() -> None:
    with_it, without = FINDER.find("it talks too fast"), FINDER.find("it talks too fast", "It talks too FAST")
    assert dict(without).get(1, 0.0) < dict(with_it)[1]


@pytest.mark.parametrize(
    "junk", ["", " ", "?" * 10_000, "xyzzy plugh", "\0", "\ud800", '"', "'", "\uff9e", "OR", "½ ٣ ﷺ"]
)
def test_junk_finds_nothing(junk: str) -> None:
    assert FINDER.find(junk) == []


@pytest.mark.parametrize(
    "query", ['"dark" NOT theme*', "{dark theme}: x", "NEAR(dark theme, 2)", "dark; DROP TABLE lines"]
)
def test_what_looks_like_a_query_is_words(query: str) -> None:
    assert FINDER.find(query)[0][0] == 5


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from([line for lines in HOMES for line in lines]))
def test_any_text_can_be_asked(junk: str, line: str) -> None:
    found = FINDER.find(f"{junk} {line}")
    assert all(0 <= score <= 1.7 for _, score in found)
    assert len({home for home, _ in found}) == len(found)


def test_only_the_beginning_of_an_endless_question_is_looked_at() -> None:
    assert FINDER.find("dark theme " + "x" * 1_000_000) == FINDER.find("dark theme " + "x" * 989)


@pytest.mark.parametrize("homes", [[], [[]], [["", "?"]]])
def test_without_lines_nothing_is_found(homes: list[list[str]]) -> None:
    assert Finder(named(homes), "en").find("anything at all") == []


def test_german_lines_are_found_without_their_umlauts() -> None:
    others = [[word] for word in ["stimme", "ton", "modell", "datei", "taste", "bild"]]
    homes = [["wo liegen meine themen auf der platte"], ["eine größere schrift"], ["thema löschen"], *others]
    finder = Finder(named(homes), "de")
    assert finder.find("grossere schriften bitte")[0][0] == 1
    assert finder.find("ein gespräch entfernen")[0][0] == 2


def test_threads_may_ask_at_once() -> None:
    finder = Finder(named(HOMES), "en")
    start = threading.Barrier(8)

    def ask(number: int) -> bool:
        start.wait()
        return all(finder.find(lines[0]) == FINDER.find(lines[0]) for lines in HOMES for _ in range(5))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))


class Always(Sorter):
    """Knows one home, and is sure of it."""

    def __init__(self) -> None:
        self.homes = ["home 5", "a home that is gone"]

    def scores(self, message: str) -> list[float]:
        return [-0.01, -5.0]


def test_a_home_that_the_sorter_does_not_know_is_found_by_its_lines() -> None:
    finder = Finder(named(HOMES), "en", Always())
    assert finder.find("the narrator is rather dark")[0][0] == 5
    assert dict(finder.find("the narrator is silent"))[4] > 0.5


def test_when_a_line_is_passed_over_the_sorter_that_learnt_it_is_not_asked() -> None:
    finder = Finder(named(HOMES), "en", Always())
    assert finder.find("it talks too fast", "speed of reading aloud")[0][0] == 1
