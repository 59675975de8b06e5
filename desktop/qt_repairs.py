"""Repairs of pywebview 6.2.1's Qt backend, for Qt 6.8 and later; each says what was wrong.

They are put in before the first window is made, and keep the page within its own origin.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

LOCAL = ("data", "blob", "about", "qrc", "devtools", "chrome")
"""What the web view has in itself: nothing of it comes from anywhere."""


def repair(origin: str, storage: Path, open_link: Callable[[str], object]) -> None:
    """Mend the backend's classes. `origin` is the page's, such as `http://127.0.0.1:4711`."""
    from webview.platforms import qt

    backend: Any = qt
    backend.QWebEngineProfile = lambda name: _profile(name, storage)
    view = backend.BrowserView
    view.WebPage.onFeaturePermissionRequested = _permissions(origin)
    view.WebPage.acceptNavigationRequest = _navigation(origin, open_link)
    view.NavigationHandler.acceptNavigationRequest = _new_window(origin, open_link)
    view.RequestInterceptor.interceptRequest = _requests(origin)
    view.WebView.contextMenuEvent = _context_menu
    view.on_download_requested = _download
    view.on_load_finished = _loaded


def _belongs(url: Any, origin: str, schemes: tuple[str, ...] = ("http",)) -> bool:
    from PySide6.QtCore import QUrl

    own = QUrl(origin)
    return url.scheme() in schemes and bool((url.host(), url.port()) == (own.host(), own.port()))


def _profile(name: str, storage: Path) -> Any:
    """It left the cache outside the data folder, and chose the storage when it was imported: too early."""
    from PySide6.QtWebEngineCore import QWebEngineProfile

    profile: Any = QWebEngineProfile(name)
    profile.setPersistentStoragePath(str(storage))
    profile.setCachePath(str(storage / "cache"))
    profile.setPersistentStoragePath = lambda path: None
    return profile


def _permissions(origin: str) -> Callable[..., None]:
    """It answered with an int: a TypeError, and `navigator.clipboard` never settled."""
    from PySide6.QtWebEngineCore import QWebEnginePage

    policy, allowed = QWebEnginePage.PermissionPolicy, {QWebEnginePage.Feature.ClipboardReadWrite}

    def requested(self: Any, url: Any, feature: Any) -> None:
        granted = feature in allowed and _belongs(url, origin)
        self.setFeaturePermission(
            url, feature, policy.PermissionGrantedByUser if granted else policy.PermissionDeniedByUser
        )

    return requested


def _navigation(origin: str, open_link: Callable[[str], object]) -> Callable[..., bool]:
    """It let a plain link to the world replace the app, and a file that was dropped beside the composer too."""

    def accept(self: Any, url: Any, kind: Any, main_frame: bool) -> bool:
        if _belongs(url, origin) or url.scheme() in LOCAL:
            return True
        if main_frame:
            _leave(url, open_link)
        return False

    return accept


def _new_window(origin: str, open_link: Callable[[str], object]) -> Callable[..., bool]:
    """It handed everything to the browser: also a place within the app, where the browser is not let in."""

    def accept(self: Any, url: Any, kind: Any, main_frame: bool) -> bool:
        if _belongs(url, origin):
            self._parent().setUrl(url)
        else:
            _leave(url, open_link)
        return False

    return accept


def _leave(url: Any, open_link: Callable[[str], object]) -> None:
    if url.scheme() in ("http", "https", "mailto"):
        open_link(url.toString())
    else:
        log.warning("a link of the kind %s was not followed", url.scheme())


def _requests(origin: str) -> Callable[..., None]:
    """It looked at nothing. Now whatever the page may be led to load, no request leaves this computer."""

    def intercept(self: Any, info: Any) -> None:
        url = info.requestUrl()
        if url.scheme() not in LOCAL and not _belongs(url, origin, ("http", "ws")):
            log.warning("the page asked for something at %s: blocked", url.host())
            info.block(True)

    return intercept


def _context_menu(self: Any, event: Any) -> None:
    """It showed none but for debugging."""
    from PySide6.QtWebEngineCore import QWebEnginePage

    action = QWebEnginePage.WebAction
    wanted = [action.Undo, action.Redo, action.Cut, action.Copy, action.Paste, action.PasteAndMatchStyle]
    wanted += [action.SelectAll, action.CopyLinkToClipboard, action.CopyImageToClipboard]
    keep = [self.page().action(one) for one in wanted]
    menu = self.createStandardContextMenu()
    for entry in menu.actions():
        if not entry.isSeparator() and entry not in keep:
            menu.removeAction(entry)
    if any(entry.isEnabled() for entry in menu.actions() if not entry.isSeparator()):
        menu.popup(event.globalPos())


def _download(self: Any, download: Any) -> None:
    """It called Qt 5's `setPath`. Now: a save dialog that starts in the Downloads folder."""
    from PySide6.QtCore import QStandardPaths
    from PySide6.QtWidgets import QFileDialog

    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    folder = folder if Path(folder).is_dir() else str(Path.home())
    name = download.downloadFileName() or download.suggestedFileName()
    path, _ = QFileDialog.getSaveFileName(self, self.localization["global.saveFile"], str(Path(folder, name)))
    if not path:
        download.cancel()
        return
    download.setDownloadDirectory(str(Path(path).parent))
    download.setDownloadFileName(Path(path).name)
    download.accept()


def _loaded(self: Any, *_: object) -> None:
    """It injected a bridge from the page to Python, which we do not use: the page has the API and nothing else."""
    self.pywebview_window.events.before_load.set()
    self.pywebview_window.events.loaded.set()
