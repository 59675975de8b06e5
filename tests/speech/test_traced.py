"""Text that was changed still knows its places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.speech.traced import Traced, Weaver


def test_a_span_reaches_to_where_what_follows_began() -> None:
    weaver = Weaver()
    weaver.put("a ", 0)
    weaver.put_for("bold", "**bold**", 2)
    weaver.put_for("five euros", "5 €", 11)
    woven = weaver.take(14)
    assert woven == "a boldfive euros"
    assert woven.span(2, 6) == (4, 11)  # with the marks that close it
    assert woven.span(6, 10) == woven.span(11, 16) == (11, 14)
    assert woven.span() == (0, 14)
    assert woven.span(16) == (14, 14)
    assert weaver.take(14) == ""


def test_text_is_its_own_source() -> None:
    text = Traced("  of its own ")
    assert text.span(2, 4) == (2, 4)
    assert text.stripped() == "of its own"
    assert text.stripped().span() == (2, 12)
    assert Traced("  ").stripped().span() == (2, 2)


@given(st.text(max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_a_cut_keeps_its_places(text: str, begin: int, end: int) -> None:
    whole = Traced(text)
    part = whole.cut(begin, end)
    assert part == text[begin:end]
    if part:
        assert part.span() == whole.span(begin, end)
        assert part.span(0, 1) == whole.span(begin, begin + 1)
