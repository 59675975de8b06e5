"""What Fireside does on Qt without its window: a sign in the tray, keys for a quick question, the small window."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from backend.domain import Background
from desktop.background import Wishes, wishes
from desktop.qt_ask import QtAsk
from desktop.qt_tray import QtTray, tray_there
from desktop.tray import Acts
from desktop.words import Words
from desktop.x11_keys import X11Keys

log = logging.getLogger(__name__)


class QtBackground:
    """Follows the settings file. Made and used on the main thread.

    `stays` says that it was started to stay in the background, whatever the settings say.
    """

    def __init__(self, native: Any, origin: str, settings: Path, words: Words, acts: Acts, *, stays: bool) -> None:
        from PySide6.QtCore import QFileSystemWatcher

        self.small = QtAsk(native, f"{origin}/app/ask")
        self._settings, self._stays = settings, stays
        self._tray = QtTray(words, acts)
        self._keys = self._x11_keys()
        self._state = "none" if self._keys else "desktop"
        self._wished: Wishes | None = None
        self._watcher = QFileSystemWatcher([str(settings.parent)])  # the file is replaced, not rewritten
        self._watcher.directoryChanged.connect(self._look)
        self._look()

    @property
    def stays(self) -> bool:
        """Whether Fireside goes on when its window is closed. Without a tray it could not be found again."""
        return self._stays or (self._wished is not None and self._wished.stay and tray_there())

    @property
    def able(self) -> Background:
        """What this desktop lets us do."""
        return Background.model_validate({"tray": tray_there(), "quick_ask": True, "keys": self._state})

    def end(self) -> None:
        """Take all of it away."""
        self._tray.show(False)
        self.small.end()
        if self._keys is not None:
            self._listener.setEnabled(False)
            self._keys.close()
            self._keys = None

    def _look(self, *_: object) -> None:
        if (wished := wishes(self._settings)) == self._wished:
            return
        self._wished = wished
        self._tray.show(wished.stay or self._stays)
        if self._keys is not None:
            self._state = "none"
            if wished.keys:
                self._state = "free" if self._keys.take(wished.keys) else "taken"
                log.info("the keys for a quick question: %s", self._state)
            else:
                self._keys.drop()

    def _x11_keys(self) -> X11Keys | None:
        """Keys of the whole desktop; on Wayland a program cannot take any."""
        from PySide6.QtCore import QSocketNotifier
        from PySide6.QtGui import QGuiApplication

        if QGuiApplication.platformName() != "xcb":
            return None
        try:
            keys = X11Keys()
        except OSError as error:
            log.info("no keys for a quick question: %s", error)
            return None
        self._listener = QSocketNotifier(keys.file, QSocketNotifier.Type.Read)
        self._listener.activated.connect(lambda *_: self.small.toggle() if keys.pressed() else None)
        return keys
