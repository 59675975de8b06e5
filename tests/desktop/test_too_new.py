"""A data folder of a newer version, on the command line: refused with the version that is needed and the way back."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backend.paths import Paths
from backend.store import Backups, Database, open_database
from backend.store.database import migrations
from tests.desktop.app import PATIENCE, App


@pytest.fixture
def newer(screenless: App) -> Path:
    """The backup that was made before; the database is of version 0.3.0 since then."""
    paths = Paths(screenless.home)
    paths.create()

    async def story() -> None:
        database = Database(paths.database)
        await open_database(database, Backups(paths.database, paths.backups))
        await database.close()

    asyncio.run(story())
    backup = Backups(paths.database, paths.backups).make("v0.1.0")
    with closing(sqlite3.connect(paths.database)) as db:
        db.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    (paths.home / "version.json").write_text('{"version": "0.3.0"}')
    return paths.backups / backup.name


def test_commands_refuse_it_and_name_the_way_back_which_works(screenless: App, newer: Path) -> None:
    said, complained = screenless.start("export", "--all").communicate(timeout=PATIENCE)
    assert said == ""
    assert "Your threads were written by Fireside 0.3.0, and this is 0.1.0." in complained
    assert f"fireside restore {newer.name}" in complained
    said, complained = screenless.start("restore", newer.name).communicate(timeout=PATIENCE)
    assert (said.startswith("Restored"), complained) == (True, "")
    with closing(sqlite3.connect(screenless.home / "fireside.db")) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(migrations())


def test_a_served_fireside_says_it_on_the_terminal_and_stays_up_to_say_it_in_the_page(
    screenless: App, newer: Path
) -> None:
    process = screenless.start("serve", "--print-url")
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    assert "written by Fireside 0.3.0" in process.stderr.readline()
    process.terminate()
    process.communicate(timeout=PATIENCE)
    screenless.expect_nothing_left()
