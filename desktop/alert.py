"""Tells why Fireside does not open, to a person who started it with a click: there is no terminal to read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from desktop.display import has_display


def alert(message: str, hint: str) -> None:
    """Show a box with one button, unless a terminal shows the same. Returns when it was closed."""
    terminal = any(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    if not terminal and has_display():
        ALERTS.get(sys.platform, _qt)(message, hint)


def _qt(message: str, hint: str) -> None:
    try:
        from PySide6.QtWidgets import QApplication, QMessageBox
    except ImportError:
        return  # it is told on stderr, and `fireside doctor` names what is missing
    application = QApplication.instance() or QApplication(["fireside"])
    box = QMessageBox(QMessageBox.Icon.Warning, "Fireside", message)
    box.setInformativeText(hint)
    box.exec()
    del application


def _windows(message: str, hint: str) -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, f"{message}\n\n{hint}", "Fireside", 0x30)


def _macos(message: str, hint: str) -> None:
    script = "on run {title, about}\ndisplay alert title message about as warning\nend run"
    subprocess.run(["osascript", "-e", script, message, hint], capture_output=True, check=False)


ALERTS: dict[str, Callable[[str, str], None]] = {"linux": _qt, "win32": _windows, "darwin": _macos}
