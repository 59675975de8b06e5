"""The menu bar on Qt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Any

from backend.errors import FiresideError
from backend.paths import Paths
from desktop.reveal import reveal
from desktop.words import Words


def build_menu(
    native: Any, words: Words, paths: Paths, zoom: Callable[[float], None], quit_: Callable[[], None]
) -> None:
    """Fill the window's menu bar. Keys that the page uses itself (such as Ctrl+R, retry) are left to it."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtWebEngineCore import QWebEnginePage

    page, action, key = native.webview.page(), QWebEnginePage.WebAction, QKeySequence.StandardKey

    def add(menu: Any, word: str, call: Callable[..., object], *keys: Any) -> None:
        entry = menu.addAction(words(word))
        entry.setShortcuts([QKeySequence(one) for one in keys])
        entry.triggered.connect(lambda: call())

    fireside = native.menuBar().addMenu("Fireside")
    add(fireside, "About Fireside", partial(_about, native, words, paths))
    fireside.addSeparator()
    add(fireside, "Quit", quit_, "Ctrl+Q")

    edit = native.menuBar().addMenu(words("Edit"))
    for word, keys, done in (
        ("Cut", "Ctrl+X", action.Cut),
        ("Copy", "Ctrl+C", action.Copy),
        ("Paste", "Ctrl+V", action.Paste),
        ("Select all", "Ctrl+A", action.SelectAll),
    ):
        entry = page.action(done)  # Qt's own: grey when there is nothing to copy
        entry.setText(f"{words(word)}\t{keys}")  # shown only: the page sees the keys first
        edit.addAction(entry)

    view = native.menuBar().addMenu(words("View"))
    add(view, "Reload", partial(page.triggerAction, action.Reload), "F5")
    view.addSeparator()
    add(view, "Zoom in", partial(zoom, 1.1), key.ZoomIn, "Ctrl+=")
    add(view, "Zoom out", partial(zoom, 1 / 1.1), key.ZoomOut)
    add(view, "Actual size", partial(zoom, 0), "Ctrl+0")
    view.addSeparator()
    add(view, "Full screen", partial(_toggle_full_screen, native), "F11")

    help_ = native.menuBar().addMenu(words("Help"))
    add(help_, "Show the data folder", partial(_show, native, paths.settings, paths.home))
    add(help_, "Show the log", partial(_show, native, paths.logs / "fireside.log", paths.logs))


def _about(native: Any, words: Words, paths: Paths) -> None:
    from PySide6.QtWidgets import QMessageBox

    QMessageBox.about(
        native,
        words("About Fireside"),
        f"<h3>Fireside</h3><p>{words('Version')} {version('fireside')}</p>"
        f"<p>{words('Threads and settings are on this computer, in')}<br>{paths.home}</p>",
    )


def _show(native: Any, wanted: Any, folder: Any) -> None:
    from PySide6.QtWidgets import QMessageBox

    try:
        reveal(wanted if wanted.exists() else folder)
    except FiresideError as error:
        QMessageBox.information(native, "Fireside", f"{error.message}\n{error.hint}")


def _toggle_full_screen(native: Any) -> None:
    from PySide6.QtCore import Qt

    native.setWindowState(native.windowState() ^ Qt.WindowState.WindowFullScreen)
