"""The window on Windows (WebView2) and macOS (WKWebView): pywebview's own, with a menu and its remembered place."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, Literal

from backend.domain import Background
from backend.errors import Conflict
from backend.paths import Paths
from desktop.frame import WindowUnavailable
from desktop.mac_links import listen
from desktop.place import Place, Screen
from desktop.reveal import reveal
from desktop.theme import Theme, chosen_theme, theme_of
from desktop.tray import Acts
from desktop.words import Words

RENDERERS = {"win32": "edgechromium", "darwin": "wkwebview"}


class NativeFrame:
    """What is particular to the platforms' own web views."""

    gui: Literal["qt"] | None = None
    hides = False  # a window that is hidden could not be found again without a sign in the tray
    makes_pdf = False  # neither is reached through pywebview: the page offers HTML, which a browser prints

    def __init__(self, paths: Paths, words: Words, acts: Acts, *, stays: bool = False) -> None:
        self._paths, self._words, self._acts = paths, words, acts
        self._view: Any = None
        self._place = Place()

    def prepare(self, origin: str) -> Sequence[Screen]:
        """Make sure of a modern web view: without WebView2, pywebview falls back to Internet Explorer in silence."""
        import webview
        from webview.errors import WebViewException

        try:
            screens = [Screen(s.x, s.y, s.width, s.height) for s in webview.screens]
        except WebViewException as error:
            raise WindowUnavailable(f"The window cannot open: {error}.", "Use --browser.") from error
        if getattr(webview.guilib, "renderer", None) != RENDERERS.get(sys.platform):
            raise WindowUnavailable(
                "The window needs Microsoft's WebView2, which is missing.",
                "Install the “WebView2 Runtime” from Microsoft, or use --browser.",
            )
        listen(self._acts.bring)
        return screens

    def theme(self) -> Theme:
        """The chosen colours; for `system` what the platform says."""
        return theme_of(chosen_theme(self._paths.settings))

    def menu(self) -> list[Any]:
        """Cut, copy and paste are the platform's own; the rest is ours."""
        from webview.menu import Menu, MenuAction, MenuSeparator

        words = self._words
        app: list[Any] = [
            MenuAction(words("About Fireside"), self._about),
            MenuSeparator(),
            MenuAction(words("Quit"), self._quit),
        ]
        view: list[Any] = [
            MenuAction(words("Reload"), self._run("location.reload()")),
            MenuSeparator(),
            MenuAction(words("Zoom in"), lambda: self._zoom(1.1)),
            MenuAction(words("Zoom out"), lambda: self._zoom(1 / 1.1)),
            MenuAction(words("Actual size"), lambda: self._zoom(0)),
            MenuSeparator(),
            MenuAction(words("Full screen"), lambda: self._view.toggle_fullscreen()),
        ]
        help_: list[Any] = [MenuAction(words("Show the data folder"), lambda: reveal(self._paths.home))]
        menus = [Menu(words("View"), view), Menu(words("Help"), help_)]
        return menus if sys.platform == "darwin" else [Menu("Fireside", app), *menus]  # macOS has its own first menu

    def dress(self, view: Any, place: Place) -> None:
        """Follow where the window goes: asking it while it closes may hang."""
        self._view, self._place = view, place
        view.events.moved += self._moved
        view.events.resized += self._resized
        view.events.maximized += lambda: self._change(maximized=True)
        view.events.restored += lambda: self._change(maximized=False)
        if place.zoom != 1:
            view.events.loaded += lambda: self._zoom(1)

    def place(self) -> Place:
        """Where the window was last seen."""
        return self._place

    def bring_to_front(self) -> None:
        """From any thread."""
        self._view.restore()
        self._view.show()
        self._view.on_top = True  # neither platform has a plain "raise"
        self._view.on_top = False

    def stays(self) -> bool:
        """Not here: neither a tray nor a small window of its own is reached through pywebview."""
        return False

    def end(self) -> None:
        """Nothing is there besides."""

    def able(self) -> Background:
        """Nothing."""
        return Background()

    def ask(self, shown: bool) -> bool:
        """Not here."""
        return False

    def make_pdf(self, html: str) -> bytes:
        """Not here."""
        raise Conflict("This window cannot make a PDF.", "Export HTML, and print it in a browser.")

    def _moved(self, x: int, y: int) -> None:
        if not self._place.maximized:
            self._change(x=int(x), y=int(y))

    def _resized(self, width: int, height: int) -> None:
        if not self._place.maximized:
            self._change(width=int(width), height=int(height))

    def _change(self, **fields: Any) -> None:
        self._place = dataclasses.replace(self._place, **fields)

    def _zoom(self, factor: float) -> None:
        zoom = min(max(self._place.zoom * factor, 0.5), 3.0) if factor else 1.0
        self._change(zoom=zoom)
        self._view.run_js(f"document.documentElement.style.zoom = {zoom}")

    def _run(self, script: str) -> Callable[[], None]:
        return lambda: self._view.run_js(script)

    def _quit(self) -> None:
        self._view.destroy()

    def _about(self) -> None:
        home = f"{self._words('Threads and settings are on this computer, in')} {self._paths.home}"
        self._view.create_confirmation_dialog("Fireside", f"{self._words('Version')} {version('fireside')}\n\n{home}")
