"""The self-test, as the real program: what works is told, and what does not; nothing of the person's is changed."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend.errors import FiresideError, StoreBroken, StoreTooNew
from backend.paths import Paths
from backend.probes import Finding, Probe
from backend.store import Backups, Database, Threads, open_database
from desktop.selftest import files, libraries
from desktop.selftest.answer import answers
from desktop.selftest.command import carried_out
from desktop.selftest.keeping import kept
from desktop.selftest.speech import speaks
from desktop.selftest.trial import Trial, aside
from tests.desktop.app import App
from tests.engines.driver import DriverEngine


def run(app: App, *arguments: str, seconds: float = 150) -> subprocess.CompletedProcess[str]:
    process = app.start("selftest", *arguments)
    said, complained = process.communicate(timeout=seconds)
    return subprocess.CompletedProcess(process.args, process.returncode, said, complained)


def test_everything_is_tried_without_a_screen_and_leaves_nothing(screenless: App, tmp_path: Path) -> None:
    done = run(screenless, "--json", "-o", str(tmp_path / "report.json"))
    verdict = json.loads(done.stdout)
    found = {one["name"]: one for one in verdict["outcomes"]}
    assert {name for name, one in found.items() if one["status"] == "failed"} == set(), found
    assert (done.returncode, verdict["passed"]) == (0, True)
    assert {
        "model",
        "speech",
        "new database",
        "your database",
        "server",
        "llama.cpp",
        "pictures",
        "keyring",
    } <= found.keys()
    assert "window" not in found
    assert found["model"]["facts"]["text"]
    assert found["your database"]["words"] == "none yet"
    assert json.loads((tmp_path / "report.json").read_text()) == verdict
    assert list(screenless.home.iterdir()) == [], "the person's folder was not touched"
    screenless.expect_nothing_left()


def test_the_window_is_opened_and_closed_again_where_there_is_a_screen(app: App) -> None:
    done = run(app, "--window", seconds=150)
    assert "✓ window" in done.stdout, done.stdout
    assert "Traceback" not in done.stderr
    app.expect_nothing_left()


# ------------------------------------------------------------------ each trial


def outcome(work: Callable[[], Awaitable[Finding]], limit: float = 60) -> tuple[str, str]:
    async def one() -> tuple[str, str]:
        found = [each async for each in carried_out([Trial("it", work, limit, "a hint")])]
        return found[0].status, found[0].words

    return asyncio.run(one())


def test_what_hangs_counts_as_failed_and_holds_nothing_up() -> None:
    never = threading.Event()
    status, words = outcome(lambda: aside(lambda: Finding(name="it", status="ok", words=str(never.wait()))), 0.1)
    assert (status, words) == ("failed", "was not done within 0.1 s")


def test_an_unforeseen_error_is_told() -> None:
    async def broken() -> Finding:
        raise ZeroDivisionError("by nothing")

    assert outcome(broken) == ("failed", "ZeroDivisionError: by nothing")


def test_what_is_missing_fails_and_what_can_be_done_without_does_not() -> None:
    async def found(status: str) -> Finding:
        return Finding.model_validate({"name": "it", "status": status, "words": "…"})

    assert [outcome(lambda status=status: found(status))[0] for status in ("ok", "warning", "missing")] == [
        "ok",
        "warning",
        "failed",
    ]


def model_paths(folder: Path) -> Paths:
    paths = Paths(folder)
    paths.create()
    return paths


def test_a_driver_that_crashes_is_told_and_the_processor_answers(tmp_path: Path) -> None:
    paths = model_paths(tmp_path)
    found = asyncio.run(answers(lambda gpu: DriverEngine(paths, lambda error: None, gpu=gpu)))
    assert found.status == "warning"
    assert found.words.startswith("answers with the processor alone")
    assert found.facts["gpu_trouble"] == "loading with it made the engine crash"
    assert "driver" in found.hint


def test_a_card_that_computes_nothing_is_told_and_the_processor_answers(tmp_path: Path) -> None:
    paths = model_paths(tmp_path)
    found = asyncio.run(answers(lambda gpu: DriverEngine(paths, lambda error: None, gpu=gpu, silent=True)))
    assert found.status == "warning"
    assert found.facts["gpu_trouble"] == "It wrote nothing."
    assert found.facts["text"]


def abort() -> Finding:
    """What a driver does when llama.cpp gets to know it."""
    os.abort()


def test_llama_cpp_that_a_driver_ends_works_without_drivers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "DOCTORS", (Probe("llama.cpp", abort, "…"),))
    found = libraries.llama(60)
    assert found.status == "warning"
    assert "works with the processor; with the drivers of graphics cards it crashes" in found.words
    monkeypatch.setattr(libraries, "processor", abort)
    assert libraries.llama(60).status == "missing"


def test_speech_is_heard_by_a_device_that_is_none(tmp_path: Path) -> None:
    found = asyncio.run(speaks(model_paths(tmp_path)))
    assert found.facts["voices"] > 100
    assert 0.05 < found.facts["loudest"] <= 1
    assert "4 words" in found.words


def filled(folder: Path) -> Path:
    async def fill() -> None:
        database = Database(folder / "fireside.db")
        await open_database(database, Backups(database.path, folder / "backups"))
        await Threads(database).create("mine")
        await database.close()

    asyncio.run(fill())
    return folder / "fireside.db"


def test_the_persons_database_is_read_and_not_touched(tmp_path: Path) -> None:
    file = filled(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert kept(file).facts["threads"] == 1
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_one_that_is_open_in_a_running_fireside_is_read_with_what_is_not_folded_in_yet(tmp_path: Path) -> None:
    async def meanwhile() -> int:
        database = Database(tmp_path / "fireside.db")
        await open_database(database, Backups(database.path, tmp_path / "backups"))
        await Threads(database).create("one")
        await Threads(database).create("two")
        try:
            return int(kept(database.path).facts["threads"])
        finally:
            await database.close()

    assert asyncio.run(meanwhile()) == 2


def test_a_damaged_database_and_one_of_a_newer_fireside_are_told(tmp_path: Path) -> None:
    file = filled(tmp_path)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreTooNew):
        kept(file)
    file.write_bytes(b"this was a database once" * 400)
    with pytest.raises((StoreBroken, FiresideError)):
        kept(file)


def test_a_page_without_its_script_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.html").write_text('<script src="/app/assets/index-1.js"></script>')
    monkeypatch.setattr(files, "page", lambda: tmp_path)
    with pytest.raises(FileNotFoundError, match=r"assets/index-1\.js"):
        files.the_page()


def test_help_in_one_language_only_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "help" / "en").mkdir(parents=True)
    (tmp_path / "help" / "en" / "a.md").write_text("# A")
    monkeypatch.setattr(files, "catalogue", lambda: tmp_path)
    with pytest.raises(FileNotFoundError, match="'de': 0"):
        files.help_pages()
