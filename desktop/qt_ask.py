"""The small window for a quick question: Fireside's own page at its place for that, over whatever is open."""

from __future__ import annotations

from typing import Any

SIZE = (620, 440)
HEIGHT = 0.22
"""Of the screen, above it: where the eyes are, not in the middle of what is read."""


class QtAsk:
    """Made when it is first wanted, then kept: the second time it is there at once. Used on the main thread."""

    def __init__(self, native: Any, url: str) -> None:
        self._main, self._url = native, url
        self._window: Any = None

    def toggle(self) -> None:
        """Show it with the keyboard in it, or put it away."""
        if self._window is not None and self._window.isVisible() and self._window.isActiveWindow():
            self.hide()
        else:
            self.show()

    def show(self) -> None:
        """Show it on the screen where the mouse is."""
        from PySide6.QtGui import QCursor, QGuiApplication

        window = self._window = self._window or self._made()
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        if not window.isVisible():
            width, height = min(SIZE[0], area.width()), min(SIZE[1], area.height())
            x, y = area.x() + (area.width() - width) // 2, area.y() + int(area.height() * HEIGHT)
            window.setGeometry(x, min(y, area.y() + area.height() - height), width, height)
        window.show()
        window.raise_()
        window.activateWindow()
        window.webview.setFocus()

    def hide(self) -> None:
        """Put it away; its page stays."""
        if self._window is not None:
            self._window.hide()

    def end(self) -> None:
        """Give it up, with its page: that must go before the profile, which is the main window's."""
        window, self._window = self._window, None
        if window is not None:
            window.hide()
            window.webview.page().deleteLater()
            window.deleteLater()

    def _made(self) -> Any:
        from PySide6.QtCore import Qt, QUrl
        from PySide6.QtWebEngineCore import QWebEngineSettings
        from PySide6.QtWebEngineWidgets import QWebEngineView
        from PySide6.QtWidgets import QVBoxLayout, QWidget
        from webview.platforms import qt

        main = self._main.webview.page()
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        window: Any = QWidget(None, flags)
        window.setWindowTitle("Fireside")
        window.setWindowIcon(self._main.windowIcon())
        window.setPalette(self._main.palette())
        window.transparent = False
        window.webview = QWebEngineView(window)
        backend: Any = qt
        page = backend.BrowserView.WebPage(
            window, profile=main.profile()
        )  # with the repairs: it stays within its origin
        window.webview.setPage(page)
        page.setBackgroundColor(main.backgroundColor())
        page.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptCanAccessClipboard, True)
        page.setZoomFactor(main.zoomFactor())
        page.windowCloseRequested.connect(self.hide)
        page.loadFinished.connect(lambda *_: window.webview.setFocus())  # before that there is nothing to have it
        layout = QVBoxLayout(window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(window.webview)
        page.setUrl(QUrl(self._url))
        return window
