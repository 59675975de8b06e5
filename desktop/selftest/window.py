"""The window of the self-test: opened for an empty data folder until its page has called back."""

from __future__ import annotations

import tempfile
import threading
import time
from pathlib import Path

from backend.errors import FiresideError
from backend.paths import Paths

PATIENCE = 30.0
"""Seconds until the page must have called; Chromium's first start on a slow disk takes its time."""


def opened() -> int:
    """Open it, wait for its page to listen, close it: 0. Raises `WindowUnavailable`, or that no page came."""
    with tempfile.TemporaryDirectory(prefix="fireside-window-", ignore_cleanup_errors=True) as folder:
        paths = Paths(Path(folder))
        paths.create()
        _open(paths)
    return 0


def _open(paths: Paths) -> None:
    from backend.api.access import Access
    from backend.app import create_app
    from desktop.secret import read_secret
    from desktop.server import LOOPBACK, Server, bind
    from desktop.window import Window

    window, came = Window(paths), threading.Event()
    listening = bind(LOOPBACK, 0)
    access = Access(LOOPBACK, listening.getsockname()[1], read_secret(paths.secret))
    app = create_app(paths, access, window)
    server = Server(app, listening)

    def close_when_it_came() -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not came.is_set():
            if app.state.house.bus.heard:
                came.set()
            time.sleep(0.05)
        window.close()

    server.start()
    threading.Thread(target=close_when_it_came, daemon=True).start()
    try:
        window.open(access.enter_url(), server)
    finally:
        server.stop()
    if not came.is_set():
        raise FiresideError(f"The window's page did not call within {PATIENCE:g} s.", "See `fireside doctor`.")
