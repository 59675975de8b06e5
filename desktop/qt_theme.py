"""The theme on Qt: makes frame, menus, dialogs and page agree, and follows what is chosen in the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.theme import Theme, chosen_theme, theme_of


class QtTheme:
    """Reads the choice from the settings file, and asks Qt for what the desktop likes."""

    def __init__(self, settings: Path) -> None:
        self._settings = settings
        self._chosen = ""
        self._native: Any = None
        self._shown: Theme | None = None

    def choose(self) -> None:
        """Tell Qt, and through it the page, dialogs and menus, whether to be dark."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QGuiApplication

        hints, scheme = QGuiApplication.styleHints(), Qt.ColorScheme
        before, self._chosen = self._chosen, chosen_theme(self._settings)
        if self._chosen != before and (before or self._chosen != "system"):
            wanted = {"dark": scheme.Dark, "light": scheme.Light, "system": scheme.Unknown}
            hints.setColorScheme(wanted[self._chosen])
        if self._chosen == "system" and hints.colorScheme() == scheme.Unknown:
            hints.setColorScheme(scheme.Dark)  # a desktop that does not say gets our own look, page included

    def colours(self) -> Theme:
        """The colours of the choice; for `system` what Qt knows of the desktop."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QGuiApplication

        scheme = QGuiApplication.styleHints().colorScheme()
        return theme_of(self._chosen or "system", lambda: bool(scheme == Qt.ColorScheme.Light))

    def follow(self, native: Any) -> None:
        """Paint the window, now and whenever the choice or the desktop changes."""
        from PySide6.QtCore import QFileSystemWatcher
        from PySide6.QtGui import QGuiApplication

        self._native = native
        self._watcher = QFileSystemWatcher([str(self._settings.parent)])  # the file is replaced, not rewritten
        self._watcher.directoryChanged.connect(self._look)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._changed)  # some time after it was asked for
        self._paint(self.colours())

    def _look(self, *_: object) -> None:
        self.choose()
        if (theme := self.colours()) is not self._shown:
            self._paint(theme)

    def _changed(self, *_: object) -> None:
        self.choose()
        self._paint(self.colours())

    def _paint(self, theme: Theme) -> None:
        from PySide6.QtGui import QColor
        from PySide6.QtWebEngineCore import QWebEngineSettings

        self._shown = theme
        palette, page = self._native.palette(), self._native.webview.page()
        palette.setColor(self._native.backgroundRole(), QColor(theme.ground))
        self._native.setPalette(palette)
        page.setBackgroundColor(QColor(theme.ground))
        # Qt tells the page of a new colour scheme only with the next change of any setting.
        page.settings().setAttribute(QWebEngineSettings.WebAttribute.ScrollAnimatorEnabled, True)
        self._native.menuBar().setStyleSheet(
            f"QMenuBar {{ background: {theme.ground}; color: {theme.quiet}; border: none; padding: 2px 6px }}"
            f"QMenuBar::item {{ background: transparent; padding: 3px 8px; border-radius: 4px }}"
            f"QMenuBar::item:selected {{ background: {theme.line}; color: {theme.text} }}"
        )
