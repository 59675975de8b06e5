"""Where everything lies on disk."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

FROZEN = bool(getattr(sys, "frozen", False))
PROGRAM = Path(sys.executable).resolve().parent if FROZEN else Path(__file__).resolve().parent.parent
BUNDLE = Path(getattr(sys, "_MEIPASS", PROGRAM))
"""What is shipped with the program: `backend/` and `ui/dist/` lie below it."""
PORTABLE = "portable"
"""The file beside the program that keeps everything there, in `data`."""
POINTER = "moved.json"
"""In the platform's data folder: where the data folder was moved to."""
PLAN = "moving.json"
"""In a data folder: where it is being moved to, and how far that is."""


@dataclass(frozen=True)
class Paths:
    """The folders of one Fireside. Everything that must survive is below `home`; `cache` may be deleted.

    Voices may lie elsewhere: in the home of another Fireside.
    """

    home: Path
    voices_home: Path | None = None

    @property
    def voices(self) -> Path:
        """The folders of voices that were fetched."""
        return self.voices_home or self.home / "voices"

    @property
    def downloads(self) -> Path:
        """What is being fetched."""
        return self.home / "downloads"

    @property
    def models(self) -> Path:
        """Models that were fetched, by publisher, repository and quantisation."""
        return self.home / "models"

    @property
    def database(self) -> Path:
        return self.home / "fireside.db"

    @property
    def backups(self) -> Path:
        return self.home / "backups"

    @property
    def settings(self) -> Path:
        return self.home / "settings.toml"

    @property
    def secret(self) -> Path:
        return self.home / "secret"

    @property
    def keys(self) -> Path:
        """Keys of servers, where the system has no keyring."""
        return self.home / "keys.json"

    @property
    def served_voices(self) -> Path:
        """Voices of servers that the person added."""
        return self.home / "voices.json"

    @property
    def window(self) -> Path:
        return self.home / "window.json"

    @property
    def webview(self) -> Path:
        return self.home / "webview"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def cache(self) -> Path:
        return self.home / "cache"

    def create(self) -> None:
        """Make the folders, readable by their owner only.

        Raises OSError when the place cannot be written.
        """
        for folder in (self.home, self.backups, self.logs, self.cache, self.voices, self.downloads):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def find_paths() -> Paths:
    """`FIRESIDE_HOME`, else `data/` beside a program marked `portable`, else the platform's data folder.

    From there `moved.json` may lead to another folder, which need not be there: its disk may not be connected.
    """
    if home := os.environ.get("FIRESIDE_HOME"):
        return Paths(Path(home).expanduser().resolve())
    if (beside() / PORTABLE).exists():
        return Paths(beside() / "data")
    return Paths(moved_home() or default_home())


def fixed_by() -> Literal["", "FIRESIDE_HOME", "portable"]:
    """What says where the data folder is, so that it cannot be moved from within; empty when nothing does."""
    if os.environ.get("FIRESIDE_HOME"):
        return "FIRESIDE_HOME"
    return "portable" if (beside() / PORTABLE).exists() else ""


def beside() -> Path:
    """The folder in which the program lies, as people see it: on macOS that of `Fireside.app`."""
    app = next((folder for folder in (PROGRAM, *PROGRAM.parents) if folder.suffix == ".app"), None)
    return app.parent if app and FROZEN and sys.platform == "darwin" else PROGRAM


def default_home() -> Path:
    """The platform's data folder."""
    return Path(platformdirs.user_data_dir("Fireside" if sys.platform != "linux" else "fireside", appauthor=False))


def moved_home() -> Path | None:
    """Where the data folder was moved to, if it was."""
    try:
        return Path(json.loads((default_home() / POINTER).read_text("utf-8"))["home"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def catalogue() -> Path:
    """The folder of bundled models and their descriptions."""
    return BUNDLE / "backend" / "catalog"


def page() -> Path:
    """The folder of the built single-page application."""
    return BUNDLE / "ui" / "dist"
