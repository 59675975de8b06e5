"""Gets Qt ready before any window: a Chromium that asks nobody, no D-Bus daemon of our own, a theme that knows dark."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from desktop.frame import WindowUnavailable

QUIET_CHROMIUM = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--no-first-run",
    "--log-level=3",
    "--no-proxy-server",  # the page only ever talks to this computer: no look-up of a proxy
    "--disable-features=Translate,OptimizationHints,MediaRouter,NetworkTimeServiceQuerying",
)


DESKTOPS = {"KDE", "GNOME", "UNITY", "X-CINNAMON", "MATE", "XFCE", "LXDE"}
"""Those for which Qt has a theme of its own."""

ENOUGH_SHARED = 128 << 20
"""Bytes; Docker gives 64 MB, with which pages crash."""

log = logging.getLogger("qt")


def has_shared_memory(place: str = "/dev/shm") -> bool:
    """Whether Chromium's processes can share memory there. In a container it may be missing, or too small: they would
    crash, and use /tmp when they are told."""
    try:
        there = os.statvfs(place)
    except OSError:
        return False
    return os.access(place, os.W_OK | os.X_OK) and there.f_bavail * there.f_frsize >= ENOUGH_SHARED


def make_ready() -> None:
    """To be called once, before Qt is started. Raises `WindowUnavailable` when a library is missing."""
    asked = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    elsewhere = () if has_shared_memory() else ("--disable-dev-shm-usage",)
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join((*QUIET_CHROMIUM, *elsewhere, asked)).strip()  # the last wins
    if os.geteuid() == 0:  # Chromium's sandbox refuses root
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    bus = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), "bus")
    if not bus.exists():  # or libdbus would launch a daemon, which outlives us
        os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    if not DESKTOPS & set(os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")):
        os.environ.setdefault("QT_QPA_PLATFORMTHEME", "gnome")  # Qt's generic one knows no dark
    try:
        from PySide6.QtCore import qInstallMessageHandler
        from webview.platforms import qt  # noqa: F401 (whether it can be imported at all)
    except ImportError as error:
        raise WindowUnavailable(
            f"The window cannot open: {error}.", "`fireside doctor` names the system library that is missing."
        ) from error
    qInstallMessageHandler(_log_qt)


def _log_qt(kind: Any, _context: Any, message: str) -> None:
    """What Qt and the page's console say belongs in the log, not on the terminal."""
    log.log({"QtCriticalMsg": logging.ERROR, "QtWarningMsg": logging.WARNING}.get(kind.name, logging.INFO), message)
