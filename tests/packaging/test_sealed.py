"""What the environment of a bundle is like before anything is bundled."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.packaging.systems import ROOT

sys.path.append(str(ROOT / "packaging"))
import sealed


@pytest.mark.parametrize(
    ("plain", "asked", "whole"),
    [
        ("libmtmd.so", "libmtmd.so.0", "libmtmd.so.0.5.0"),
        ("libggml-base.dylib", "libggml-base.0.dylib", "libggml-base.0.25.3.dylib"),
    ],
)
def test_of_three_copies_of_a_library_one_stays_under_two_names(
    tmp_path: Path, plain: str, asked: str, whole: str
) -> None:
    for name in (plain, asked, whole):
        (tmp_path / name).write_bytes(b"the same")
    sealed.link(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {plain, asked}
    assert os.readlink(tmp_path / plain) == asked
    sealed.link(tmp_path)
    assert (tmp_path / plain).read_bytes() == b"the same", "a second time changes nothing"


def test_libraries_without_a_version_and_others_of_the_same_name_are_left_alone(tmp_path: Path) -> None:
    files = {"libggml-cpu-zen4.so": b"a", "libmtmd.so": b"b", "libmtmd.so.0": b"not the same", "mtmd.dll": b"c"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    sealed.link(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if not path.is_symlink()} == files
