"""What a picture is, is told by its first bytes; what is none, or only pretends, is refused in words."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.errors import FiresideError, Invalid, TooLarge
from backend.images import LARGEST, LONGEST, Looked, look
from tests.pictures import jpeg, jpeg_of, png, png_of

SIDES = st.integers(1, LONGEST)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"exif": b"Exif\0\0" + b"x" * 999}, {"comment": b"hi"}])
def test_what_programs_write_is_read(options: dict[str, object]) -> None:
    assert look(png(40, 30)) == Looked("image/png", 40, 30)
    assert look(jpeg(40, 30, **options)) == Looked("image/jpeg", 40, 30)


@given(SIDES, SIDES)
def test_the_size_is_what_the_header_says(width: int, height: int) -> None:
    assert look(png_of(width, height)) == Looked("image/png", width, height)
    assert look(jpeg_of(width, height)) == Looked("image/jpeg", width, height)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x89PNG\r\n\x1a\n",
        png()[:28],
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIDAT" + b"\0" * 40,
        jpeg()[:6],
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xff\xff\xff\xff\xff",
        b"\xff\xd8\xff\xe0\x00\x00" + b"\0" * 40,
        jpeg_of(3, 2, frame=0xC3),
        jpeg_of(3, 2)[:-8],
        png_of(0, 0),
        png_of(0, 9),
        jpeg_of(0, 0),
        jpeg_of(9, 0),
        png_of(65_000, 65_000),
        jpeg_of(65_000, 65_000),
        png_of(1, LONGEST + 1),
        png_of(2**32 - 1, 1),
    ],
)
def test_what_is_none_or_pretends_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        look(data)
    assert refused.value.hint


def test_one_of_nine_megabytes_is_refused() -> None:
    with pytest.raises(TooLarge):
        look(png() + bytes(9_000_000))
    assert look(png() + bytes(LARGEST - len(png()))).width == 3


@given(
    st.sampled_from([b"", png()[:8], png()[:24], jpeg()[:2], jpeg()[:40], jpeg_of(9, 9)[:14]]), st.binary(max_size=60)
)
def test_whatever_follows_it_answers_or_refuses(begin: bytes, rest: bytes) -> None:
    try:
        found = look(begin + rest)
    except FiresideError:
        return
    assert 1 <= min(found.width, found.height) <= max(found.width, found.height) <= LONGEST


@given(st.integers(0, 200))
def test_a_jpeg_that_was_cut_off_is_never_read_as_another_size(end: int) -> None:
    whole = jpeg(40, 30)
    with suppress(Invalid):
        assert look(whole[:end]) == look(whole)
