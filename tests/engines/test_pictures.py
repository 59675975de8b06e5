"""Numbers that stand for pictures: wherever a prompt is cut, no picture is; and positions are what llama.cpp counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.engines.pictures import place, stand_ins, whole
from backend.engines.slot import shared

PIECES = st.lists(
    st.one_of(
        st.lists(st.integers(0, 1 << 17), min_size=1, max_size=4),
        st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.integers(1, 9), st.integers(1, 9)),
    ),
    max_size=6,
)


def tokens_of(pieces: list[list[int] | tuple[str, int, int, int]]) -> tuple[list[int], list[tuple[int, int]]]:
    """The tokens of a prompt, and what may be kept of it with the position that follows."""
    tokens: list[int] = []
    follows, ends = 0, [(0, 0)]
    for piece in pieces:
        if isinstance(piece, list):
            for token in piece:
                tokens.append(token)
                follows += 1
                ends.append((len(tokens), follows))
        else:
            id, number, count, positions = piece
            positions = min(count, positions)
            tokens += stand_ins(id, number, count, positions)
            follows += positions
            ends.append((len(tokens), follows))
    return tokens, ends


@given(PIECES)
def test_a_cut_falls_before_a_picture_and_never_into_it(pieces: list[list[int] | tuple[str, int, int, int]]) -> None:
    tokens, ends = tokens_of(pieces)
    for length in range(len(tokens) + 1):
        assert whole(tokens, length) == max(end for end, _ in ends if end <= length)
        assert whole(tokens[:length], length) == whole(tokens, length)  # half a picture, too, is known for one


@given(PIECES)
def test_positions_are_those_of_words_and_whole_pictures(pieces: list[list[int] | tuple[str, int, int, int]]) -> None:
    tokens, ends = tokens_of(pieces)
    before = 0
    for end, follows in ends:
        assert place(tokens, end) == (follows, before if end else -1)
        before = follows


@given(PIECES, PIECES)
def test_what_two_prompts_share_ends_with_a_whole_picture(
    one: list[list[int] | tuple[str, int, int, int]], other: list[list[int] | tuple[str, int, int, int]]
) -> None:
    (first, ends), (second, others) = tokens_of(one), tokens_of(other)
    length = shared(first, second)
    assert first[:length] == second[:length]
    assert length in {end for end, _ in ends} & {end for end, _ in others}


def test_pictures_differ_and_no_word_is_one() -> None:
    made = [stand_ins(id, number, 64, 8) for id in "ab" for number in (0, 1)]
    assert all(-(1 << 31) <= token < 0 for tokens in made for token in tokens)
    for tokens in made:
        assert sum(shared(tokens, each) for each in made) == 64
        assert len(set(tokens)) == 64
