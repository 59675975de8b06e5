"""The step after everything is closed: the new version takes the place, or the old one goes on and says why."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from backend.paths import Paths
from backend.updates import pending
from backend.updates.pending import Pending
from backend.updates.unpacking import BESIDE
from desktop import updating
from desktop.updating import finish_portable, install


class Place:
    """A program with the data of a portable one, and a new one beside it."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths(folder / "home")
        self.paths.create()
        self.program = folder / "Fireside with spaces ü"
        self.new = folder / BESIDE / "fireside-0.2.0"
        for place, version in ((self.program, "0.1.0"), (self.new, "0.2.0")):
            (place / "_internal").mkdir(parents=True)
            (place / "fireside").write_text(version)
        (self.program / "portable").write_text("")
        (self.program / "data").mkdir()
        (self.program / "data" / "fireside.db").write_text("threads")

    def begin(self, **more: Any) -> Pending:
        told = {"version": "0.2.0", "before": "0.1.0", "kind": "tar.gz", "file": str(self.new.parent / "f")}
        begun = Pending.model_validate({**told, "program": str(self.program), "unpacked": str(self.new), **more})
        pending.write(self.paths, begun)
        return begun

    def ending(self) -> str:
        """What the next start will find."""
        found = pending.read(self.paths)
        assert found is not None
        return found.problem.message if found.problem else ""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def command(folder: Path, name: str, script: str) -> Path:
    """A program of the system."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def test_without_anything_pending_nothing_happens(place: Place) -> None:
    assert not install(place.paths)


def test_the_folders_change_places_and_the_person_s_things_come_along(place: Place) -> None:
    place.begin()
    assert not install(place.paths), "we start the new one ourselves"
    assert (place.program / "fireside").read_text() == "0.2.0"
    assert (place.program / "data" / "fireside.db").read_text() == "threads"
    assert (place.program / "portable").exists()
    assert (place.new / "fireside").read_text() == "0.1.0", "the old one stays until the new one has begun"
    assert place.ending() == ""


def test_also_on_a_disk_that_cannot_do_it_in_one_step(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updating.ctypes, "CDLL", lambda *_, **__: object())
    place.begin()
    install(place.paths)
    assert (place.program / "fireside").read_text() == "0.2.0"
    assert (place.new / "fireside").read_text() == "0.1.0"
    assert (place.program / "data").is_dir()


def test_when_it_fails_the_old_one_stands_where_it_was_and_the_next_start_knows_why(place: Place) -> None:
    place.begin(unpacked=str(place.new / "gone"))
    assert not install(place.paths)
    assert (place.program / "fireside").read_text() == "0.1.0"
    assert "what was unpacked is gone" in place.ending()
    assert not install(place.paths), "and it is not tried again by itself"


def test_a_second_step_that_fails_takes_the_first_one_back(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def full(self: Path, target: Path) -> Path:
        if self == place.new:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(updating.ctypes, "CDLL", lambda *_, **__: object())
    monkeypatch.setattr(Path, "rename", full)
    place.begin()
    assert not install(place.paths)
    assert (place.program / "fireside").read_text() == "0.1.0"
    assert (place.program / "data").is_dir()
    assert "No space left" in place.ending()


KILLED = """
import os, signal, sys
from pathlib import Path
from backend.paths import Paths
from desktop import updating

setattr(updating, sys.argv[2], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
updating.install(Paths(Path(sys.argv[1])))
"""


@pytest.mark.parametrize(("step", "there"), [("_exchange", "0.1.0"), ("_bring_along", "0.2.0")])
def test_killed_in_the_middle_there_is_a_whole_program_and_all_data(
    place: Place, step: str, there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.begin()
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(place.paths.home), step], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (place.program / "fireside").read_text() == there
    monkeypatch.setattr(updating, "PROGRAM", place.program)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    finish_portable()
    assert (place.program / "data" / "fireside.db").read_text() == "threads"
    assert (place.program / "portable").exists()


def test_from_a_source_tree_nothing_is_brought_along(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updating, "PROGRAM", place.new)
    finish_portable()
    assert (place.program / "data").is_dir()


@pytest.mark.parametrize(
    ("script", "told"),
    [("exit 0", ""), ("exit 126", "you did not allow it"), ("echo held >&2; exit 100", "ended with code 100")],
)
def test_a_package_is_installed_by_the_system_after_it_has_asked(
    script: str, told: str, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(tmp_path, "pkexec", f'echo "$@" > "{tmp_path}/asked"; {script}')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    place.begin(kind="deb", file="/tmp/fireside_0.2.0_amd64.deb")
    assert not install(place.paths)
    assert (tmp_path / "asked").read_text() == "apt-get install -y /tmp/fireside_0.2.0_amd64.deb\n"
    assert told in place.ending()
    assert bool(place.ending()) == bool(told)


def test_without_the_system_s_program_it_is_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    place.begin(kind="deb")
    assert not install(place.paths)
    assert "pkexec" in place.ending()


def test_others_start_the_new_one_themselves(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []
    monkeypatch.setattr(updating.subprocess, "Popen", called.append)
    place.begin(kind="exe", file=r"C:\Users\Eva Ü\Fireside-0.2.0-windows-x64.exe", program=r"C:\Programs\Fireside")
    assert install(place.paths)
    place.begin(kind="dmg", file="/tmp/Fireside.dmg")
    assert install(place.paths)
    assert called == [
        r'"C:\Users\Eva Ü\Fireside-0.2.0-windows-x64.exe" /S /RUN /D=C:\Programs\Fireside',
        ["open", "/tmp/Fireside.dmg"],
    ]
