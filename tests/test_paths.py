"""Where a marker makes Fireside portable."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from backend import paths
from backend.paths import find_paths, fixed_by


@pytest.fixture(autouse=True)
def chosen_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIRESIDE_HOME", raising=False)


def test_beside_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "PROGRAM", tmp_path)
    assert fixed_by() == ""
    (tmp_path / "portable").touch()
    assert (find_paths().home, fixed_by()) == (tmp_path / "data", "portable")
    monkeypatch.setenv("FIRESIDE_HOME", str(tmp_path / "mine"))
    assert (find_paths().home, fixed_by()) == (tmp_path / "mine", "FIRESIDE_HOME")


def test_on_macos_beside_the_app_which_people_see_as_one_thing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "portable").touch()
    monkeypatch.setattr(paths, "PROGRAM", tmp_path / "Fireside.app" / "Contents" / "MacOS")
    assert fixed_by() == "", "elsewhere a folder may be called anything"
    monkeypatch.setattr(paths, "FROZEN", True)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert find_paths().home == tmp_path / "data"
