"""The pictures of Fireside that windows and the tray show; packaging/icons/make.py draws them."""

from __future__ import annotations

import sys
from typing import Any

from backend.paths import BUNDLE

ICONS = BUNDLE / "desktop" / "icons"


def window_icon() -> str | None:
    """What pywebview is handed. Qt gets all sizes from `qt_icon`; an app of macOS and an .exe bring their own."""
    if getattr(sys, "frozen", False) and sys.platform == "darwin":
        return None
    name = {"win32": "fireside.ico", "darwin": "fireside-256.png"}.get(sys.platform)  # .NET reads nothing but .ico
    return str(ICONS / name) if name and (ICONS / name).is_file() else None


def qt_icon() -> Any:
    """A QIcon of all sizes: Qt would make its small ones from a large one, and the small drawing is a simpler one."""
    from PySide6.QtGui import QIcon

    icon = QIcon()
    for file in ICONS.glob("fireside-*.png"):
        icon.addFile(str(file))
    return icon
