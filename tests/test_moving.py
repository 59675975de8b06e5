"""The data folder moves as a whole or not at all, and Fireside always finds the one in use."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from backend.errors import Conflict, FiresideError, Invalid, NotFound, StoreUnwritable
from backend.moving import CAME_FROM, OURS, Mover, Moving, finish
from backend.paths import PLAN, POINTER, Paths, default_home, find_paths


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The usual data folder of a person who has used Fireside."""
    monkeypatch.delenv("FIRESIDE_HOME", raising=False)
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "usual"))
    paths = find_paths()
    assert paths.home == default_home() == tmp_path / "usual"
    paths.create()
    paths.database.write_bytes(b"threads")
    paths.settings.write_text('theme = "dark"\n')
    (paths.voices / "kokoro").mkdir()
    (paths.voices / "kokoro" / "model.onnx").write_bytes(b"voice" * 1_000_000)
    (paths.cache / "states").mkdir()
    (paths.cache / "states" / "x").write_bytes(b"may go")
    return paths.home


def waited(mover: Mover) -> Moving:
    end = time.monotonic() + 60
    while mover.moving and mover.moving.status == "copying" and time.monotonic() < end:
        time.sleep(0.01)
    assert mover.moving
    return mover.moving


def test_it_is_copied_now_and_taken_into_use_at_the_next_start(home: Path, tmp_path: Path) -> None:
    mover, target = Mover(Paths(home)), tmp_path / "large disk" / "fireside"
    mover.begin(str(target))
    moving = waited(mover)
    assert (moving.status, moving.to, moving.copied) == ("ready", str(target), moving.total)
    assert find_paths().home == home
    assert not (target / "fireside.db").exists()
    # What happens until the next start comes along.
    (home / "fireside.db").write_bytes(b"threads and one more")
    (home / "fireside.db-wal").write_bytes(b"and the last word")
    (home / "voices" / "kokoro" / "model.onnx").unlink()
    assert finish(find_paths())
    new = find_paths()
    assert new.home == target
    assert new.database.read_bytes() == b"threads and one more"
    assert (target / "fireside.db-wal").read_bytes() == b"and the last word"
    assert new.settings.read_text() == 'theme = "dark"\n'
    assert not (target / "voices" / "kokoro" / "model.onnx").exists()
    assert not (target / "cache").exists()
    assert not (target / OURS).exists()
    assert not (home / PLAN).exists()
    assert (home / "fireside.db").read_bytes() == b"threads and one more", "the old one stays until it is removed"
    assert not finish(new)


def test_the_old_folder_is_removed_when_the_person_says_so(home: Path, tmp_path: Path) -> None:
    (home / "my own notes.txt").write_text("not Fireside's, and copied with the rest")
    mover = Mover(Paths(home))
    mover.begin(str(tmp_path / "new"))
    waited(mover)
    assert finish(find_paths())
    (home / "came later.txt").write_text("not copied")
    now = Mover(find_paths())
    assert now.old == home
    now.remove_old()
    assert now.old is None
    assert sorted(entry.name for entry in home.iterdir()) == ["came later.txt", POINTER]
    assert find_paths().home == tmp_path / "new"
    with pytest.raises(NotFound):
        now.remove_old()


def test_it_can_move_on_and_back_again(home: Path, tmp_path: Path) -> None:
    for target in (tmp_path / "b", tmp_path / "c"):
        mover = Mover(find_paths())
        mover.begin(str(target))
        waited(mover)
        assert finish(find_paths())
        Mover(find_paths()).remove_old()
        assert find_paths().home == target
    back = Mover(find_paths())
    back.begin(str(home))
    assert waited(back).status == "ready"
    assert finish(find_paths())
    assert find_paths().home == home
    assert (home / "fireside.db").read_bytes() == b"threads"
    assert not (home / POINTER).exists()


def test_a_killed_fireside_goes_on_where_it_was(home: Path, tmp_path: Path) -> None:
    first = Mover(Paths(home))
    first.begin(str(tmp_path / "new"))
    first.close()
    (tmp_path / "new" / "voices" / "torn.half-copied").parent.mkdir(parents=True, exist_ok=True)
    (home / PLAN).write_text('{"to": "' + str(tmp_path / "new") + '", "ready": false}')
    second = Mover(Paths(home))
    second.resume()
    assert waited(second).status == "ready"
    third = Mover(Paths(home))
    third.resume()
    assert third.moving is not None
    assert third.moving.status == "ready"
    assert finish(find_paths())


def test_it_can_be_stopped_and_leaves_nothing(home: Path, tmp_path: Path) -> None:
    mover = Mover(Paths(home))
    mover.begin(str(tmp_path / "new"))
    waited(mover)
    mover.cancel()
    assert mover.moving is None
    assert not (tmp_path / "new").exists()
    assert not finish(find_paths())
    assert find_paths().home == home


def test_a_disk_that_is_gone_at_the_start_leaves_the_old_one_in_use_and_says_so(home: Path, tmp_path: Path) -> None:
    mover = Mover(Paths(home))
    mover.begin(str(tmp_path / "new"))
    waited(mover)
    (tmp_path / "new").rename(tmp_path / "unplugged")
    assert not finish(find_paths())
    again = Mover(find_paths())
    again.resume()
    assert again.moving is not None
    assert again.moving.status == "failed"
    assert again.moving.problem
    (tmp_path / "unplugged").rename(tmp_path / "new")
    assert finish(find_paths())
    assert find_paths().home == tmp_path / "new"


def test_a_folder_with_other_things_is_left_alone_and_gets_one_of_ours_in_it(home: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "holidays.jpg").touch()
    mover = Mover(Paths(home))
    assert mover.begin(str(tmp_path / "disk")).to == str(tmp_path / "disk" / "Fireside")
    waited(mover)
    mover.cancel()
    assert [entry.name for entry in (tmp_path / "disk").iterdir()] == ["holidays.jpg"]


@pytest.mark.parametrize("to", ["relative", "{home}", "{home}/inside"])
def test_places_that_make_no_sense_are_refused(home: Path, to: str) -> None:
    with pytest.raises(Invalid):
        Mover(Paths(home)).begin(to.format(home=home))
    assert not (home / PLAN).exists()


def test_too_little_room_is_said_before_anything_is_copied(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.moving.SPARE", 1 << 60)
    with pytest.raises(StoreUnwritable, match="not enough room"):
        Mover(Paths(home)).begin(str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_what_sets_the_folder_is_named(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRESIDE_HOME", str(home))
    with pytest.raises(FiresideError, match="FIRESIDE_HOME"):
        Mover(find_paths()).begin(str(tmp_path / "new"))


def test_two_moves_at_once_are_one_too_many(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr("backend.moving.copy_all", lambda *_: go_on.wait(60))
    mover = Mover(Paths(home))
    mover.begin(str(tmp_path / "new"))
    with pytest.raises(Conflict):
        mover.begin(str(tmp_path / "other"))
    go_on.set()
    assert waited(mover).status == "ready"


def test_another_target_takes_the_place_of_the_first(home: Path, tmp_path: Path) -> None:
    mover = Mover(Paths(home))
    mover.begin(str(tmp_path / "first"))
    waited(mover)
    mover.begin(str(tmp_path / "second"))
    assert waited(mover).to == str(tmp_path / "second")
    assert not (tmp_path / "first").exists()
    assert finish(find_paths())
    assert (tmp_path / "second" / CAME_FROM).exists()
