"""Shows a file in the person's file manager."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from backend.errors import Conflict, NotFound


def reveal(path: Path) -> None:
    """Open the folder that holds `path`, with the file selected where the system can do that.

    Raises `NotFound` when there is no such file, `Conflict` when there is no file manager.
    """
    if not path.exists():
        raise NotFound(f"{path} is not there.", "It may have been moved or deleted.", param="path")
    REVEAL.get(sys.platform, _linux)(path.resolve())


FILE_MANAGER = ("--dest", "org.freedesktop.FileManager1", "--object-path", "/org/freedesktop/FileManager1")
SHOW = ("--method", "org.freedesktop.FileManager1.ShowItems")


def _linux(path: Path) -> None:
    gdbus, opener = shutil.which("gdbus"), shutil.which("xdg-open")
    if gdbus:
        ask = (gdbus, "call", "--session", "--timeout", "3", *FILE_MANAGER, *SHOW, json.dumps([path.as_uri()]), "")
        if subprocess.run(ask, capture_output=True, check=False).returncode == 0:
            return
    if not opener:
        raise Conflict("There is no file manager to show it in.", f"It lies in {path.parent}.")
    subprocess.Popen((opener, str(path.parent)), start_new_session=True)


def _macos(path: Path) -> None:
    subprocess.Popen(["open", "-R", str(path)])


def _windows(path: Path) -> None:
    subprocess.Popen(f'explorer /select,"{path}"')


REVEAL: dict[str, Callable[[Path], None]] = {"linux": _linux, "darwin": _macos, "win32": _windows}
