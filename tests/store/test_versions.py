"""A data folder goes from one version of Fireside to another, and back: copied before, refused when it is too new."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from backend.domain import Problem, now
from backend.errors import StoreTooNew, StoreUnwritable
from backend.store import Backups, Database, Threads, open_database
from backend.store import backups as backups_module
from backend.store.backups import KEEP, KEEP_ANYHOW, KEEP_VERSIONS
from backend.store.database import migrations
from backend.store.writer import Writer


class Folder:
    """A data folder, opened by one version and then another."""

    def __init__(self, home: Path) -> None:
        self.file = home / "fireside.db"
        self.copies = home / "backups"
        self.copies.mkdir(parents=True)

    def backups(self, version: str) -> Backups:
        made = Backups(self.file, self.copies)
        made.writer = Writer(self.file.with_name("version.json"), version)
        return made

    def opened_by(self, version: str, title: str = "") -> Problem | None:
        async def story() -> Problem | None:
            database = Database(self.file)
            problem = await open_database(database, self.backups(version))
            if title:
                await Threads(database).create(title)
            await database.close()
            return problem

        return asyncio.run(story())

    def age(self, version: int) -> None:
        with closing(sqlite3.connect(self.file)) as db:
            db.execute(f"PRAGMA user_version = {version}")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def titles(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as db:
        return [title for (title,) in db.execute("SELECT title FROM threads")]


def test_before_the_first_start_of_a_new_version_the_database_is_copied(folder: Folder) -> None:
    folder.opened_by("0.1.0", "Of old")
    assert folder.backups("0.1.0").writer.last == "0.1.0"
    folder.opened_by("0.1.0")
    assert [one.version for one in folder.backups("0.1.0").all()] == [""], "the daily one"
    folder.opened_by("0.2.0", "New")
    (copy,) = (one for one in folder.backups("0.2.0").all() if one.version)
    assert copy.version == "0.1.0"
    assert copy.name.endswith("-v0.1.0.db")
    assert titles(folder.copies / copy.name) == ["Of old"]
    assert folder.backups("0.2.0").writer.last == "0.2.0"
    folder.opened_by("0.2.0")
    assert len([one for one in folder.backups("0.2.0").all() if one.version]) == 1


def test_the_last_three_of_them_are_kept_whatever_else_is_copied(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()
    for number in range(6):
        monkeypatch.setattr(backups_module, "now", lambda number=number: moment + timedelta(hours=number))
        folder.opened_by(f"0.{number}.0")
    for number in range(KEEP + 3):
        monkeypatch.setattr(backups_module, "now", lambda number=number: moment + timedelta(days=1 + number))
        folder.backups("0.5.0").make()
    found = folder.backups("0.5.0").all()
    assert [one.version for one in found if one.version] == ["0.4.0", "0.3.0", "0.2.0"]
    assert len(found) == KEEP + KEEP_VERSIONS


@pytest.mark.parametrize(("fit", "kept"), [(9, KEEP), (4, 4), (0, KEEP_ANYHOW)])
def test_of_large_ones_fewer_are_kept(folder: Folder, fit: int, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.opened_by("0.1.0", "Of old")
    moment = now()
    for number in range(KEEP + 2):
        monkeypatch.setattr(backups_module, "now", lambda number=number: moment + timedelta(days=1 + number))
        made = folder.backups("0.1.0").make()
        monkeypatch.setattr(backups_module, "ROOM", fit * made.size)
    found = folder.backups("0.1.0").all()
    assert [one.created_at.day for one in found] == [(moment + timedelta(days=KEEP + 2 - n)).day for n in range(kept)]


def test_a_step_of_the_database_makes_no_second_copy(folder: Folder) -> None:
    folder.opened_by("0.1.0", "Of old")
    folder.backups("0.1.0").make()
    for old in folder.copies.glob("*.db"):
        old.unlink()
    with closing(sqlite3.connect(folder.file)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(migrations())
    folder.opened_by("0.2.0")
    names = [one.name for one in folder.backups("0.2.0").all()]
    assert len(names) == 1
    assert names[0].endswith("-v0.1.0.db")


def test_a_folder_of_which_nobody_said_it_is_taken_over_as_it_is(folder: Folder) -> None:
    folder.opened_by("0.1.0", "Of old")
    version = folder.file.with_name("version.json")
    for nothing in ("", "{}", "[]", '{"version": "../../etc"}', '{"version": 7}'):
        version.write_text(nothing)
        assert folder.opened_by("0.2.0") is None
        assert json.loads(version.read_text()) == {"version": "0.2.0"}


def test_a_newer_database_is_refused_with_the_version_that_is_needed_and_the_way_back(folder: Folder) -> None:
    folder.opened_by("0.1.0", "Of old")
    folder.opened_by("0.3.0", "New")
    folder.age(len(migrations()) + 1)
    before = folder.file.read_bytes()
    with pytest.raises(StoreTooNew) as refused:
        folder.opened_by("0.1.0")
    assert refused.value.message == "Your threads were written by Fireside 0.3.0, and this is 0.1.0."
    for expected in ("Install Fireside 0.3.0 or newer", "made by 0.1.0", "fireside restore fireside-", "Nothing has"):
        assert expected in refused.value.hint
    assert folder.file.read_bytes() == before
    assert folder.backups("0.1.0").writer.last == "0.3.0"


def test_going_back_keeps_what_the_newer_version_wrote_under_its_name(folder: Folder) -> None:
    folder.opened_by("0.1.0", "Of old")
    folder.opened_by("0.3.0", "New")
    folder.age(len(migrations()) + 1)
    backups = folder.backups("0.1.0")
    (old,) = (one for one in backups.all() if one.version)
    assert not old.too_new
    backups.restore(old.name)
    assert titles(folder.file) == ["Of old"]
    (kept,) = (one for one in backups.all() if one.too_new)
    assert kept.version == "0.3.0"
    assert titles(folder.copies / kept.name) == ["Of old", "New"]
    assert folder.opened_by("0.1.0") is None, "and it is ours again"


def test_without_room_for_a_copy_an_unchanged_database_opens_and_says_so(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Backups, target: Path) -> None:
        raise OSError(28, "No space left on device")

    folder.opened_by("0.1.0", "Of old")
    monkeypatch.setattr(Backups, "_copy", full)
    problem = folder.opened_by("0.2.0")
    assert problem is not None
    assert "No space left" in problem.message
    assert folder.backups("0.2.0").writer.last == "0.1.0", "the next start tries it again"
    folder.age(len(migrations()) - 1)
    with pytest.raises(StoreUnwritable):
        folder.opened_by("0.2.0")
    assert titles(folder.file) == ["Of old"]
