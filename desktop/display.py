"""Whether there is a screen to open a window on, and a browser to open a page in."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
import threading
import webbrowser
from pathlib import Path


def has_display() -> bool:
    """Whether a window could be shown. On Linux it asks the display server: DISPLAY may name one that has gone."""
    if sys.platform != "linux":
        return True
    return _has_wayland() or _has_x11()


def _has_wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name).is_socket()


def _has_x11() -> bool:
    library = ctypes.util.find_library("xcb")
    if not os.environ.get("DISPLAY") or not library:
        return False
    xcb = ctypes.CDLL(library)
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def open_in_browser(url: str) -> threading.Thread:
    """Open a page in the person's browser, in a thread: some browsers only return when they are closed."""
    opening = threading.Thread(target=webbrowser.open, args=(url,), name="browser", daemon=True)
    opening.start()
    return opening
