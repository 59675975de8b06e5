"""The real program in real processes, each marked, so that none can outlive a test unseen."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import psutil
from PIL import Image, ImageGrab

from tests.desktop.cdp import Page
from tests.processes import command

T = TypeVar("T")
PATIENCE = 120
"""Seconds until what does not come is given up: a busy machine is no defect."""
ROOT = Path(__file__).parents[2]
BROWSER = """#!/bin/sh
echo "$@" >> "{log}"
"""


def wait_for(what: Callable[[], T], timeout: float = PATIENCE) -> T:
    """Wait until something is true; its value."""
    end = time.monotonic() + timeout
    while not (value := what()):
        if time.monotonic() > end:
            raise TimeoutError(f"still {value!r} after {timeout} s")
        time.sleep(0.03)
    return value


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A screen that nobody sees, with a window manager; its name."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout
    name = f":{server.stdout.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL)
    try:
        yield name
    finally:
        manager.terminate()
        manager.wait()
        server.terminate()
        server.communicate()


def free_port() -> int:
    """A port that was free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class App:
    """Starts and watches Firesides that share a data folder and a mark in their environment."""

    def __init__(self, home: Path, display: str | None, downloads: Path) -> None:
        self.home, self.display, self.mark = home, display, uuid4().hex
        self.debug_port = free_port()
        self.program = ["-m", "desktop"]
        self.browsed = downloads / "browsed"
        browser = downloads / "browser.sh"
        browser.write_text(BROWSER.format(log=self.browsed))
        browser.chmod(0o755)
        self.downloads = downloads
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FIRESIDE_")},
            "FIRESIDE_HOME": str(home),
            "FIRESIDE_TEST_MARK": self.mark,
            "HOME": str(downloads),
            "BROWSER": str(browser),
            "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{self.debug_port}",
            "PYTHONPATH": str(ROOT),
        }
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            self.environment.pop(name, None)
        if display:
            self.environment["DISPLAY"] = display
        self.process: subprocess.Popen[str] | None = None
        self._sessions: set[int] = set()

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the program; it becomes the one that the other methods mean."""
        self.process = self.run(*arguments)
        return self.process

    def run(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the program once more."""
        process = subprocess.Popen(
            [sys.executable, *self.program, *arguments],
            env=self.environment,
            cwd=self.downloads,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._sessions.add(process.pid)
        return process

    def page(self) -> Page:
        """The page, once it is Fireside's."""
        page = Page(self.debug_port)
        page.until("location.pathname.startsWith('/app') && document.readyState === 'complete'")
        return page

    def processes(self) -> list[psutil.Process]:
        """Everything alive that we started, or that those started: by its session, and by our mark if it left that."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.status() != psutil.STATUS_ZOMBIE and self._is_ours(process):
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def _is_ours(self, process: psutil.Process) -> bool:
        if os.getsid(process.pid) in self._sessions:  # Chromium overwrites its environment
            return True
        return process.environ().get("FIRESIDE_TEST_MARK") == self.mark

    def renderers(self) -> list[psutil.Process]:
        """Those that draw pages."""
        return [process for process in self.processes() if "--type=renderer" in command(process)]

    def window(self) -> str:
        """The id of the visible window."""
        return wait_for(self.windows)[0]

    def windows(self) -> list[str]:
        """The ids of all visible windows of Fireside on this screen."""
        return self.xdotool("search", "--onlyvisible", "--class", "fireside").split()

    def xdotool(self, *arguments: str) -> str:
        """Use mouse, keyboard and window manager as a person would."""
        environment = {**os.environ, "DISPLAY": self.display or ""}
        done = subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def geometry(self) -> tuple[int, int, int, int]:
        """x, y, width and height of the page's window, without the frame."""
        return wait_for(lambda: self.place_of(self.window()))

    def place_of(self, window: str) -> tuple[int, int, int, int] | None:
        """The geometry of one of the windows; None when it is there no more."""
        told = self.xdotool("getwindowgeometry", "--shell", window).splitlines()
        lines = dict(line.split("=") for line in told if "=" in line)
        if not {"X", "Y", "WIDTH", "HEIGHT"} <= lines.keys():
            return None
        return int(lines["X"]), int(lines["Y"]), int(lines["WIDTH"]), int(lines["HEIGHT"])

    def screen(self) -> Image.Image:
        """The whole screen as it is now."""
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def close(self, timeout: float = PATIENCE) -> int:
        """Close the window as its frame's button would; the exit code."""
        assert self.process
        window, end = self.window(), time.monotonic() + timeout
        while self.process.poll() is None and time.monotonic() < end:
            self.xdotool("windowactivate", "--sync", window)
            self.xdotool("key", "--clearmodifiers", "alt+F4")  # by the window manager
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(3)
        return self.process.wait(0.1)

    def expect_nothing_left(self, timeout: float = 60) -> None:
        """Nothing that we started is alive, at once or within seconds."""
        try:
            wait_for(lambda: not self.processes(), timeout)
        except TimeoutError as error:
            raise AssertionError(f"left: {self.processes()}") from error

    def end(self) -> None:
        """End whatever is left."""
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                process.kill()
        if self.process:
            self.process.communicate()
