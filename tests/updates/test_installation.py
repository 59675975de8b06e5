"""What kind of Fireside this is: by how it was installed and what lies in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from backend.updates import installation as module
from backend.updates.installation import installation


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A frozen program in a folder, and a system that knows no packages."""
    folder = tmp_path / "opt" / "fireside"
    folder.mkdir(parents=True)
    (tmp_path / "info").mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(module, "PROGRAM", folder)
    monkeypatch.setattr(module, "BUNDLE", folder / "_internal")
    monkeypatch.setattr(module, "_DPKG", tmp_path / "info")
    return folder


def test_a_folder_of_python_is_no_installation() -> None:
    assert installation().kind == "source"
    assert not installation().replaces_itself


@pytest.mark.parametrize("package", ["fireside", "fireside-full", ""])
def test_a_package_of_the_system_lists_it_and_an_archive_does_not(package: str, program: Path, tmp_path: Path) -> None:
    (tmp_path / "info" / "fireside-doc.list").write_text("/opt\n/usr/share/doc/fireside\n")
    if package:
        (tmp_path / "info" / f"{package}.list").write_text(f"/opt\n{program}\n{program}/fireside\n")
    assert installation().kind == ("deb" if package else "tar.gz")


@pytest.mark.parametrize(
    ("part", "flavour"),
    [("torch", "full"), ("llama_cpp/lib/libggml-cuda.so", "cuda"), ("llama_cpp/lib/libggml-cpu.so", "standard")],
)
def test_the_flavour_is_told_by_what_lies_in_it(part: str, flavour: str, program: Path) -> None:
    (program / "_internal" / part).mkdir(parents=True)
    assert installation().flavour == flavour


@pytest.mark.parametrize(("platform", "kind", "told"), [("win32", "exe", "windows"), ("darwin", "dmg", "macos")])
def test_other_systems_have_one_kind(
    platform: str, kind: str, told: str, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    here = installation()
    assert (here.kind, here.platform) == (kind, told)
    assert here.replaces_itself


def test_a_folder_that_may_not_be_written_is_replaced_by_hand(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installation().replaces_itself
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != program.parent)  # root may always
    assert not installation().replaces_itself
    command = installation().by_hand(Path("/home/eva/it's new.tar.gz"))
    assert command == f"""tar -xf '/home/eva/it'"'"'s new.tar.gz' -C {program.parent}"""


def test_a_package_is_installed_by_itself_where_somebody_can_be_asked_for_a_password(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "info" / "fireside.list").write_text(f"{program}/fireside\n")
    for name in ("pkexec", "apt-get"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":0")
    assert installation().replaces_itself
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not installation().replaces_itself
