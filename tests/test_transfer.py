"""A copy is the same as what was copied, whatever happens in between."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.transfer import HALF, Stopped, copy_all, files, prune, size


def write(folder: Path, **named: bytes) -> Path:
    for name, content in named.items():
        file = folder / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file): (folder / file).read_bytes() for file in files(folder)}


def test_everything_is_copied_but_what_is_left_out_at_the_top(tmp_path: Path) -> None:
    source = write(tmp_path / "a", one=b"1", two__three=b"3" * 3_000_000, cache__x=b"no", two__cache__x=b"yes")
    done: list[int] = []
    copy_all(source, tmp_path / "b", done.append, frozenset({"cache"}))
    assert contents(tmp_path / "b") == {"one": b"1", "two/three": b"3" * 3_000_000, "two/cache/x": b"yes"}
    assert sum(done) == size(source, frozenset({"cache"})) == 3_000_004
    assert (tmp_path / "b" / "one").stat().st_mtime_ns == (source / "one").stat().st_mtime_ns


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=0, max_value=12))
def test_cut_off_anywhere_it_goes_on_and_ends_the_same(pieces: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        source = write(Path(place) / "a", one=os.urandom(2_500_000), b__two=os.urandom(3_000_000), c=b"", d=b"d")
        left = pieces

        def told(done: int) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Stopped

        try:
            copy_all(source, Path(place) / "b", told)
        except Stopped:
            for file in files(Path(place) / "b"):
                assert (Path(place) / "b" / file).read_bytes() == (source / file).read_bytes()
        copy_all(source, Path(place) / "b", lambda done: None)
        assert contents(Path(place) / "b") == contents(source)
        assert not list((Path(place) / "b").rglob(f"*{HALF}"))


def test_what_is_the_same_is_not_copied_again_and_what_changed_is(tmp_path: Path) -> None:
    source = write(tmp_path / "a", same=b"same", changed=b"old!")
    copy_all(source, tmp_path / "b", lambda done: None)
    kept = (tmp_path / "b" / "same").stat().st_ino
    write(source, changed=b"new!", more=b"more")
    copy_all(source, tmp_path / "b", lambda done: None)
    assert contents(tmp_path / "b") == contents(source)
    assert (tmp_path / "b" / "same").stat().st_ino == kept
    (source / "same").unlink()
    write(tmp_path / "b", mark=b"kept")
    prune(source, tmp_path / "b", frozenset({"mark"}))
    assert contents(tmp_path / "b") == {**contents(source), "mark": b"kept"}


def test_links_stay_links(tmp_path: Path) -> None:
    source, elsewhere = write(tmp_path / "a", one=b"1"), write(tmp_path / "elsewhere", big=b"big")
    (source / "folder").symlink_to(elsewhere, target_is_directory=True)
    for _ in range(2):
        copy_all(source, tmp_path / "b", lambda done: None)
        assert (tmp_path / "b" / "folder").readlink() == elsewhere
    assert size(source) < 1000


def test_a_place_that_cannot_be_written_is_an_error_and_leaves_the_source_alone(tmp_path: Path) -> None:
    source = write(tmp_path / "a", one__two=b"1")
    write(tmp_path / "b", one=b"a file where a folder should be")
    with pytest.raises((FileExistsError, NotADirectoryError)):
        copy_all(source, tmp_path / "b", lambda done: None)
    assert contents(source) == {"one/two": b"1"}
