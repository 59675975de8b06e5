"""A screen with a window manager, and the real program on it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.app import App


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """An X server of our own on a free display, with a window manager."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout
    name = f":{server.stdout.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL)
    yield name
    manager.terminate()
    manager.wait()
    server.terminate()
    server.communicate()


@pytest.fixture
def app(display: str, tmp_path: Path) -> Iterator[App]:
    """A Fireside with a screen and an empty home."""
    yield from _app(tmp_path, display)


@pytest.fixture
def screenless(tmp_path: Path) -> Iterator[App]:
    """A Fireside without a screen, with an empty home."""
    yield from _app(tmp_path, None)


def _app(folder: Path, display: str | None) -> Iterator[App]:
    for name in ("home", "person"):
        (folder / name).mkdir()
    app = App(folder / "home", display, folder / "person")
    yield app
    app.end()
