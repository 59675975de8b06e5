"""Showing a file in the file manager, with a recorded `xdg-open`."""

from pathlib import Path

import pytest

from backend.errors import Conflict, NotFound
from desktop.reveal import reveal
from tests.desktop.app import wait_for


def test_opens_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, tools = tmp_path / "log", tmp_path / "tools"
    tools.mkdir()
    (tools / "xdg-open").write_text(f'#!/bin/sh\necho "$1" > {log}\n')
    (tools / "xdg-open").chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    file = tmp_path / "models" / "a model.gguf"
    file.parent.mkdir()
    file.write_text("")
    reveal(file)
    wait_for(lambda: log.exists() and log.read_text())
    assert log.read_text() == f"{file.parent}\n"


def test_asks_the_file_manager_to_select_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    (tmp_path / "gdbus").write_text(f'#!/bin/sh\necho "$@" > {log}\n')
    (tmp_path / "gdbus").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    reveal(log.parent)
    assert f'ShowItems ["{tmp_path.as_uri()}"]' in log.read_text()


def test_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFound):
        reveal(tmp_path / "none")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Conflict) as told:
        reveal(tmp_path)
    assert str(tmp_path.parent) in told.value.hint
