"""A screen with a window manager, and the real program on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.app import App, screen


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """An X server of our own on a free display, with a window manager."""
    with screen() as name:
        yield name


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
