"""The window on Linux: pywebview on Qt, dressed with a menu, the theme and its remembered place."""

from __future__ import annotations

import dataclasses
import logging
import queue
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

from backend.domain import Background
from backend.paths import Paths
from desktop import qt_pdf
from desktop.display import open_in_browser
from desktop.icon import qt_icon
from desktop.place import Place, Screen
from desktop.qt_background import QtBackground
from desktop.qt_menu import build_menu
from desktop.qt_ready import make_ready
from desktop.qt_repairs import repair
from desktop.qt_theme import QtTheme
from desktop.theme import Theme
from desktop.tray import Acts
from desktop.words import Words

FRAME = 20
"""Milliseconds, about those of one frame on a screen."""

PATIENCE = 2.0
"""Seconds for which the server waits for the main thread, which may be opening the window."""

REVIVALS = 3
"""Crashes of the page within a minute after which it stays down until it is reloaded by hand."""

log = logging.getLogger("qt")


class QtFrame:
    """What is particular to Qt."""

    gui: Literal["qt"] | None = "qt"
    hides = True
    makes_pdf = True

    def __init__(self, paths: Paths, words: Words, acts: Acts, *, stays: bool = False) -> None:
        self._paths, self._words, self._acts, self._stays = paths, words, acts, stays
        self._background: QtBackground | None = None
        self._native: Any = None
        self._before = Place()
        self._cover: Any = None
        self._zoom = 1.0
        self._crashes: list[float] = []
        self._theme = QtTheme(paths.settings)

    def prepare(self, origin: str) -> Sequence[Screen]:
        """Quieten Chromium, mend pywebview and start Qt."""
        make_ready()
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtWidgets import QApplication

        repair(origin, self._paths.webview, open_in_browser)
        self._origin = origin
        QGuiApplication.setDesktopFileName("fireside")  # so that the task bar finds fireside.desktop and its icon
        self._qt = QApplication(["fireside"])  # kept, as pywebview uses the one that is there
        self._qt.setApplicationName("Fireside")
        self._qt.setWindowIcon(qt_icon())
        self._theme.choose()
        areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        return [Screen(area.x(), area.y(), area.width(), area.height()) for area in areas]

    def theme(self) -> Theme:
        """The chosen colours; for `system` what Qt knows of the desktop."""
        return self._theme.colours()

    def menu(self) -> list[Any]:
        """None of pywebview's: it knows neither keys nor what can be copied now."""
        return []

    def dress(self, view: Any, place: Place) -> None:
        """Menu, colours, place, zoom and title."""
        from PySide6.QtCore import Qt
        from PySide6.QtWebEngineCore import QWebEngineSettings

        self._native, self._before = view.native, place
        self._maximize = self._stays and place.maximized  # as soon as it is shown
        page, attribute = self._native.webview.page(), QWebEngineSettings.WebAttribute
        page.setWebChannel(None)
        page.settings().setAttribute(attribute.JavascriptCanAccessClipboard, True)
        page.settings().setAttribute(attribute.PlaybackRequiresUserGesture, False)
        page.titleChanged.connect(self._show_title)
        page.loadFinished.connect(self._loaded)
        page.renderProcessTerminated.connect(self._revive)
        self._zoom = place.zoom
        self._native.webview.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        if place.x is not None and place.y is not None:
            self._native.move(place.x, place.y)  # pywebview's x and y count from the main screen
        build_menu(self._native, self._words, self._paths, self.zoom, self._acts.quit)
        self._cover_page()
        self._theme.follow(self._native)
        self._background = QtBackground(
            self._native, self._origin, self._paths.settings, self._words, self._acts, stays=self._stays
        )
        self._qt.commitDataRequest.connect(lambda *_: self._acts.quit())  # who logs out is not held up

    def place(self) -> Place:
        """Where the window is; of a maximized one the place that it would go back to is kept."""
        native = self._native
        if native.isMaximized() or native.isFullScreen() or native.isMinimized():
            kept = self._before
            return Place(kept.width, kept.height, kept.x, kept.y, native.isMaximized(), self._zoom)
        if self._maximize:  # it was never shown
            return dataclasses.replace(self._before, zoom=self._zoom)
        return Place(native.width(), native.height(), native.pos().x(), native.pos().y(), False, self._zoom)

    def bring_to_front(self) -> None:
        """From any thread."""

        def front() -> None:
            from PySide6.QtCore import Qt

            native, state = self._native, Qt.WindowState
            wide = state.WindowMaximized if self._maximize else state.WindowNoState
            native.setWindowState((native.windowState() & ~state.WindowMinimized) | state.WindowActive | wide)
            self._maximize = False
            native.show()
            native.raise_()
            native.activateWindow()

        self._on_main_thread(front)

    def stays(self) -> bool:
        """Hide the window, if Fireside is to go on without it."""
        if self._background is None or not self._background.stays:
            return False
        self._native.hide()
        return True

    def end(self) -> None:
        """Take sign, keys and small window away."""
        if self._background is not None:
            self._background.end()
            self._background = None

    def able(self) -> Background:
        """What this desktop lets us do; nothing while it does not answer."""
        found: queue.SimpleQueue[Background] = queue.SimpleQueue()
        self._on_main_thread(lambda: found.put(self._background.able) if self._background else None)
        try:
            return found.get(timeout=PATIENCE)
        except queue.Empty:
            return Background()

    def ask(self, shown: bool) -> bool:
        """Show the small window, or put it away."""

        def work() -> None:
            if self._background is not None:
                self._background.small.show() if shown else self._background.small.hide()

        self._on_main_thread(work)
        return True

    def make_pdf(self, html: str) -> bytes:
        """From any thread but the main one. Raises `Conflict`."""
        return qt_pdf.printed(html, self._on_main_thread)

    def zoom(self, factor: float) -> None:
        """Make the page larger or smaller by a factor; 0 goes back to its own size."""
        self._zoom = min(max(self._zoom * factor, 0.5), 3.0) if factor else 1.0
        self._native.webview.page().setZoomFactor(self._zoom)

    def _on_main_thread(self, call: Callable[[], None]) -> None:
        from PySide6.QtCore import QTimer

        if self._native is not None:
            QTimer.singleShot(0, self._native, call)

    def _cover_page(self) -> None:
        """Hide the web view until it has painted: before that it is black, whatever the theme."""
        from PySide6.QtWidgets import QWidget

        self._cover = QWidget(self._native)
        self._cover.setAutoFillBackground(True)  # in the window's own colour
        self._cover.resize(32_000, 32_000)
        self._native.menuBar().raise_()

    def _loaded(self, _ok: bool) -> None:
        from PySide6.QtCore import QTimer

        page = self._native.webview.page()
        page.setZoomFactor(self._zoom)  # Chromium forgets it with every new address
        if self._cover is not None:
            QTimer.singleShot(2 * FRAME, self._cover.deleteLater)
            self._cover = None

    def _revive(self, status: Any, code: int) -> None:
        """Load the page again when its process crashed or was killed, but not for ever."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWebEngineCore import QWebEnginePage

        if status == QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            return
        told = logging.getLogger(__name__)  # what `log` is told may come from the page: no report takes its words
        told.error("the page's process ended (%s, code %s)", status.name, code, extra={"crash": True})
        moment = time.monotonic()
        self._crashes = [crash for crash in self._crashes if moment - crash < 60] + [moment]
        if len(self._crashes) <= REVIVALS:
            page = self._native.webview.page()
            QTimer.singleShot(200, page, lambda: page.triggerAction(QWebEnginePage.WebAction.Reload))

    def _show_title(self, title: str) -> None:
        """The page's title; while it loads, Chromium shows the address instead, ticket and all."""
        self._native.setWindowTitle(title if title and "127.0.0.1" not in title else "Fireside")
