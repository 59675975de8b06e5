"""The sign of Fireside in the tray: a menu that works while the window is closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from desktop.icon import qt_icon
from desktop.tray import Acts
from desktop.words import Words


class QtTray:
    """A sign that is shown or not. Made and used on the main thread."""

    def __init__(self, words: Words, acts: Acts) -> None:
        from PySide6.QtWidgets import QMenu, QSystemTrayIcon

        self._menu: Any = QMenu()
        for word, act in (
            ("Open Fireside", acts.open),
            ("New thread", partial(acts.bring, "fireside://new")),
            ("Stop speaking", acts.stop_speaking),
            ("", None),
            ("Quit", acts.quit),
        ):
            if act is None:
                self._menu.addSeparator()
            else:
                self._menu.addAction(words(word)).triggered.connect(_plain(act))
        self._sign: Any = QSystemTrayIcon(qt_icon())
        self._sign.setToolTip("Fireside")
        self._sign.setContextMenu(self._menu)
        self._sign.activated.connect(
            lambda reason: acts.open() if reason == self._sign.ActivationReason.Trigger else None
        )

    def show(self, shown: bool) -> None:
        """Show the sign, or take it away."""
        self._sign.setVisible(shown)


def tray_there() -> bool:
    """Whether this desktop has a tray."""
    from PySide6.QtWidgets import QSystemTrayIcon

    return bool(QSystemTrayIcon.isSystemTrayAvailable())


def _plain(act: Callable[[], None]) -> Callable[..., None]:
    return lambda *_: act()
