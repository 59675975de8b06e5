"""Texts that end a reply are never shown, however the reply is cut into pieces."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.engines.stops import Stops

STOPS = ("<end>", "<e>", "##")


def shown(stops: Stops, pieces: list[str]) -> tuple[str, bool]:
    text = ""
    for piece in pieces:
        more, ended = stops.add(piece)
        text += more
        if ended:
            return text, True
    return text + stops.rest(), False


@settings(deadline=None)
@given(st.lists(st.text("<end>#a", max_size=6)))
def test_the_same_is_shown_however_it_is_cut(pieces: list[str]) -> None:
    whole = "".join(pieces)
    text, ended = shown(Stops(STOPS), pieces)
    assert (text, ended) == shown(Stops(STOPS), list(whole))
    ends = [whole.find(stop) for stop in STOPS if stop in whole]
    assert (text, ended) == (whole[: min(ends, default=len(whole))], bool(ends))


def test_words_that_begin_no_stop_are_shown_at_once() -> None:
    stops = Stops(STOPS)
    assert stops.add("hello") == ("hello", False)
    assert stops.add(" <") == (" ", False)
    assert stops.add("x") == ("<x", False)


def test_without_stops_nothing_is_held_back() -> None:
    assert Stops(()).add("<end>") == ("<end>", False)
