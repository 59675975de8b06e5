"""Starts Fireside again in its own place, when the page asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable

from backend.paths import Paths
from desktop.updating import install
from desktop.wanted import split


def program() -> list[str]:
    """The command that starts this program once more, without its arguments."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]


class Again:
    """Whether a new start was asked for, and how this one is ended for it."""

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self._wanted = threading.Event()

    def ask(self) -> None:
        """End this Fireside, to be started anew. Returns at once; called on the server's thread."""
        self._wanted.set()
        threading.Timer(0.2, self._end).start()  # the answer is on its way to the page first

    def start(self, paths: Paths) -> None:
        """Become the new Fireside, if one was asked for. Everything of this one is closed by now.

        An update that was got ready is installed before.
        """
        if not self._wanted.is_set() or install(paths):
            return
        words = sys.argv[1:] if getattr(sys, "frozen", False) else sys.orig_argv[1:]
        command = [sys.executable, *split(words, ())[0]]  # what it was to open is open, or was not wanted
        if sys.platform == "win32":
            subprocess.Popen(command)  # there an exec would be a new process that nobody waits for
        else:
            os.execv(command[0], command)
