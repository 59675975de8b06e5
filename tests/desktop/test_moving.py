"""`fireside move-data` and portable mode, as real processes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from backend.moving import Moving
from desktop.moving import line
from tests.desktop.app import ROOT, App
from tests.desktop.test_commands import first_line, stop
from tests.desktop.test_exchange import run


@pytest.fixture
def usual(screenless: App, tmp_path: Path) -> App:
    """A Fireside in the platform's own place, with a backup of some size."""
    del screenless.environment["FIRESIDE_HOME"]
    screenless.environment["XDG_DATA_HOME"] = str(tmp_path / "share")
    screenless.home = tmp_path / "share" / "fireside"
    (screenless.home / "backups").mkdir(parents=True)
    (screenless.home / "backups" / "large").write_bytes(os.urandom(3_000_000))
    return screenless


def test_everything_is_moved_and_used_from_then_on(usual: App, tmp_path: Path) -> None:
    new = tmp_path / "New Place ü"
    code, said, complained = run(usual, "move-data", str(new))
    assert (code, complained) == (0, "")
    assert said.startswith(f"Everything is in {new} now.")
    assert (new / "backups" / "large").read_bytes() == (usual.home / "backups" / "large").read_bytes()
    assert json.loads((usual.home / "moved.json").read_text()) == {"home": str(new)}
    assert str(new) in run(usual, "doctor")[1]
    code, _, complained = run(usual, "move-data", str(new))
    assert code == 1
    assert "must not lie in each other" in complained


def test_beside_a_fireside_that_runs_it_waits_for_the_next_start(usual: App, tmp_path: Path) -> None:
    process = usual.start("serve", "--print-url")
    first_line(process)
    code, said, complained = run(usual, "move-data", str(tmp_path / "new"))
    assert (code, complained) == (0, "")
    assert said == (
        f"Everything is copied to {tmp_path / 'new'}. Fireside takes it into use when it is started again.\n"
    )
    assert not (usual.home / "moved.json").exists()
    assert stop(process)[0] == 0
    process = usual.start("serve", "--print-url")
    first_line(process)
    assert stop(process)[0] == 0
    assert json.loads((usual.home / "moved.json").read_text()) == {"home": str(tmp_path / "new")}
    assert (tmp_path / "new" / "fireside.db").exists()


def test_a_move_that_was_cut_off_goes_on(usual: App, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / ".fireside-moving").write_text(str(usual.home))
    (new / "backups").mkdir()
    (new / "backups" / "large.half-copied").write_bytes(b"half")
    (usual.home / "moving.json").write_text(json.dumps({"to": str(new), "ready": False}))
    assert run(usual, "move-data", str(new))[0] == 0
    assert (new / "backups" / "large").stat().st_size == 3_000_000
    assert not (usual.home / "moving.json").exists()


def test_a_folder_with_other_things_gets_one_of_its_own_in_it(usual: App, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    assert run(usual, "move-data", str(tmp_path / "full"))[0] == 0
    assert (tmp_path / "full" / "Fireside" / "backups" / "large").exists()
    assert (tmp_path / "full" / "letter.txt").read_text() == "mine"


def test_a_folder_that_was_chosen_at_the_start_is_not_moved(screenless: App, tmp_path: Path) -> None:
    code, _, complained = run(screenless, "move-data", str(tmp_path / "new"))
    assert code == 1
    assert complained == "fireside: The data folder is set by FIRESIDE_HOME or --home.\n  Change it there.\n"


def test_how_far_it_is() -> None:
    state = Moving(to="/new", status="copying", copied=500_000_000, total=2_000_000_000)
    assert line(state) == "██████░░░░░░░░░░░░░░░░░░  25%  0.50 of 2.00 GB  → /new"
    assert "100%" in line(Moving(to="/new", status="copying"))


# ------------------------------------------------------------------ portable


@pytest.fixture
def portable(usual: App, tmp_path: Path) -> App:
    """A copy of the program on a stick, marked portable."""
    stick = tmp_path / "My Stick"
    for name in ("backend", "desktop"):
        shutil.copytree(ROOT / name, stick / name, ignore=shutil.ignore_patterns("__pycache__"))
    (stick / "portable").touch()
    usual.environment["PYTHONPATH"] = str(stick)
    usual.home = stick / "data"
    return usual


def test_a_portable_fireside_keeps_everything_beside_it(portable: App, tmp_path: Path) -> None:
    process = portable.start("serve", "--print-url")
    first_line(process)
    assert stop(process)[0] == 0
    assert {"fireside.db", "secret", "logs"} <= {entry.name for entry in portable.home.iterdir()}
    assert {entry.name for entry in (tmp_path / "share" / "fireside").iterdir()} == {"backups"}, "no trace elsewhere"
    code, _, complained = run(portable, "move-data", str(tmp_path / "new"))
    assert code == 1
    assert "Fireside is portable" in complained
    assert "Move both together" in complained


def test_a_stick_that_cannot_be_written_is_told_with_a_way_out(portable: App) -> None:
    portable.home.write_text("in the way")
    code, _, complained = run(portable, "serve")
    assert code == 1
    assert "cannot be written" in complained
    assert f"The file “portable” in {portable.home.parent}" in complained
    assert "--home DIR" in complained
    assert "Traceback" not in complained
